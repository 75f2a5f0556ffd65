"""What was posted as payments: known by its content, and refused where its content type says something else."""

from __future__ import annotations

from watchgate.api.problems import RefusedError
from watchgate.model.errors import BadInputError

UNSAID = ("", "application/octet-stream", "text/plain", "application/x-www-form-urlencoded", "*/*")
"""Content types that say nothing. Forms are what curl calls everything it was not told about."""
XML = ("application/xml", "text/xml")
JSON = ("application/json", "application/x-ndjson", "application/jsonl", "application/ndjson")
ROWS = ("text/csv", "text/tab-separated-values", "application/csv")
MT = ("application/x-mt", "application/x-swift-mt", "text/x-swift-mt")
TAKEN = (*XML, *JSON, *ROWS, *MT)

_WHITE = b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"
_LOOKED_AT = 512


def check_body(data: bytes, content_type: str, encoding: str) -> None:
    """RefusedError 415 for a content type or an encoding that is not taken, and for one that the content contradicts.

    BadInputError for an empty body: nothing was sent, so that there is nothing to keep.
    """
    if encoding not in ("", "identity"):
        raise RefusedError(415, f"the body is encoded as {encoding[:40]!r}; send it as it is")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in UNSAID and kind not in TAKEN and not kind.endswith(("+xml", "+json")):
        raise RefusedError(
            415, f"{kind[:60]!r} is not taken; send application/xml, application/json, text/csv or text/plain (MT)"
        )
    start = data[:_LOOKED_AT].replace(b"\x00", b"").lstrip(_WHITE)
    if not data:
        raise BadInputError("is empty", where="the body", hint="send ISO 20022 XML, MT, JSON or CSV")
    is_xml = start.startswith(b"<")
    if (kind in XML or kind.endswith("+xml")) != is_xml and kind not in UNSAID:
        raise RefusedError(415, f"the content type says {kind}, the body {'is' if is_xml else 'is not'} XML")
    if (kind in JSON or kind.endswith("+json")) and not start.startswith((b"{", b"[")):
        raise RefusedError(415, f"the content type says {kind}, the body is not JSON")

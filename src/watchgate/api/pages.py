"""The description of the API: /openapi.json for machines, /docs for people, with nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec
from litestar import Response, get

from watchgate import __version__
from watchgate.api.asking import JSON, AnyRequest

HTML_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "cache-control": "no-cache",
}
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
    "h2{margin-top:2.2rem;font-size:1.05rem;font-family:ui-monospace,monospace}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{border-top:1px solid #d0d7de;padding:.25rem .5rem;"
    "text-align:left;vertical-align:top}code{font-family:ui-monospace,monospace}.verb{color:#0550ae}"
    "@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}td,th{border-color:#30363d}.verb{color:#79c0ff}}"
)


@get("/openapi.json", include_in_schema=False, sync_to_thread=False)
def openapi(request: AnyRequest) -> Response[bytes]:
    """The OpenAPI 3.1 description."""
    return Response(msgspec.json.encode(request.app.openapi_schema.to_schema()), media_type=JSON)


@get(["/", "/docs"], include_in_schema=False, sync_to_thread=False)
def docs(request: AnyRequest) -> Response[str]:
    """The same as one page to read."""
    page = render(request.app.openapi_schema.to_schema())
    return Response(page, media_type="text/html; charset=utf-8", headers=HTML_HEADERS)


def render(description: dict[str, Any]) -> str:
    """The page for an OpenAPI description."""
    parts = []
    for path, operations in sorted(description["paths"].items()):
        for verb, operation in operations.items():
            parts.append(f'<h2><span class="verb">{escape(verb.upper())}</span> {escape(path)}</h2>')
            text = operation.get("description") or operation.get("summary") or ""
            parts.append(f"<p>{escape(text)}</p>")
            rows = "".join(_row(parameter) for parameter in operation.get("parameters", ()))
            if rows:
                parts.append(f"<table><tr><th>parameter</th><th>in</th><th>type</th><th></th></tr>{rows}</table>")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Watchgate {escape(__version__)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style><h1>Watchgate {escape(__version__)}'
        "</h1><p>Send a key with every request: <code>Authorization: ApiKey SECRET</code>. "
        'For machines: <a href="/openapi.json">openapi.json</a>.</p>' + "".join(parts) + "</html>"
    )


def _row(parameter: dict[str, Any]) -> str:
    about = parameter.get("description") or ""
    needed = " (needed)" if parameter.get("required") else ""
    cells = (parameter["name"] + needed, parameter["in"], _type(parameter.get("schema", {})), about)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _type(schema: dict[str, Any]) -> str:
    if "oneOf" in schema:
        return " or ".join(_type(one) for one in schema["oneOf"] if one.get("type") != "null")
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}, may repeat"
    return str(schema.get("type", ""))

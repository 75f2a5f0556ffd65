"""Which requests the front takes."""

from __future__ import annotations

import pytest

from watchgate.api.front_head import LARGE_BYTES, Head, HeadState, read_head

PLAIN = b"POST /decisions HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"


def asked(*headers: bytes, line: bytes = b"POST /decisions HTTP/1.1") -> bytes:
    return b"\r\n".join([line, *headers, b"", b""])


def test_a_plain_request_is_read() -> None:
    head = read_head(PLAIN + b"<a>rest")
    assert head == Head([(b"host", b"a"), (b"content-length", b"3")], 3, len(PLAIN))


def test_a_request_is_unfinished_until_its_head_is_whole() -> None:
    for end in range(len(PLAIN)):
        assert read_head(PLAIN[:end]) is HeadState.UNFINISHED
    assert isinstance(read_head(PLAIN), Head)


def test_what_common_clients_send_is_taken() -> None:
    said = asked(
        *(b"Host: localhost:8080", b"Accept: */*", b"Accept-Encoding: gzip, deflate", b"Connection: keep-alive"),
        *(b"User-Agent: python-httpx/0.28", b"Authorization: ApiKey a-b_c", b"Content-Type: application/xml"),
        b"Content-Length: 12",
    )
    head = read_head(said)
    assert isinstance(head, Head)
    assert b"connection" not in dict(head.headers)
    assert dict(head.headers)[b"accept-encoding"] == b"gzip, deflate"


@pytest.mark.parametrize(
    "said",
    [
        asked(b"Host: a", b"Content-Length: 3", line=b"GET /decisions HTTP/1.1"),
        asked(b"Host: a", b"Content-Length: 3", line=b"POST /decisions?rail=wire HTTP/1.1"),
        asked(b"Host: a", b"Content-Length: 3", line=b"POST /decisions HTTP/1.0"),
        asked(b"Host: a", b"Content-Length: 3", line=b"post /decisions HTTP/1.1"),
        asked(b"Host: a"),
        asked(b"Content-Length: 3"),
        asked(b"Host: a", b"Content-Length: 0"),
        asked(b"Host: a", b"Content-Length: 03"),
        asked(b"Host: a", b"Content-Length: +3"),
        asked(b"Host: a", b"Content-Length: 3, 3"),
        asked(b"Host: a", b"Content-Length: %d" % (LARGE_BYTES + 1)),
        asked(b"Host: a", b"Content-Length: 99999999999"),
        asked(b"Host: a", b"Content-Length: 3", b"Content-Length: 3"),
        asked(b"Host: a", b"host: b", b"Content-Length: 3"),
        asked(b"Host: a", b"Content-Length: 3", b"Transfer-Encoding: chunked"),
        asked(b"Host: a", b"Content-Length: 3", b"Connection: close"),
        asked(b"Host: a", b"Content-Length: 3", b"Expect: 100-continue"),
        asked(b"Host: a", b"Content-Length: 3", b"Content-Encoding: gzip"),
        asked(b"Host: a", b"Content-Length: 3", b"X-Forwarded-For: 1.2.3.4"),
        asked(b"Host: a", b"Content-Length : 3"),
        asked(b"Host: a", b"Content-Length: 3", b" Accept: folded"),
        asked(b"Host: a", b"Content-Length: 3", b"Accept:"),
        asked(b"Host: a\nContent-Length: 4", b"Content-Length: 3"),
        asked(b"Host: a\rb", b"Content-Length: 3"),
        asked(b"Host: a\x00", b"Content-Length: 3"),
        asked(b"Host: \xc3\xa4", b"Content-Length: 3"),
        asked(b"Host: a", b"Content-Length: \xb2"),
        b"POST /decisions HTTP/1.1\nHost: a\nContent-Length: 3\n\nabc",
        b"POST /decisions HTTP/1.1\r\n\r\n",
        b"\r\n" + PLAIN,
        b"\x16\x03\x01",
        asked(b"Host: " + b"a" * 8_192, b"Content-Length: 3"),
        b"POST /decisions HTTP/1.1\r\nHost: " + b"a" * 8_192,
    ],
)
def test_any_other_form_is_left_to_the_general_server(said: bytes) -> None:
    assert read_head(said) is HeadState.OTHER

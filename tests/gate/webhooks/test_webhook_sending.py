from __future__ import annotations

import pytest

from support.served import free_port
from support.webhook_server import WebhookServer, webhook_server
from watchgate.gate.webhooks.sending import Tried, send


def _send(server: WebhookServer, *, seconds: float = 5.0) -> Tried:
    return send(server.url, {"webhook-id": "dec_1"}, b'{"x":1}', private=False, seconds=seconds)


def test_what_is_taken_arrives_whole() -> None:
    with webhook_server() as server:
        tried = _send(server)
    assert tried == Tried(status=204)
    (got,) = server.got
    assert (got.path, got.body) == ("/hook?team=7", b'{"x":1}')
    assert got.headers["webhook-id"] == "dec_1"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["host"].startswith("127.0.0.1:")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_leads_nowhere(status: int) -> None:
    with webhook_server() as server, webhook_server() as elsewhere:
        server.answers, server.headers = [status], {"location": elsewhere.url}
        tried = _send(server)
    assert (tried.status, "redirect" in tried.error) == (status, True)
    assert elsewhere.got == []


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_everything_but_success_is_a_failure(status: int) -> None:
    with webhook_server() as server:
        server.answers, server.headers = [status], {"retry-after": "120"}
        tried = _send(server)
    assert (tried.status, tried.wait_s, tried.gone) == (status, 120.0, False)
    assert tried.error


@pytest.mark.parametrize("header", ["soon", "-5", "1e9", "\u00b2", "9" * 30])
def test_a_retry_after_that_is_no_number_of_seconds_is_passed_over(header: str) -> None:
    with webhook_server() as server:
        server.answers, server.headers = [503], {"retry-after": header}
        assert _send(server).wait_s == 0.0


def test_an_endpoint_may_not_ask_to_be_left_alone_for_days() -> None:
    with webhook_server() as server:
        server.answers, server.headers = [503], {"retry-after": "9999999"}
        assert _send(server).wait_s == 3_600.0


@pytest.mark.parametrize("manner", ["stall", "drip"])
def test_a_server_that_never_ends_its_answer_is_cut_off(manner: str) -> None:
    with webhook_server() as server:
        server.answers = [manner]
        tried = _send(server, seconds=0.4)
    assert (tried.status, tried.error) == (0, "no answer within 0.4 s")


def test_hanging_up_and_nobody_there_are_failures() -> None:
    with webhook_server() as server:
        server.answers = ["hang up"]
        assert _send(server).error
    tried = send(f"http://127.0.0.1:{free_port()}/", {}, b"", private=False, seconds=5)
    assert "refused" in tried.error.lower()


def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    with webhook_server() as server:
        port = server.server.server_address[1]
        tried = send(
            f"https://hooks.example.org:{port}/", {}, b"", private=False, seconds=5, lookup=lambda *_: ["127.0.0.1"]
        )
    assert "this machine" in tried.error
    assert server.got == []

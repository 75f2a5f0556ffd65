from __future__ import annotations

import base64

import pytest

from watchgate.gate.webhooks.signing import TOLERANCE_S, new_secret, signed_headers, verify
from watchgate.model.errors import BadInputError

NOW = 1_700_000_000
BODY = b'{"type":"decision.hold"}'


def test_signature_is_that_of_the_published_example() -> None:
    """The example of the Standard Webhooks specification and of its reference libraries' tests (2023)."""
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_receiver_accepts_what_was_signed_and_nothing_else() -> None:
    secret = new_secret()
    headers = signed_headers(secret, "dec_1", NOW, BODY)
    assert verify(secret, headers, BODY, NOW)
    assert verify(secret, {**headers, "webhook-signature": "v1,abc " + headers["webhook-signature"]}, BODY, NOW)
    assert not verify(new_secret(), headers, BODY, NOW)
    assert not verify(secret, headers, BODY + b" ", NOW)
    assert not verify(secret, {**headers, "webhook-id": "dec_2"}, BODY, NOW)
    assert not verify(secret, {**headers, "webhook-timestamp": str(NOW + 1)}, BODY, NOW)
    assert not verify(secret, headers, BODY, NOW + TOLERANCE_S + 1)
    assert not verify(secret, {}, BODY, NOW)


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(base64.b64decode(one.removeprefix("whsec_"))) == 32 for one in secrets)
    with pytest.raises(BadInputError, match="no webhook secret"):
        signed_headers("whsec_%%%", "m", NOW, BODY)

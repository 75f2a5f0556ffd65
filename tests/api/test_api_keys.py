from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import Tlp

DAY_US = 86_400_000_000


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000 * DAY_US // 100

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, hands: Hands) -> KeyStore:
    return KeyStore(tmp_path / "keys" / "api_keys.json", clock=hands)


def test_a_new_key_is_found_by_its_secret_and_by_nothing_else(store: KeyStore) -> None:
    key, secret = store.create("gate", Role.SCREEN)
    assert store.find(secret) == key
    assert store.find(secret[:-1]) is None
    assert store.find(key.sha256) is None
    assert store.find("") is None


def test_the_secret_is_stored_nowhere_and_the_file_is_for_its_owner_alone(store: KeyStore) -> None:
    _, secret = store.create("gate", Role.SCREEN)
    assert secret.removeprefix("wg_").encode() not in store.path.read_bytes()
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_secrets_carry_256_bits_and_differ(store: KeyStore) -> None:
    secrets = {store.create(f"key{number}", Role.SCREEN)[1] for number in range(20)}
    assert len(secrets) == 20
    assert {len(secret.removeprefix("wg_")) for secret in secrets} == {43}


def test_a_running_service_sees_creation_and_revocation_at_once(store: KeyStore) -> None:
    running = KeyStore(store.path)
    assert running.find("wg_nothing") is None
    _, secret = store.create("gate", Role.READ)
    assert running.find(secret) is not None
    store.revoke("gate")
    assert running.find(secret) is None


def test_an_expired_key_opens_nothing(store: KeyStore, hands: Hands) -> None:
    _, secret = store.create("gate", Role.SCREEN, expires_at=hands.now + DAY_US)
    hands.now += DAY_US - 1
    assert store.find(secret) is not None
    hands.now += 1
    assert store.find(secret) is None


def test_a_key_that_would_already_be_expired_is_not_made(store: KeyStore, hands: Hands) -> None:
    with pytest.raises(BadInputError, match="already be expired"):
        store.create("gate", Role.SCREEN, expires_at=hands.now)


def test_a_name_is_never_given_twice_not_even_after_revocation(store: KeyStore) -> None:
    store.create("kim", Role.WRITE)
    store.revoke("kim")
    with pytest.raises(BadInputError, match="exists or existed"):
        store.create("kim", Role.WRITE)


def test_revoking_twice_keeps_the_first_instant(store: KeyStore, hands: Hands) -> None:
    store.create("kim", Role.WRITE)
    first = store.revoke("kim").revoked_at
    hands.now += DAY_US
    assert store.revoke("kim").revoked_at == first


def test_revoking_an_unknown_key_says_so(store: KeyStore) -> None:
    with pytest.raises(NotFoundError, match="no key named 'ghost'"):
        store.revoke("ghost")


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "-x", "a" * 65, "naïve", "a\n"])
def test_names_that_could_confuse_a_log_are_refused(store: KeyStore, name: str) -> None:
    with pytest.raises(BadInputError, match="not a key name"):
        store.create(name, Role.SCREEN)


def test_a_file_others_may_open_is_not_trusted(store: KeyStore) -> None:
    _, secret = store.create("gate", Role.SCREEN)
    store.path.chmod(0o644)
    with pytest.raises(BadInputError, match="chmod 600"):
        KeyStore(store.path).find(secret)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"version":2,"keys":[]}', b'{"version":1,"keys":[{}]}', b"\xff"]
)
def test_a_damaged_file_is_named_and_opens_nothing(store: KeyStore, content: bytes) -> None:
    store.create("gate", Role.SCREEN)
    store.path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"api_keys\.json"):
        store.all_keys()


def test_the_reader_of_a_key_has_its_clearance_and_organisations(store: KeyStore) -> None:
    key, _ = store.create("kim", Role.READ, clearance=Tlp.GREEN, organisations=("un", "nis", "un"))
    assert key.reader.clearance is Tlp.GREEN
    assert key.reader.organisations == {"un", "nis"}
    assert not key.reader.everything


def test_keys_made_at_the_same_time_are_all_kept(store: KeyStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: KeyStore(store.path).create(f"key{number}", Role.SCREEN), range(24)))
    assert {key.name for key in store.all_keys()} == {f"key{number}" for number in range(24)}

from __future__ import annotations

import pytest

from watchgate.gate.webhooks.address import addresses_of, target_of
from watchgate.model.errors import BadInputError

PUBLIC = "https://hooks.example.org/x"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "http://example.org/",
        "https://",
        "https:///x",
        "//example.org",
        "example.org",
        "https://user@example.org/",
        "https://u:p@example.org/",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https://exam ple.org/",
        "https://example.org/\r\nx: y",
        "https://b\u00fccher.example/",
        "https://10.0.0.1/",
        "https://192.168.1.4:8443/",
        "https://172.16.0.9/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://[fc00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[2002:0a00:0001::]/",
        "https://[64:ff9b::a00:1]/",
        "https://224.0.0.1/",
        "http://127.0.0.1.example.org/",
        "https://" + "a" * 3_000,
    ],
)
def test_nothing_is_sent_to_an_address_that_is_not_public(url: str) -> None:
    with pytest.raises(BadInputError):
        target_of(url)


@pytest.mark.parametrize(
    "url", [PUBLIC, "https://1.1.1.1/", "http://localhost:8000/x?y=1", "http://127.0.0.1/", "https://[::1]:9/"]
)
def test_public_addresses_and_this_machine_by_name_are_taken(url: str) -> None:
    assert target_of(url).host


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "::1", "169.254.169.254", "::ffff:127.0.0.1", "0.0.0.0"])
def test_a_name_that_means_an_inner_address_is_refused_when_it_is_used(address: str) -> None:
    with pytest.raises(BadInputError):
        addresses_of(target_of(PUBLIC), private=False, lookup=lambda _host, _port: ["93.184.216.34", address])


def test_a_name_of_this_machine_that_means_another_is_refused() -> None:
    with pytest.raises(BadInputError, match="is not this machine"):
        addresses_of(target_of("http://localhost/"), private=True, lookup=lambda _host, _port: ["8.8.8.8"])


def test_private_addresses_are_used_where_they_were_allowed_and_those_of_clouds_never() -> None:
    target = target_of("https://hooks.intern.example/", private=True)
    assert addresses_of(target, private=True, lookup=lambda _host, _port: ["10.1.2.3"]) == ["10.1.2.3"]
    assert target_of("https://10.0.0.1/", private=True).port == 443
    for address in ("169.254.169.254", "224.0.0.1", "127.0.0.1", "fe80::1"):
        with pytest.raises(BadInputError):
            addresses_of(target, private=True, lookup=lambda _host, _port, one=address: [one])  # type: ignore[misc]

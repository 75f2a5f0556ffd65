"""Runs a peer in an isolated environment, so that it never holds our own versions back."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from watchgate.model.party import NameKind, Party

NOMENKLATURA = "nomenklatura==4.17.4"
TIMEOUT_S = 3_600


class PeerAnswer(msgspec.Struct, frozen=True):
    """What the peer gave: its version, seconds and score (0-1) per pair, seconds of its first comparison."""

    version: str
    first_compare_s: float
    seconds: list[float]
    scores: list[float]


def logic_v2(parties: Mapping[str, Party], pairs: Iterable[tuple[str, str]]) -> PeerAnswer | str:
    """logic-v2 over `pairs` of party ids; a sentence saying why not, when the peer cannot be had on this machine.

    `WATCHGATE_PEER_PYTHON` names an interpreter that has nomenklatura; without it `uv` builds one, which needs a C++
    compiler and ICU's headers (Debian: g++ pkg-config libicu-dev).
    """
    interpreter = os.environ.get("WATCHGATE_PEER_PYTHON")
    launcher = (
        [interpreter] if interpreter else ["uv", "run", "--isolated", "--no-project", "--with", NOMENKLATURA, "python"]
    )
    question = {
        "parties": {key: {"schema": party.schema, "properties": _properties(party)} for key, party in parties.items()},
        "pairs": list(pairs),
    }
    try:
        run = subprocess.run(
            [*launcher, str(Path(__file__).with_name("logic_v2.py"))],
            input=msgspec.json.encode(question),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=True,
        )
    except FileNotFoundError:
        return f"not measured: {launcher[0]} is not here"
    except subprocess.CalledProcessError as error:
        return f"not measured: {error.stderr.decode(errors='replace').strip().splitlines()[-1:]}"
    except subprocess.TimeoutExpired:
        return f"not measured: no answer in {TIMEOUT_S} s"
    return msgspec.json.decode(run.stdout, type=PeerAnswer)


_NAMES = {
    NameKind.PRIMARY: "name",
    NameKind.ALIAS: "alias",
    NameKind.WEAK: "weakAlias",
    NameKind.PREVIOUS: "previousName",
}


def _properties(party: Party) -> dict[str, list[str]]:
    """All that is compared of a party, as properties of FollowTheMoney."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in party.names:
        found[_NAMES[name.kind]].append(name.text)
    for identifier in party.identifiers:
        found[identifier.kind].append(identifier.value)
    known = {"birthDate": party.birth_dates, "country": party.countries, "gender": party.genders}
    return {**found, **{name: list(values) for name, values in known.items() if values}}

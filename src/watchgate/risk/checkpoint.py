"""What is kept of a watchlist between starts: the profiles it is made of, and how names are taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import SYSTEM
from watchgate.risk.kept import keep, kept
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.remembered import packed, unpacked
from watchgate.risk.parties import Profile
from watchgate.risk.version import fingerprint
from watchgate.risk.view_file import ViewFile

FILE_NAME = "watchlist.msgpack"
NAMES_FILE = "names.msgpack"
MADE_BY = (
    "risk/identifiers",
    "risk/names",
    "risk/birth_dates.py",
    "risk/parties.py",
    "risk/party_names.py",
    "risk/party_papers.py",
    "risk/party_parts.py",
    "risk/party_places.py",
    "risk/checkpoint.py",
    "model/countries.py",
    "model/ftm.py",
    "model/ftm_schema.json",
    "model/party.py",
)
"""The code and tables that decide what a profile says."""


PROFILES: ViewFile[Profile] = ViewFile(FILE_NAME, Profile, MADE_BY)


class KnownNames(Mapping[str, Analysis]):
    """The analyses of names that were kept in `folder` by the same code, by text; read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, text: str) -> Analysis:
        return self._names[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @cached_property
    def _names(self) -> Mapping[str, Analysis]:
        body = kept(self._folder / NAMES_FILE)
        return {} if body is None else unpacked(body, name_makers())


def save_names(folder: Path, analyses: Iterable[Analysis]) -> None:
    """Replace the analyses kept in `folder`."""
    keep(folder / NAMES_FILE, packed(dict.fromkeys(analyses), name_makers()))


def names_made_by(ledger: Ledger, position: int) -> str:
    """What an index of all names at `position` is made by: code, tables and the deliveries up to there."""
    delivery = ledger.as_of(reader=SYSTEM, position=position).delivery(position)
    return f"{name_makers()} {PROFILES.makers} {delivery.id if delivery is not None else position}"


@cache
def name_makers() -> str:
    """A fingerprint of the code and tables that take names apart."""
    return fingerprint(resources.files("watchgate.risk"), ("names",))

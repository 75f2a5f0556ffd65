"""The labelled sets of names: pairs with their truth, and the altered names of listed people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path

import msgspec

from harness import shared
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.score import NameScore, score_names

THRESHOLD = 800


class Pair(msgspec.Struct, frozen=True):
    """Two names and whether they are of one party."""

    schema: str
    first: str
    second: str
    same: bool

    def compare(self) -> NameScore:
        """How they score."""
        return score_names(analyse(self.first), analyse(self.second), person=may_be_person(self.schema))


class Altered(msgspec.Struct, frozen=True):
    """A query made from a listed name. `names`: those it must meet; empty when it must meet nobody."""

    query: str
    way: str
    names: tuple[str, ...]


def folder() -> Path:
    """Where the sets are."""
    return shared() / "bench" / "names"


def pair_sets() -> dict[str, list[Pair]]:
    """The sets that have a bar, and those that have none, by name."""
    cross, dprk = _cross_script(), _dprk()
    people = {group: [pair for pair in pairs if pair.schema == "Person"] for group, pairs in cross.items()}
    others = {group: [pair for pair in pairs if pair.schema != "Person"] for group, pairs in cross.items()}
    return {
        "Hangul-Latin persons": people["hangul_latin"],
        "Han, all pairs": [*cross["han_latin"], *(pair for pair, scripts in dprk if "Hani" in scripts)],
        "Cyrillic persons": people["cyrillic_latin"],
        "Arabic persons": people["arabic_latin"],
        "DPRK Latin aliases": people["dprk_person_alias"],
        "DPRK persons across scripts": [
            pair for pair, (left, right) in dprk if pair.schema == "Person" and left != right
        ],
        "name cases": _cases(),
        "Hangul organisations": others["hangul_latin"],
        "Han organisations": others["han_latin"],
        "Cyrillic organisations": others["cyrillic_latin"],
        "Arabic organisations": others["arabic_latin"],
        "DPRK persons, Latin": [
            pair for pair, (left, right) in dprk if pair.schema == "Person" and left == right == "Latn"
        ],
        **_known(),
    }


@cache
def altered() -> tuple[tuple[Altered, ...], tuple[str, ...]]:
    """The altered names, and all names that a negative might wrongly meet."""
    content = json.loads((folder() / "dprk_perturbations.json").read_text("utf-8"))
    known: dict[str, list[str]] = content["candidates"]
    cases = tuple(
        Altered(case["query"], case["perturbation"], tuple(known.get(case["expected_entity_id"] or "", ())))
        for case in content["cases"]
    )
    return cases, tuple(name for names in known.values() for name in names)


def meets(query: str, names: tuple[str, ...]) -> bool:
    """Whether `query` matches one of the names, as of people."""
    asked = analyse(query)
    return any(score_names(asked, analyse(name), person=True).points >= THRESHOLD for name in names)


def _cross_script() -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for row in _rows("cross_script_pairs.csv"):
        pair = Pair(row["schema"], row["name1"], row["name2"], row["is_match"] == "true")
        found.setdefault(row["case_group"], []).append(pair)
    return found


def _dprk() -> list[tuple[Pair, tuple[str, str]]]:
    return [
        (Pair(row["schema"], row["name1"], row["name2"], row["is_match"] == "1"), (row["script1"], row["script2"]))
        for row in _rows("dprk_name_pairs.csv")
    ]


def _cases() -> list[Pair]:
    return [
        Pair(row["schema"], row["name1"], row["name2"], row["is_match"] == "true") for row in _rows("name_cases.csv")
    ]


def _known() -> dict[str, list[Pair]]:
    """Well-known people, organisations and Chinese brands, of general knowledge: spellings of one, and with others'."""
    text = Path(__file__).with_name("names_known.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    found: dict[str, list[Pair]] = {}
    for schema, what in (("Person", "people"), ("Organization", "organisations"), ("Company", "brands")):
        several = [names.split("|") for kind, names in rows if kind == schema]
        same = [Pair(schema, a, b, True) for names in several for a, b in combinations(names, 2)]
        others = [
            Pair(schema, a, b, False)
            for left, right in combinations(several, 2)
            for a, b in product(left[:2], right[:2])
        ]
        found[f"well-known {what}"] = same + others
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (folder() / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)

"""How many clean customers would be held, against all lists at the default threshold; and the listed people found."""

from __future__ import annotations

import csv
import random
from collections import Counter
from functools import cache

from msgspec.structs import replace

from harness import Result, wilson
from names_corpus import parties
from names_sets import THRESHOLD, folder
from watchgate.model.countries import country_code
from watchgate.model.match import Hit
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine.index import EngineIndex

SEED = 20261122
BARS = {"name only": 0.005, "with country": 0.003, "with birth date and country": 0.001}


@cache
def index() -> EngineIndex:
    """All lists."""
    found = EngineIndex()
    found.add_many(parties())
    return found


def alert_load(most: int) -> list[Result]:
    """The share of `most` of the 15,000 clean synthetic customers that anything is held for, by what is known of them.

    The note of the first figure is holds per 10,000 by list and by how the best name met.
    """
    customers = _customers()
    customers = random.Random(SEED).sample(customers, min(most, len(customers)))
    held: Counter[str] = Counter()
    by_list: Counter[str] = Counter()
    by_cause: Counter[str] = Counter()
    for customer in customers:
        named = replace(customer, countries=(), birth_dates=())
        hits = index().query(named, THRESHOLD)
        if not hits:
            continue
        held["name only"] += 1
        by_list.update({hit.entity_id.split("-")[0] for hit in hits})
        by_cause[_cause(hits[0])] += 1
        held["with country"] += bool(index().query(replace(customer, birth_dates=()), THRESHOLD))
        held["with birth date and country"] += bool(index().query(customer, THRESHOLD))
    return [
        _share(f"held, {what}", held[what], len(customers), bar, _per_10_000(by_list, by_cause, len(customers)))
        for what, bar in BARS.items()
    ]


def listed_found() -> list[Result]:
    """The share of UN individuals (names as listed, and treated) that meet a UN entry of a name like theirs."""
    results = []
    for name in ("treated", "untreated"):
        with (folder() / f"positives_un_{name}.csv").open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        missed = [row["full_name"] for row in rows if not _found(row)]
        low, high = wilson(len(rows) - len(missed), len(rows))
        results.append(
            Result(
                measure=f"UN {name} individuals found",
                value=round(1 - len(missed) / len(rows), 4),
                unit="share",
                target=0.995,
                note=f"95 % interval {low:.4f}-{high:.4f}; missed: {', '.join(missed) or 'none'}",
            )
        )
    return results


def _found(row: dict[str, str]) -> bool:
    query = Party(
        id="query",
        schema="Person",
        names=(Name(row["full_name"]),),
        birth_dates=(row["date_of_birth"],) if row["date_of_birth"] else (),
        countries=(row["nationality"],) if len(row["nationality"]) == 2 else (),
    )
    return any(hit.entity_id.startswith("un-") for hit in index().query(query, THRESHOLD))


def _customers() -> list[Party]:
    with (folder() / "negatives_global.csv").open(encoding="utf-8", newline="") as source:
        return [
            Party(
                id=str(number),
                schema="Person",
                names=(Name(row["full_name"]),),
                birth_dates=(row["date_of_birth"],),
                countries=tuple(filter(None, (country_code(row["nationality"]),))),
                genders=(row["gender"],) if row["gender"] in ("male", "female") else (),
            )
            for number, row in enumerate(csv.DictReader(source))
        ]


def _cause(best: Hit) -> str:
    details = {reason.detail.split(" (")[0] for reason in best.reasons if reason.kind == "name"}
    if any(reason.kind == "name_rest" and reason.candidate for reason in best.reasons):
        return "the listed name has more words"
    if any("read as" in detail for detail in details):
        return "the same reading in another script"
    if details == {"the same word"}:
        return "the same name"
    return "a name spelled nearly alike"


def _per_10_000(by_list: Counter[str], by_cause: Counter[str], asked: int) -> str:
    rows = [*by_list.most_common(), *by_cause.most_common()]
    return "per 10,000: " + ", ".join(f"{what} {10_000 * count / asked:.0f}" for what, count in rows)


def _share(measure: str, count: int, asked: int, bar: float, note: str) -> Result:
    low, high = wilson(count, asked)
    interval = f"{count} of {asked}, 95 % interval {low:.4f}-{high:.4f}"
    detail = f"{interval}; {note}" if "name only" in measure else interval
    return Result(measure=measure, value=round(count / asked, 5), unit="share", target=bar, at_most=True, note=detail)

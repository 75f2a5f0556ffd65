"""Is anything listed missed? Listed names and numbers, read from the raw files without the loader, screened again.

Every name is typed as a payments clerk would (`recall_typing`) and compared with the entity it belongs to, by name
alone and with nothing said of what kind of party it is; found means a score of .80 or more. Comparing with the one
entity gives the same as the index, which is lossless (`names`); a part is asked of the index all the same. Weak names
are apart: by rule (OFAC FAQ 122-125) they raise no hit. `compound` cells hold several names; one is cut out crudely.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness import Result, shared, wilson
from recall_numbers import Number, forms, listed_numbers
from recall_raw import Listed, listed_names
from recall_typing import typings
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import BadInputError
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Name, Party
from watchgate.risk.identifiers.normal import parse_identifier
from watchgate.risk.names.party import score_parties
from watchgate.risk.watchlist import Watchlist
from watchgate.watch.lists.load import LoadOptions, load

SEED = 20261122
FOUND_AT = 800
TARGET = 0.999
SAMPLE, SAMPLE_FULL = 1_500, 10_000
"""Names of each source and kind."""
ASKED, ASKED_FULL = 200, 1_000
"""Names of the sample that are asked of the whole index."""
SHOWN = 5


def run(full: bool) -> list[Result]:
    """`full`: nearly every name."""
    lists = shared() / "lists"
    folder = Path(tempfile.mkdtemp(prefix="watchgate-recall-"))
    try:
        ledger = open_ledger(folder)
        try:
            load([lists], ledger, home=folder, options=LoadOptions(accept_shrink=True))
            watchlist = Watchlist.at(ledger, SYSTEM)
            rng = random.Random(SEED)
            sample = sampled(listed_names(lists), SAMPLE_FULL if full else SAMPLE, rng)
            return [
                *_names(sample, watchlist),
                _index(rng.sample(sample, ASKED_FULL if full else ASKED), watchlist),
                *_numbers(listed_numbers(lists), watchlist),
            ]
        finally:
            ledger.close()
    finally:
        shutil.rmtree(folder)


def sampled(names: Iterable[Listed], size: int, rng: random.Random) -> list[Listed]:
    """At most `size` names of each source and kind, repeats left out."""
    groups: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for name in dict.fromkeys(names):
        groups[(name.source, name.kind)].append(name)
    return [name for group in groups.values() for name in rng.sample(group, min(size, len(group)))]


def _names(sample: list[Listed], watchlist: Watchlist) -> Iterator[Result]:
    """A figure for each source as written, then for each way of typing over all sources, then for the others."""
    tally = Tally()
    for name in sample:
        party = watchlist.party(name.entity)
        for way, typed in typings(name.text, person=name.person).items():
            found = party is not None and score(typed, party) >= FOUND_AT
            if name.kind in {"weak", "compound"}:
                if way == "as written":
                    tally.add(f"{name.kind} names", found, name.text)
            else:
                tally.add(f"names {way}" if way != "as written" else f"{name.source}: names as written", found, typed)
    for measure in sorted(tally.tried, key=lambda one: (one.startswith("names "), "names as" not in one, one)):
        yield tally.result(measure, TARGET if measure.endswith("as written") else None)


def score(typed: str, party: Party) -> int:
    """The score of a typed name, of nobody knows what kind of party, with `party`."""
    hit = score_parties(_asked(typed), party, 0)
    return hit.score if hit is not None else 0


def _asked(typed: str) -> Party:
    return Party(id="typed", schema="Thing", names=(Name(typed),))


def _index(names: Iterable[Listed], watchlist: Watchlist) -> Result:
    """The index gives the entity exactly where the direct comparison does."""
    tally = Tally()
    for name in names:
        party = watchlist.party(name.entity)
        direct = party is not None and score(name.text, party) >= FOUND_AT
        hits = watchlist.query_names(_asked(name.text), FOUND_AT)
        tally.add("index agrees with comparing", direct == any(hit.entity_id == name.entity for hit in hits), name.text)
    return tally.result("index agrees with comparing", 1.0)


def _numbers(numbers: Iterable[Number], watchlist: Watchlist) -> Iterator[Result]:
    """Every identifier in every form it is typed in."""
    tally = Tally()
    for number in dict.fromkeys(numbers):
        for form, typed in forms(number.kind, number.text).items():
            met = any(entity == number.entity or _of_act(number, entity) for entity in _having(typed, watchlist))
            tally.add(f"identifiers {form}", met, f"{number.kind} {typed}")
            if form == "as written":
                tally.add(f"{number.kind} as written", met, number.text)
    for measure in sorted(tally.tried, key=lambda one: (not one.startswith("identifiers"), one)):
        yield tally.result(measure, TARGET)


def _having(typed: str, watchlist: Watchlist) -> Iterable[str]:
    """The entities that have the number; none where it is refused as no number at all."""
    try:
        return watchlist.query_identifiers([parse_identifier(typed)])
    except BadInputError:
        return ()


def _of_act(number: Number, entity: str) -> bool:
    """EU numbers are traced to their act and annex only."""
    return number.source == "eu" and entity.startswith(number.entity)


class Tally:
    """How many were tried and found, and the first that were not."""

    def __init__(self) -> None:
        self.tried = Counter[str]()
        self.found = Counter[str]()
        self.missed: dict[str, list[str]] = defaultdict(list)

    def add(self, measure: str, found: bool, text: str) -> None:
        """One try."""
        self.tried[measure] += 1
        self.found[measure] += found
        if not found:
            self.missed[measure].append(text)

    def result(self, measure: str, target: float | None) -> Result:
        """The share found, with its interval and what was missed."""
        tried, found = self.tried[measure], self.found[measure]
        low, high = wilson(found, tried)
        missed = "; ".join(text[:60] for text in self.missed[measure][:SHOWN])
        note = f"{found:,} of {tried:,}, 95 % interval {low:.4f}-{high:.4f}"
        return Result(
            measure=measure,
            value=round(found / tried, 5),
            unit="share found",
            target=target,
            note=f"{note}; missed: {missed}" if missed else note,
        )

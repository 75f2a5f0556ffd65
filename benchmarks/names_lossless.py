"""Names: the compiled index against the plain code on the same parties: what is missed, what is more, what differs.

Two comparisons. Every party scored by the plain code (`score_parties`), nothing left out: on samples of all lists and
made-up parties of all scripts, with parties planted that resemble others, through additions, replacements, removals and
a merge, at the present and at past positions. And the plain index, which is itself held against scoring all, on every
party of all lists.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

from harness import Result
from names_corpus import parties
from names_generator import parties as generated
from names_lossless_queries import alike, asked, by_script
from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.engine.warm import warm
from watchgate.risk.names.index import NameIndex
from watchgate.risk.names.party import NAME_FLOOR, score_parties

THRESHOLDS = (NAME_FLOOR, 700, 800)
SEED = 20261122
PLANTED = 0.15
STEPS = 12
"""Between which the parties change; before the last all is merged into one segment."""
PROCESSES = 2


class Differing(NamedTuple):
    """Of some queries: hits expected, missed, given though none, of another score, with other reasons."""

    queries: int = 0
    hits: int = 0
    missed: int = 0
    extra: int = 0
    scores: int = 0
    reasons: int = 0

    def plus(self, other: Differing) -> Differing:
        """Both together."""
        return Differing(*(one + two for one, two in zip(self, other, strict=True)))


class Share(NamedTuple):
    """One history: its seed, the listed parties in it, how many queries."""

    seed: int
    parties: Sequence[Party]
    queries: int


def run(full: bool) -> list[Result]:
    """`full`: 5,000 queries in four histories of 2,000 parties and 1,500 on all lists; else 400 and 100."""
    warm()
    rng = random.Random(SEED)
    histories, size, each = (4, 2_000, 1_250) if full else (2, 700, 200)
    made_up = list(generated(4 * histories * size, SEED))
    shares = [
        Share(SEED + number, [*rng.sample(parties(), size - size // 5), *rng.sample(made_up, size // 5)], each)
        for number in range(histories)
    ]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        answers = list(pool.map(history, shares))
    scripts = sum((scripts for _, scripts in answers), Counter())
    against_all = Differing()
    for differing, _ in answers:
        against_all = against_all.plus(differing)
    on_lists, scripts_on_lists = all_lists(1_500 if full else 100)
    return [
        *_results(f"against scoring each of {size:,} parties, {histories} histories", against_all, scripts),
        *_results(f"against the plain index of all {len(parties()):,} parties", on_lists, scripts_on_lists),
    ]


def history(share: Share) -> tuple[Differing, Counter[str]]:
    """One history of a sample, and how many queries were in which script."""
    rng = random.Random(share.seed)
    planted = [
        alike(rng.choice(share.parties), f"planted-{number}", rng)
        for number in range(int(len(share.parties) * PLANTED))
    ]
    pool = [*share.parties, *planted]
    rng.shuffle(pool)
    models = by_script(pool)
    followed = _Followed()
    scripts: Counter[str] = Counter()
    followed.add(pool[: len(pool) // 2])
    later = pool[len(pool) // 2 :]
    for step in range(STEPS):
        followed.add(later[step::STEPS])
        for party in rng.sample(pool, 8):
            if rng.random() < 0.5:
                followed.remove(party.id)
            else:
                followed.add([alike(party, party.id, rng)])
        if step == STEPS - 2:
            followed.index.compact()
        queries = share.queries // STEPS + (step < share.queries % STEPS)
        for _ in range(queries):
            script, query = asked(models, rng)
            scripts[script] += 1
            followed.check(query, rng)
    return followed.differing, scripts


def all_lists(queries: int) -> tuple[Differing, Counter[str]]:
    """Everybody on all lists, with changes that are pending, against the plain index."""
    rng = random.Random(SEED)
    engine, plain = EngineIndex(), NameIndex()
    engine.add_many(parties())
    for party in parties():
        plain.add(party)
    models = by_script(parties())
    differing, scripts = Differing(), Counter[str]()
    for number in range(queries):
        if number % 5 == 0:
            changed = rng.choice(parties())
            if number % 10:
                engine.remove(changed.id)
                plain.remove(changed.id)
            else:
                renewed = alike(changed, changed.id, rng)
                engine.add(renewed)
                plain.add(renewed)
        script, query = asked(models, rng)
        scripts[script] += 1
        threshold = rng.choice(THRESHOLDS)
        expected = plain.query(query, threshold)
        differing = differing.plus(_compared(expected, engine.scores(query, threshold)))
        differing = differing.plus(Differing(1, 0, 0, 0, 0, engine.query(query, threshold) != expected))
    return differing, scripts


class _Followed:
    """An index, and every version of every party with the positions between which it was there."""

    def __init__(self) -> None:
        self.index = EngineIndex()
        self.differing = Differing()
        self._position = 0
        self._versions: list[tuple[Party, int]] = []
        self._gone: dict[int, int] = {}
        self._now: dict[str, int] = {}

    def add(self, new: Sequence[Party]) -> None:
        """At the next position."""
        self._position += 1
        self.index.add_many(new, self._position)
        for party in new:
            self._end(party.id)
            self._now[party.id] = len(self._versions)
            self._versions.append((party, self._position))

    def remove(self, party_id: str) -> None:
        """At the next position."""
        self._position += 1
        self.index.remove(party_id, self._position)
        self._end(party_id)

    def check(self, query: Party, rng: random.Random) -> None:
        """Score all versions once; ask at the present at all thresholds, at a past position at one."""
        there: dict[int, list[Hit]] = defaultdict(list)
        past = rng.randint(1, self._position)
        for number, (party, since) in enumerate(self._versions):
            hit = score_parties(query, party, NAME_FLOOR)
            for position in {past, self._position} if hit is not None else ():
                if hit is not None and since <= position < self._gone.get(number, self._position + 1):
                    there[position].append(hit)
        now = sorted(there[self._position], key=lambda one: (-one.score, one.entity_id))
        self._note(Differing(1, 0, 0, 0, 0, self.index.query(query, NAME_FLOOR) != now))
        for threshold in THRESHOLDS:
            self._note(_compared(_from(now, threshold), self.index.scores(query, threshold)))
        threshold = rng.choice(THRESHOLDS)
        self._note(_compared(_from(there[past], threshold), self.index.scores(query, threshold, past)))

    def _note(self, one: Differing) -> None:
        self.differing = self.differing.plus(one)

    def _end(self, party_id: str) -> None:
        number = self._now.pop(party_id, None)
        if number is not None:
            self._gone[number] = self._position


def _from(hits: Sequence[Hit], threshold: int) -> list[Hit]:
    return [one for one in hits if one.score >= threshold]


def _compared(expected: Sequence[Hit], given: Sequence[tuple[str, int]]) -> Differing:
    right, found = {one.entity_id: one.score for one in expected}, dict(given)
    other = sum(found[one] != right[one] for one in right.keys() & found.keys())
    twice = len(given) - len(found)
    return Differing(
        0, len(right), len(right.keys() - found.keys()), len(found.keys() - right.keys()) + twice, other, 0
    )


def _results(against: str, differing: Differing, scripts: Counter[str]) -> list[Result]:
    asked_in = ", ".join(f"{script} {count}" for script, count in scripts.most_common())
    note = f"{differing.hits:,} hits expected at thresholds {', '.join(map(str, THRESHOLDS))}; queries in {asked_in}"
    counts = (
        ("hits missed", differing.missed, note),
        ("hits too many", differing.extra, None),
        ("scores that differ", differing.scores, None),
        ("queries with other reasons or another order", differing.reasons, None),
    )
    return [
        Result(
            measure=f"lossless: {what} ({differing.queries:,} queries {against})",
            value=value,
            unit="",
            target=0,
            at_most=True,
            note=told,
        )
        for what, value, told in counts
    ]

"""Names: queries a second on all lists, beside logic-v2 scoring its candidates in the same run."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from harness import Result
from names_alerts import SEED, index
from names_apart import apart, write_parties
from names_asked import MADE_BY
from names_corpus import parties
from names_generator_scripts import altered
from names_sets import folder
from peers.peer import NOMENKLATURA, logic_v2
from watchgate.model.countries import country_code
from watchgate.model.party import Name, Party

CANDIDATES = 42
"""At most so many a query: what a search engine's index handed to logic-v2 on average on lists of this size."""
OTHERS = 1_200
WARMING = 200
"""Of the others, asked first: language tables are loaded once in a process. The peer compares one pair first."""
BAR = 150


def speed(peers: int) -> list[Result]:
    """Ours in a process of its own, which has analysed nothing before; the peer's on `peers` queries of each kind.

    Two kinds: UN individuals as they are listed, with birth date and nationality, each of whom is a hit; and any listed
    party with one of its names altered, and all else that is known of it. Both compare names, weak aliases, birth
    dates, countries, genders and identifiers. The peer is given its candidates: finding them costs it nothing, and only
    `compare` is timed.
    """
    rng = random.Random(SEED + 1)
    kinds = {
        "UN individuals, all hits": rng.sample(_individuals(), peers),
        "any listed party altered": [_altered(rng, number) for number in range(peers)],
    }
    others = [_altered(rng, number) for number in range(OTHERS)]
    results = []
    with TemporaryDirectory() as place:
        index().save(Path(place) / "index", MADE_BY)
        took = _took(Path(place), others[:WARMING], others[WARMING:])
        results.append(
            Result(measure="queries a CPU second on all lists", value=round(1e6 / took["mean_us"], 1), unit="1/s")
        )
        peer = _peer([query for queries in kinds.values() for query in queries])
        for number, (name, queries) in enumerate(kinds.items()):
            seconds = peer if isinstance(peer, str) else sum(peer[number * peers : (number + 1) * peers]) / peers
            results.append(
                _against_peer(name, queries, _took(Path(place), others[:WARMING], queries)["mean_us"], seconds)
            )
    return results


def _took(place: Path, warming: Sequence[Party], queries: Sequence[Party]) -> dict[str, float]:
    asked = write_parties(place / "asked.jsonl", [*warming, *queries])
    return apart("names_asked", "speed", str(place / "index"), str(asked), len(warming), len(queries), 0, 1)


def _against_peer(name: str, queries: Sequence[Party], ours_us: float, peer: float | str) -> Result:
    measure = f"times as fast as logic-v2: {name}"
    if isinstance(peer, str):
        return Result(measure=measure, value=0, unit="x", target=BAR, note=peer)
    times = round(peer * 1e6 / ours_us, 1)
    against = f"{NOMENKLATURA} logic-v2, {CANDIDATES} candidates a query: {1 / peer:.1f}/s"
    note = (
        f"the same {len(queries)} queries, same machine, same run; ours {1e6 / ours_us:.0f}/s, scores without reasons"
    )
    return Result(measure=measure, value=times, unit="x", target=BAR, against=against, ratio=times, note=note)


def _individuals() -> list[Party]:
    with (folder() / "positives_un_treated.csv").open(encoding="utf-8", newline="") as source:
        return [
            Party(
                id=f"un-query-{number}",
                schema="Person",
                names=(Name(row["full_name"]),),
                birth_dates=(row["date_of_birth"],) if row["date_of_birth"] else (),
                countries=tuple(filter(None, (country_code(row["nationality"]),))),
            )
            for number, row in enumerate(csv.DictReader(source))
        ]


def _altered(rng: random.Random, number: int) -> Party:
    party = rng.choice(parties())
    text = altered(rng.choice(party.names).text, rng, person=party.schema == "Person")
    return replace(party, id=f"query-{number}", names=(Name(text),))


def _peer(queries: Sequence[Party]) -> list[float] | str:
    """Seconds of each query; or why the peer was not measured."""
    known = {party.id: party for party in parties()}
    asked = {f"query-{number}": replace(query, id=f"query-{number}") for number, query in enumerate(queries)}
    pairs = [(key, candidate) for key, query in asked.items() for candidate in _retrieved(query)]
    answer = logic_v2(asked | {key: known[key] for _, key in pairs}, pairs)
    if isinstance(answer, str):
        return answer
    took = dict.fromkeys(asked, 0.0)
    for (key, _), seconds in zip(pairs, answer.seconds, strict=True):
        took[key] += seconds
    return list(took.values())


def _retrieved(query: Party) -> list[str]:
    """What a search engine would hand over: the parties that share most with the query, rare words counting more."""
    holders = _holders()
    found: Counter[str] = Counter()
    for word in _words(query):
        for party_id in holders.get(word, ()):
            found[party_id] += 1_000_000 // len(holders[word])
    return [party_id for party_id, _ in sorted(found.items(), key=lambda one: (-one[1], one[0]))[:CANDIDATES]]


@cache
def _holders() -> dict[str, list[str]]:
    holders: dict[str, list[str]] = defaultdict(list)
    for party in parties():
        for word in sorted(_words(party)):
            holders[word].append(party.id)
    return holders


def _words(party: Party) -> set[str]:
    return {word for name in party.names for word in re.findall(r"\w+", name.text.casefold())}

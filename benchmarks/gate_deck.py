"""`watchgate bench gate_deck`: listed parties planted wherever something is compared; none may pass.

Every row of the element table in every role it can have, of every supported type of ISO 20022 message and of the
business header; the fields of MT103, MT202 and MT202COV; the columns of CSV and JSON. Names as they are listed and
altered, numbers of each kind there is on the lists, free text around a name, and text where no text belongs. A hold
counts only where a match names the party that was planted. No list is too old under the policy used. Names are tried by
themselves first: one that is not met at all is counted as that, and others are planted, so that a miss in the deck is a
miss of the place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random

import msgspec

from gate_deck_messages import MT_FIELDS, planted, planted_mt
from gate_deck_people import WAYS, Listed, People, altered, in_a_sentence, people
from gate_deck_places import WORDS, Place, What, places
from gate_deck_shapes import shapes
from gate_home import POLICY_SAID, evidence_at_head, policy
from harness import Result
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.records.read import read_messages
from watchgate.gate.records.row_columns import PARTIES
from watchgate.model.clock import now_us
from watchgate.model.decision import Verdict
from watchgate.risk.identifiers.agree import SHORTEST_ALONE

SEED = 20_261_122
PLACES, PLACES_FULL = 2_500, 100_000
TEXT_WAYS = (0, 1, 2, 5)
"""What free text is altered by: its threshold is .90, which a changed letter need not reach."""
MOST_SHOWN = 40
UNIQUE = ("swiftBic", "leiCode", "publicKey", "iban", "imoNumber", "innCode", "ogrnCode", "bikCode", "dunsCode")
TOO_SHORT = f"number of an issuer, of fewer than {SHORTEST_ALONE} characters (supports alone: docs/screening.md)"


class Case(msgspec.Struct, frozen=True):
    """One message and whom it names. `how`: exact or altered; `where`: the place, in words."""

    data: bytes
    entity_id: str
    how: str
    where: str
    value: str


def run(full: bool) -> list[Result]:
    """2,500 places, every row and every role among them; `full`: all."""
    random = Random(SEED)
    chosen = _chosen(PLACES_FULL if full else PLACES, random)
    with evidence_at_head() as evidence:
        known = people(evidence, SEED)
        tally: dict[str, Counter[str]] = defaultdict(Counter)
        missed: list[tuple[Case, str]] = []
        skipped: Counter[str] = Counter()
        for case in _cases(chosen, known, random, skipped):
            outcome = _outcome(case, evidence)
            tally[case.how][outcome] += 1
            if outcome not in ("hold", "stop"):
                missed.append((case, outcome))
    for case, outcome in missed[:MOST_SHOWN]:
        print(f"{outcome}: {case.how} {case.value!r} ({case.entity_id}) in {case.where}")
    rows = {place.row for place in chosen}
    roles = {place.role for place in chosen}
    all_roles = {place.role for place in places()}
    left = ", ".join(f"{kind} ({count} places)" for kind, count in sorted(skipped.items()))
    results = [
        Result(
            measure=f"{how}: planted, and neither held nor stopped for whom was planted",
            value=sum(count for outcome, count in counts.items() if outcome not in ("hold", "stop")),
            unit=f"of {sum(counts.values()):,}",
            target=None if how == TOO_SHORT else 0,
            at_most=True,
            note=", ".join(f"{count:,} {outcome}" for outcome, count in counts.most_common()),
        )
        for how, counts in sorted(tally.items())
    ]
    results += [
        _by_themselves("as the name of a party", known.payers, known.as_party),
        _by_themselves("in a sentence of free text", known.names, known.in_text),
    ]
    results.append(
        Result(
            measure="places of the element table in the deck",
            value=len(chosen),
            unit=f"of {len(places()):,}",
            note=f"{len(rows)} rows, {len(roles)} of {len(all_roles)} roles, 4 types and the header; "
            f"on no list is a number of the kinds: {left or 'none'}; {POLICY_SAID}",
        )
    )
    return results


def _by_themselves(how: str, names: list[Listed], met: list[Listed]) -> Result:
    missed = sorted({one.name for one in names} - {one.name for one in met})
    return Result(
        measure=f"names of listed parties, as listed, that are not met {how}",
        value=len(names) - len(met),
        unit=f"of {len(names):,}",
        target=0,
        at_most=True,
        note="; ".join(missed[:MOST_SHOWN]) or None,
    )


def _chosen(most: int, random: Random) -> list[Place]:
    """First one place for each row of each type, and for each role; then by chance."""
    every = list(places())
    random.shuffle(every)
    first: dict[object, Place] = {}
    for place in every:
        first.setdefault((place.kind, place.row), place)
        first.setdefault((place.kind, place.role), place)
    chosen = dict.fromkeys(first.values())
    for place in every:
        if len(chosen) >= most:
            break
        chosen[place] = None
    return list(chosen)


def _cases(chosen: list[Place], known: People, random: Random, skipped: Counter[str]) -> Iterator[Case]:
    for number, place in enumerate(chosen):
        where = f"{place.kind} {'/'.join(place.tags)}"
        if place.what in (What.NAME, What.BANK_NAME, *WORDS):
            yield from _named(place, known, random, where, number)
        else:
            yield from _numbered(place, known, random, where, skipped)
    for kind, tags in MT_FIELDS.items():
        for tag in tags:
            for _ in range(3):
                meeting = known.in_text if tag[:2] in ("70", "72", "77", "23") else known.as_party
                one = random.choice([one for one in meeting if one.name.isascii() and len(one.name) <= 60])
                yield Case(planted_mt(kind, tag, one.name.upper()), one.entity_id, "MT", f"{kind} {tag}", one.name)
    for role in (*PARTIES, "text"):
        for way in TEXT_WAYS:
            one = random.choice(known.in_text if role == "text" else known.as_party)
            for name, how in ((one.name, "JSON exact"), (altered(one, way), "JSON altered")):
                body = msgspec.json.encode({"transaction_id": "T-1", "message_id": "M-1", role: name})
                yield Case(body, one.entity_id, how, role, name)
    for shape in shapes(known, random):
        yield Case(shape.data, shape.entity_id, shape.how, "its place", shape.value)


def _named(place: Place, known: People, random: Random, where: str, number: int) -> Iterator[Case]:
    kind = "text" if place.what in WORDS else "name"
    if place.what is What.BANK_NAME:
        one = known.organisation(random)
    else:
        one = random.choice(known.in_text if kind == "text" else known.as_party)
    ways = TEXT_WAYS if kind == "text" else tuple(WAYS)
    way = ways[number % len(ways)]
    for how, name in (("exact", one.name), (f"altered, {WAYS[way]}", altered(one, way))):
        value = in_a_sentence(name) if kind == "text" and "AdrLine" not in place.tags else name
        yield Case(planted(place, value), one.entity_id, f"{kind} {how}", where, value)


def _numbered(place: Place, known: People, random: Random, where: str, skipped: Counter[str]) -> Iterator[Case]:
    kind, scheme = place.argument, ""
    if place.what is What.NUMBER:
        kind, scheme = "passportNumber", "CCPT"
    elif place.what is What.CLEARING:
        kind, scheme = ("registrationNumber", "") if place.argument else ("bikCode", "RUCBC")
    elif place.what is What.ACCOUNT or kind == "unknown":
        kind = "publicKey"
    elif place.what is What.IBAN:
        kind = "iban"
    wanted = [one for one in known.numbers.get(kind, ()) if _fits(place, one[1].country)]
    if not wanted:
        skipped[f"{kind} {place.argument}" if place.what is What.CLEARING else kind] += 1
        return
    entity_id, number = random.choice(wanted)
    data = planted(place, number.value, country=number.country or "", scheme=scheme)
    how = "number unique by its standard" if kind in UNIQUE else "number of an issuer"
    if len(number.value) < SHORTEST_ALONE:
        how = TOO_SHORT
    yield Case(data, entity_id, how, where, f"{kind} {number.value}")


def _fits(place: Place, country: str | None) -> bool:
    """A clearing number that says its country meets only numbers of that country, or of none."""
    return place.what is not What.CLEARING or not place.argument or country in (None, place.argument)


def _outcome(case: Case, evidence: Evidence) -> str:
    records = [record for message in read_messages(case.data) for record in message.records]
    if not records:
        return "not read"
    decisions = [decide(record, evidence, policy(), decided_at=now_us()) for record in records]
    for decision in decisions:
        counting = {one.entity_id for one in decision.matches if one.effect is not Verdict.PASS}
        if case.entity_id in counting:
            return decision.verdict.value
    return "another party" if any(one.verdict is not Verdict.PASS for one in decisions) else "pass"


if __name__ == "__main__":
    for result in run(False):
        print(result.measure, result.value, result.unit, result.met, result.note or "")

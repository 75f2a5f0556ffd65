"""The matches of a record: every party and every text against the evidence, each element by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchgate.gate.decide.bank_names import is_whole, says_whose
from watchgate.gate.decide.doubts import exceeds
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.exceptions import NOTHING_FOUND, Found, found_by
from watchgate.gate.decide.thresholds import text_points, thresholds_of
from watchgate.gate.decide.weigh import by_number, effect_of, in_flight
from watchgate.gate.records.party_building import BANK_NAME
from watchgate.gate.records.spotted import TEXT_NUMBER
from watchgate.gate.records.wallet_check import KIND as WALLETS
from watchgate.gate.records.wallet_check import RESEMBLES, TRANSACTION
from watchgate.model.decision import Match, Verdict
from watchgate.model.exception import Exceptions
from watchgate.model.ground import Ground
from watchgate.model.match import Hit, Reason
from watchgate.model.party import Party
from watchgate.model.policy import Policy, Rail
from watchgate.model.record import NotCompared, Record, RecordParty, Text
from watchgate.risk.explain import matched_names
from watchgate.risk.identifiers.kinds import KINDS
from watchgate.risk.names.analysis import analyse
from watchgate.risk.parties import primary_name
from watchgate.risk.texts.work import TooMuchTextError

OF_TRANSACTION = "transaction"
"""The role of a transaction that is itself asked about."""
SEVERITY = {Verdict.STOP: 0, Verdict.HOLD: 1, Verdict.PASS: 2}


class Matching:
    """One record under one policy at one instant.

    `too_heavy`: texts that were not compared to their end, with the reason: what else was met stands, and without any
    match the record is held. `untraced`: what the chains that were read do not tell of wallets that are asked about.
    """

    def __init__(
        self, record: Record, evidence: Evidence, policy: Policy, exceptions: Exceptions, decided_at: int
    ) -> None:
        self._record = record
        self._evidence = evidence
        self._policy = policy
        self._exceptions = exceptions
        self._at = decided_at
        self._rail: Rail | None = policy.rails.get(record.rail)
        self.too_heavy: list[NotCompared] = []
        self.untraced: list[NotCompared] = []

    def matches(self) -> tuple[Match, ...]:
        """In the order of the record, the best of each element first; an entity once for each element and role."""
        found: dict[tuple[str, str, str], Match] = {}
        for match in self._all():
            known = found.get(match.key)
            if known is None or _order(match) < _order(known):
                found[match.key] = match
        return (*found.values(), *self._resembled())

    def _resembled(self) -> Iterator[Match]:
        """Wallets that are asked about and look like one that is tagged or listed, and are another: shown, a ground for
        nothing."""
        if self._record.kind != WALLETS:
            return
        for one, address in self._wallets():
            for tag in self._evidence.resembled(address):
                named = f"{tag.category or 'tagged'}: {tag.label}" if tag.label else tag.category or "tagged"
                yield Match(
                    role=one.role,
                    element=one.element,
                    text=address,
                    entity_id=tag.entity_id,
                    score=0,
                    name=tag.address,
                    remark=f"begins and ends like {tag.address} ({named}), and is another address",
                )

    def _wallets(self) -> Iterator[tuple[RecordParty, str]]:
        """The parties' addresses, each once."""
        parties = {
            (one.role, one.element, identifier.value): one
            for one in self._record.parties
            for identifier in one.party.identifiers
            if KINDS[identifier.kind].space == "wallet"
        }
        yield from ((one, address) for (_, _, address), one in parties.items())

    def _all(self) -> Iterator[Match]:
        for one in self._record.parties:
            yield from self._of_party(one)
        for text in self._record.texts:
            yield from self._of_text(text)
        transaction = self._record.references.get(TRANSACTION)
        if transaction and self._record.kind == WALLETS:
            found = self._evidence.carried(transaction)
            self.untraced += [NotCompared("transaction", said) for said in found.untraced]
            for ground in found.grounds:
                yield self._exposed(OF_TRANSACTION, "transaction", transaction, ground)

    def _of_party(self, one: RecordParty) -> Iterator[Match]:
        least, by_name = thresholds_of(one.role, self._policy)
        names = tuple(name.text for name in one.party.names)
        for hit in self._evidence.hits(one.party, least):
            if by_number(hit.reasons) or (hit.score >= by_name and says_whose(one, hit)):
                yield from self._match(one.role, one.element, _met(one.party, hit), names, hit)
        for name in names:
            for hit in self._evidence.spelled(name):
                if hit.score >= by_name:
                    yield from self._match(one.role, one.element, name, names, hit)
            if exceeds(name):
                yield from self._of_text(Text(name, one.element, one.role))
        yield from self._of_wallets(one)

    def _of_wallets(self, one: RecordParty) -> Iterator[Match]:
        """Exposure of the wallets themselves: it holds, and nobody is identified by it."""
        for identifier in one.party.identifiers:
            if KINDS[identifier.kind].space != "wallet":
                continue
            found = self._evidence.looked_into(identifier.value)
            if self._record.kind == WALLETS:
                if earlier := self._record.references.get(f"{RESEMBLES}{identifier.value}"):
                    self.untraced.append(NotCompared(one.element, f"{identifier.value} {earlier}"))
                self.untraced += [NotCompared(one.element, said) for said in found.untraced]
            for ground in found.grounds:
                yield self._exposed(one.role, one.element, identifier.value, ground)

    def _exposed(self, role: str, element: str, text: str, ground: Ground) -> Match:
        held = ground.kind in self._policy.gate.hold
        return Match(
            role=role,
            element=element,
            text=text,
            entity_id=ground.entity_id,
            score=1000,
            exact=True,
            grounds=(ground,),
            effect=Verdict.HOLD if held else Verdict.PASS,
            remark="" if held else f"under this policy {ground.kind.value} neither holds nor stops",
        )

    def _of_text(self, one: Text) -> Iterator[Match]:
        try:
            found = self._evidence.spotted(one.text, text_points(self._policy))
        except TooMuchTextError as error:
            self.too_heavy.append(NotCompared(one.element, str(error)))
            found = ()
        for spotted in found:
            if one.role == BANK_NAME and not is_whole(spotted.text, one.text, spotted.hit):
                continue
            yield from self._match(one.role, one.element, spotted.text, (spotted.text,), spotted.hit)

    def _match(self, role: str, element: str, text: str, names: Sequence[str], hit: Hit) -> Iterator[Match]:
        """The match, if not the law has all that is held against the entity checked elsewhere."""
        grounds = self._evidence.grounds(hit.entity_id, self._at)
        if not grounds and by_number(hit.reasons):
            grounds = self._evidence.tagged(hit.entity_id)
        counting = in_flight(grounds, self._rail, self._policy, self._evidence.datasets_of)
        if grounds and not counting:
            return
        found = self._found(role, names, hit)
        exact = hit.exact and role != TEXT_NUMBER
        certain = exact or bool(found.confirmed_by)
        effect, remark = effect_of(counting, hit.reasons, self._policy, certain=certain)
        if found.waived_by and effect is not Verdict.PASS:
            effect, remark = Verdict.PASS, "two people found that it is somebody else"
        yield Match(
            role=role,
            element=element,
            text=text,
            entity_id=hit.entity_id,
            score=hit.score,
            name=self._name(hit),
            exact=exact,
            confirmed_by=found.confirmed_by,
            reasons=hit.reasons,
            grounds=counting,
            effect=effect,
            remark=remark or found.lapsed,
            waived_by=found.waived_by,
        )

    def _found(self, role: str, names: Sequence[str], hit: Hit) -> Found:
        if not self._record.customer:
            return NOTHING_FOUND
        exceptions = self._exceptions.of(self._record.customer, hit.entity_id, role)
        return found_by(exceptions, names, hit.reasons, self._evidence, self._at) if exceptions else NOTHING_FOUND

    def _name(self, hit: Hit) -> str:
        party = self._evidence.party(hit.entity_id)
        if party is None:
            return ""
        names = matched_names(hit.reasons, [name.text for name in party.names])
        return names[0] if names else primary_name(party) or ""


def _met(party: Party, hit: Hit) -> str:
    """What of the party was met: the number that says most, or else the name with most of the words that met."""
    number = next((one.query for one in hit.reasons if one.kind == "identifier"), "")
    if number and by_number(hit.reasons):
        return number
    names = [name.text for name in party.names]
    return max(names, key=lambda name: _held(name, hit.reasons), default=number)


def _held(name: str, reasons: Sequence[Reason]) -> int:
    words = {token.written for token in analyse(name).tokens}
    asked = [word for one in reasons if one.kind == "name" for word in one.query.split()]
    return sum(word in words for word in asked) + (len(asked) + 1) * any(one.query == name for one in reasons)


def _order(match: Match) -> tuple[int, bool, int, str]:
    """What calls for most first, so that nothing open hides behind what is waived."""
    return SEVERITY[match.effect], not match.exact, -match.score, match.text

"""What changed from one decision to another of the same record, and all such changes counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from watchgate.gate.history.entry import Stored
from watchgate.model.decision import Decision, Match, Verdict, open_matches
from watchgate.model.ground import Ground

NO_MATCH = "no match changed"
"""The role and list of a change that no match explains: an old list, a rail, an authority that is missing."""


class Met(msgspec.Struct, frozen=True):
    """A match that calls for something before or after, and not in the same way in both."""

    role: str
    text: str
    entity_id: str
    name: str
    score: int
    before: str
    after: str
    lists: tuple[str, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One record. `before`, `after`: verdicts; `was`, `now`: what each decision says of itself."""

    number: int
    message_id: str
    transaction: str
    before: Verdict
    after: Verdict
    rule_before: str
    rule_after: str
    was: str
    now: str
    met: tuple[Met, ...]

    @property
    def same(self) -> bool:
        """The verdict, the rule and what the matches call for are what they were."""
        return self.before is self.after and self.rule_before == self.rule_after and not self.met


class Count(msgspec.Struct, frozen=True):
    """How many records under one heading."""

    name: str
    records: int


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """From one verdict to another: how many, by rule, role and list (a record counts under each), and examples."""

    before: Verdict
    after: Verdict
    records: int
    rules: tuple[Count, ...]
    roles: tuple[Count, ...]
    lists: tuple[Count, ...]
    examples: tuple[Change, ...]


class PolicyDiff(msgspec.Struct, frozen=True, kw_only=True):
    """`records`: compared. `same`: of these, as they were. `made_again`: those whose own decision was made by other
    code and was made again first. `failed`: number and why, for those that could not be decided."""

    policy: str
    since: int
    records: int
    same: int
    changed: int
    erased: int
    made_again: int
    failed: tuple[tuple[int, str], ...]
    transitions: tuple[Transition, ...]


def change_of(
    stored: Stored, before: Decision, after: Decision, datasets_of: Callable[[Ground], frozenset[str]]
) -> Change:
    """The change of one record. `datasets_of`: the lists a ground stands on."""
    record = stored.record
    return Change(
        number=stored.number,
        message_id=record.message_id if record is not None else "",
        transaction=(record.transaction_id or f"#{record.ordinal + 1}") if record is not None else "",
        before=before.verdict,
        after=after.verdict,
        rule_before=before.rule,
        rule_after=after.rule,
        was=before.reason,
        now=after.reason,
        met=tuple(_met(before, after, datasets_of)),
    )


class Tally:
    """Takes changes one by one, in bounded memory."""

    def __init__(self, examples: int) -> None:
        self._examples = examples
        self._groups: dict[tuple[Verdict, Verdict], _Group] = {}
        self.records = 0
        self.changed = 0
        self.erased = 0
        self.failed: list[tuple[int, str]] = []

    def add(self, change: Change) -> None:
        """One more record."""
        self.records += 1
        if change.same:
            return
        self.changed += 1
        group = self._groups.setdefault((change.before, change.after), _Group())
        group.add(change, self._examples)

    def result(self, policy: str, since: int, *, made_again: int) -> PolicyDiff:
        """All of them, changes of verdict first, the most frequent in front."""
        order = sorted(self._groups.items(), key=lambda one: (one[0][0] is one[0][1], -one[1].records, one[0]))
        return PolicyDiff(
            policy=policy,
            since=since,
            records=self.records,
            same=self.records - self.changed,
            changed=self.changed,
            erased=self.erased,
            made_again=made_again,
            failed=tuple(self.failed),
            transitions=tuple(group.transition(before, after) for (before, after), group in order),
        )


class _Group:
    def __init__(self) -> None:
        self.records = 0
        self._rules: Counter[str] = Counter()
        self._roles: Counter[str] = Counter()
        self._lists: Counter[str] = Counter()
        self._shown: list[Change] = []

    def add(self, change: Change, examples: int) -> None:
        self.records += 1
        self._rules[f"{change.rule_before} -> {change.rule_after}"] += 1
        self._roles.update({one.role for one in change.met} or {NO_MATCH})
        self._lists.update({name for one in change.met for name in one.lists} or {NO_MATCH})
        if len(self._shown) < examples:
            self._shown.append(change)

    def transition(self, before: Verdict, after: Verdict) -> Transition:
        return Transition(
            before=before,
            after=after,
            records=self.records,
            rules=_counts(self._rules),
            roles=_counts(self._roles),
            lists=_counts(self._lists),
            examples=tuple(self._shown),
        )


def _counts(counter: Counter[str]) -> tuple[Count, ...]:
    return tuple(Count(name, count) for name, count in sorted(counter.items(), key=lambda one: (-one[1], one[0])))


def _met(before: Decision, after: Decision, datasets_of: Callable[[Ground], frozenset[str]]) -> Iterable[Met]:
    was, now = _open(before), _open(after)
    for key in dict.fromkeys((*was, *now)):
        old, new = was.get(key), now.get(key)
        one = new or old
        assert one is not None
        if old is not None and new is not None and old.effect is new.effect:
            continue
        lists = sorted({name for ground in one.grounds for name in datasets_of(ground)})
        yield Met(
            role=one.role,
            text=one.text,
            entity_id=one.entity_id,
            name=one.name,
            score=one.score,
            before=old.effect.value if old is not None else "",
            after=new.effect.value if new is not None else "",
            lists=tuple(lists),
        )


def _open(decision: Decision) -> dict[tuple[str, str, str], Match]:
    return {one.key: one for one in open_matches(decision)}

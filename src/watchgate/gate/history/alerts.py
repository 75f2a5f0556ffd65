"""The alerts of one history: appended once each, listed by page and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.alert_rows import (
    CLASSES,
    SUBJECTS,
    TABLES,
    alerts_where,
    case_of,
    insert_alert,
    there,
)
from watchgate.gate.history.cases import append_act, states
from watchgate.gate.history.history import History
from watchgate.model.alert import Alert, AlertClass, CaseState, Reopened, Subject
from watchgate.model.clock import MICROSECONDS
from watchgate.model.errors import NotFoundError

DAY_US = 86_400 * MICROSECONDS
AGES = {"under 1 day": DAY_US, "1 to 7 days": 7 * DAY_US, "7 to 30 days": 30 * DAY_US, "over 30 days": 1 << 62}
"""How old alerts of cases that are not closed are counted."""


class AlertsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert must be; empty asks for nothing. `list_`: one of its lists. `since`, `until`: UTC microseconds,
    from and before. `unfinished`: of cases that are not closed. `before`, `after`: only numbers below, above it."""

    kinds: tuple[AlertClass, ...] = ()
    subject: Subject | None = None
    entity_id: str = ""
    list_: str = ""
    case: int | None = None
    since: int | None = None
    until: int | None = None
    unfinished: bool = False
    before: int | None = None
    after: int | None = None


class AlertCounts(msgspec.Struct, frozen=True, kw_only=True):
    """`by_class`, `by_list` of all alerts; `by_age` and `unfinished` of those whose case is not closed."""

    total: int
    unfinished: int
    by_class: dict[str, int]
    by_list: dict[str, int]
    by_age: dict[str, int]


class AlertLog:
    """Reads and appends; safe for any number of threads and processes."""

    def __init__(self, history: History) -> None:
        self.history = history

    def add(self, drafts: Sequence[Alert]) -> list[Alert]:
        """Append those that are not there yet, each with its case; all or none, durable on return.

        One that is there (the same subject, target, delivery and entity) is left as it is and not given back. A case
        that was closed, or was to be, is open again.
        """
        if not drafts:
            return []
        return self.history.write(lambda connection: self.append(connection, drafts))

    def append(self, connection: apsw.Connection, drafts: Sequence[Alert]) -> list[Alert]:
        """As `add`, inside a transaction of the writer that does more than this."""
        if not there(connection):
            connection.execute(TABLES)
        number = int(connection.execute("SELECT coalesce(max(number), 0) FROM alert").get or 0)
        added: list[Alert] = []
        for draft in drafts:
            known = connection.execute(
                "SELECT 1 FROM alert WHERE subject = ? AND target = ? AND delivery = ? AND entity = ?",
                (SUBJECTS.index(draft.subject), draft.target, draft.delivery, draft.entity_id),
            ).get
            if known is not None:
                continue
            number += 1
            alert = msgspec.structs.replace(draft, number=number, at=self.history.clock())
            alert = msgspec.structs.replace(alert, case=case_of(connection, self.history.sealer, alert))
            insert_alert(connection, self.history.sealer, alert)
            added.append(alert)
        now_closed = states(connection, {one.case for one in added})
        for case in dict.fromkeys(one.case for one in added):
            if now_closed.get(case, CaseState.OPEN) is not CaseState.OPEN:
                first = next(one.number for one in added if one.case == case)
                append_act(connection, self.history, case, Reopened("", f"alert {first}"))
        return added

    def get(self, number: int) -> Alert:
        """One alert; NotFoundError when there is none."""
        found = self._where("number = ?", (number,))
        if not found:
            raise NotFoundError(f"there is no alert {number}", hint="watchgate alerts list")
        return found[0]

    def of(self, subject: Subject, target: int) -> list[Alert]:
        """All about one decision or customer, in order."""
        return self._where("subject = ? AND target = ? ORDER BY number", (SUBJECTS.index(subject), target))

    def page(self, wanted: AlertsWanted, limit: int) -> list[Alert]:
        """At most `limit` of them: the newest first, or with `after` the oldest first."""
        conditions, values = _conditions(wanted)
        order = "DESC" if wanted.after is None else "ASC"
        if wanted.unfinished:
            conditions.append('"case" NOT IN (SELECT value FROM json_each(?))')
            values.append(msgspec.json.encode(self._closed_cases()).decode())
        return self._where(f"{' AND '.join(conditions) or '1'} ORDER BY number {order} LIMIT ?", (*values, limit))

    def last_number(self) -> int:
        """How many there are."""

        def do(connection: apsw.Connection) -> int:
            if not there(connection):
                return 0
            return int(connection.execute("SELECT coalesce(max(number), 0) FROM alert").get or 0)

        return self.history.read(do)

    def counts(self, now_us: int) -> AlertCounts:
        """How many there are of each class and list, and how old those are that somebody still has to look at."""
        closed = msgspec.json.encode(self._closed_cases()).decode()
        ages = " ".join(f"WHEN at > {now_us - most} THEN '{name}'" for name, most in AGES.items())
        age = f'CASE WHEN "case" IN (SELECT value FROM json_each(?)) THEN NULL {ages} END'  # noqa: S608

        def do(connection: apsw.Connection) -> list[tuple[int, str, str | None, int]]:
            if not there(connection):
                return []
            # Counted where they are stored: there may be millions, and whoever asks for a page is told this too.
            return cast(
                "list[tuple[int, str, str | None, int]]",
                connection.execute(
                    f"SELECT class, lists, {age}, count(*) FROM alert GROUP BY 1, 2, 3",  # noqa: S608
                    (closed,),
                ).fetchall(),
            )

        by_class: Counter[str] = Counter()
        by_list: Counter[str] = Counter()
        by_age: Counter[str] = Counter()
        total = 0
        for kind, lists, old, count in self.history.read(do):
            total += count
            by_class[CLASSES[kind].value] += count
            for one in lists.split(",") if lists else ():
                by_list[one] += count
            if old is not None:
                by_age[old] += count
        return AlertCounts(
            total=total,
            unfinished=by_age.total(),
            by_class=dict(by_class),
            by_list=dict(sorted(by_list.items())),
            by_age={name: by_age[name] for name in AGES if by_age[name]},
        )

    def _closed_cases(self) -> list[int]:
        found = self.history.read(states)
        return [case for case, state in found.items() if state is CaseState.CLOSED]

    def _where(self, condition: str, values: Sequence[object]) -> list[Alert]:
        def do(connection: apsw.Connection) -> list[Alert]:
            if not there(connection):
                return []
            return alerts_where(connection, self.history.sealer, condition, values)

        return self.history.read(do)


def _conditions(wanted: AlertsWanted) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if wanted.kinds:
        numbers = ",".join(str(CLASSES.index(one)) for one in wanted.kinds)
        conditions.append(f"class IN ({numbers})")
    if wanted.subject is not None:
        conditions.append("subject = ?")
        values.append(SUBJECTS.index(wanted.subject))
    if wanted.list_:
        conditions.append("instr(',' || lists || ',', ',' || ? || ',') > 0")
        values.append(wanted.list_)
    for condition, value in (
        ("entity = ?", wanted.entity_id or None),
        ('"case" = ?', wanted.case),
        ("at >= ?", wanted.since),
        ("at < ?", wanted.until),
        ("number < ?", wanted.before),
        ("number > ?", wanted.after),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return conditions, values

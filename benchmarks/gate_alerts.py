"""`watchgate bench gate_alerts`: how many realistic clean payments the gate holds, by element, by list, and why."""

from __future__ import annotations

from collections import Counter

from gate_clean import CleanPayments
from gate_home import POLICY_SAID, evidence_at_head, listed_count, listed_names, plain, policy
from harness import Result, wilson
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.records.read import read_messages
from watchgate.model.clock import now_us
from watchgate.model.decision import Decision, Match, Verdict
from watchgate.model.record import Record

SEED = 20_261_122
PAYMENTS, PAYMENTS_FULL = 10_000, 40_000
ALERTS = 0.01
MOST_SHOWN = 12


def run(full: bool) -> list[Result]:
    """10,000 payments, each with names nobody else has; `full`: 40,000."""
    count = PAYMENTS_FULL if full else PAYMENTS
    with evidence_at_head() as evidence:
        listed = listed_names(evidence.ledger)
        payments = CleanPayments(SEED, listed)
        tally = _Tally(listed)
        while tally.payments < count:
            for message in read_messages(payments.message()):
                for record in message.records:
                    tally.add(record, decide(record, evidence, policy(), decided_at=now_us()), evidence)
        said = listed_count(evidence.ledger)
    tally.show()
    low, high = wilson(tally.alerts, tally.payments)
    return [
        Result(
            measure=f"alerts on {tally.payments:,} clean payments without birth dates",
            value=round(tally.alerts / tally.payments, 5),
            unit="share",
            target=ALERTS,
            at_most=True,
            note=f"{tally.alerts} held, 95 % interval {low:.4f}-{high:.4f}; {tally.parties / tally.payments:.1f} "
            f"parties and {tally.texts / tally.payments:.1f} texts each; {payments.excluded} names drawn again because "
            f"somebody listed bears them exactly; {said}; {POLICY_SAID}",
        ),
        tally.result("by element", tally.by_element),
        tally.result("by list", tally.by_list),
        tally.result("by what met", tally.by_cause),
        Result(
            measure="of them where somebody bears a listed name word for word, in any order",
            value=tally.bearing,
            unit="payments",
            note="true alerts to any screening by name alone; they count in the share above",
        ),
        Result(
            measure="of them stopped by a machine",
            value=tally.stopped,
            unit="payments",
            target=0,
            at_most=True,
            note="nobody clean has a listed person's number",
        ),
    ]


class _Tally:
    """What was held, counted once a payment for each element, list and cause."""

    def __init__(self, listed: frozenset[str]) -> None:
        """`listed`: every listed name in its plain form."""
        self._listed = listed
        self.payments = self.parties = self.texts = self.alerts = self.stopped = self.bearing = 0
        self.by_element: Counter[str] = Counter()
        self.by_list: Counter[str] = Counter()
        self.by_cause: Counter[str] = Counter()
        self.by_entity: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def add(self, record: Record, decision: Decision, evidence: Evidence) -> None:
        """One payment and its decision."""
        self.payments += 1
        self.parties += len(record.parties)
        self.texts += len(record.texts)
        if decision.verdict is Verdict.PASS:
            return
        self.alerts += 1
        self.stopped += decision.verdict is Verdict.STOP
        counting = [one for one in decision.matches if one.effect is not Verdict.PASS]
        self.bearing += any(plain(one.text) in self._listed for one in counting)
        self.by_element.update({one.role for one in counting} or {f"no match: {decision.rule}"})
        self.by_list.update({one.entity_id.split("-")[0] for one in counting})
        self.by_cause.update({_cause(one, record) for one in counting})
        for one in counting:
            key = f"{one.name} ({one.entity_id})"
            self.by_entity[key] += 1
            self.examples.setdefault(key, f"{one.role} {one.score}: {one.text[:60]}")

    def result(self, how: str, counts: Counter[str]) -> Result:
        """The counts as one line."""
        each = [f"{name} {count}" for name, count in counts.most_common(MOST_SHOWN)]
        most = counts.most_common(1)[0][1] if counts else 0
        return Result(
            measure=f"alerts {how}: the most of one",
            value=round(most / self.payments, 5),
            unit="share",
            note=", ".join(each) or "none",
        )

    def show(self) -> None:
        """Whom clean payments met most, and how."""
        for key, count in self.by_entity.most_common(MOST_SHOWN):
            print(f"{count:5}  {key}: {self.examples[key]}")


def _cause(match: Match, record: Record) -> str:
    """How the best of it met."""
    if any(one.kind == "identifier" for one in match.reasons):
        return "a number"
    where = "text" if any(text.role == match.role for text in record.texts) else "name"
    if any(one.kind == "name_rest" and one.candidate for one in match.reasons):
        return f"{where}: the listed name has more words"
    if any(one.kind == "name_rest" and one.query for one in match.reasons):
        return f"{where}: the listed name has fewer words"
    details = {one.detail.split(" (")[0] for one in match.reasons if one.kind == "name"}
    if any("read as" in detail for detail in details):
        return f"{where}: the same reading in another script"
    return f"{where}: the same words" if details == {"the same word"} else f"{where}: spelled nearly alike"


if __name__ == "__main__":
    for result in run(False):
        print(result.measure, result.value, result.unit, result.met, result.note or "")

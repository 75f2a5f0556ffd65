"""A validation: decks of every loaded list through the gate, samples near the line, and what stands beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import chain

import msgspec

from watchgate import __version__
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History
from watchgate.gate.validation.decks import AS_WRITTEN, WEAK, Case, Sizes, deck, is_tried
from watchgate.gate.validation.exceptions_now import exceptions_now
from watchgate.gate.validation.feeds import FeedCount
from watchgate.gate.validation.line import LineSample, asked_of_deck, line_sample
from watchgate.gate.validation.listed import ListedParties, entities_of, listed_parties
from watchgate.gate.validation.policy_words import policy_words
from watchgate.gate.validation.report import ListSize, Report, Versions
from watchgate.gate.validation.tally import by_class, by_list_and_class, by_place
from watchgate.gate.validation.traffic import asked_of_traffic
from watchgate.gate.validation.trial import Outcome, Trial, Tried
from watchgate.gate.validation.untested import untested
from watchgate.ledger.interface import Ledger
from watchgate.model.exception import MatchException
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy
from watchgate.risk.version import engine_version

TRAFFIC_PARTIES = 5_000
"""Distinct parties of past payments that are compared again for the samples near the line."""
LEAST_NEAR = 10
"""Fewer pairs from traffic on both sides together: the decks are asked as well."""
DECK_PARTIES = 1_500

Tell = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """`line`: pairs on each side of the threshold. `everything`: every name instead of a sample."""

    seed: int
    sizes: Sizes
    line: int = 40
    everything: bool = False


def validate(
    ledger: Ledger,
    evidence: Evidence,
    feeds: Sequence[FeedCount],
    history: History | None,
    wishes: Wishes,
    *,
    at_us: int,
    tell: Tell,
) -> Report:
    """The report. `feeds`: counted already; `history`: where payments were decided, None where none was."""
    start = time.monotonic()
    policy = evidence.policy
    snapshot = ledger.as_of(reader=SYSTEM, position=evidence.position)
    lists = [
        listed_parties(dataset, ids, evidence, at_us)
        for dataset, ids in entities_of(snapshot, [one.source for one in feeds]).items()
    ]
    lists = [one for one in lists if one.parties or one.without_ground]
    trial = Trial(evidence, policy, at_us)
    tell("making texts ready", 0, 1)
    controls = trial.controls()
    cases: list[Case] = []
    tried: list[Tried] = []
    for parties in lists:
        own = list(deck(parties, wishes.sizes, wishes.seed))
        cases += own
        for number, one in enumerate(trial.run(own)):
            tried.append(one)
            tell(parties.dataset, number + 1, len(own))
    tell("near the line", 0, 1)
    recall = by_list_and_class(tried)
    exceptions: Sequence[MatchException] = ()
    exceptions_position = 0
    if history is not None:
        log = ExceptionsLog(history)
        exceptions, exceptions_position = tuple(log.at()), log.position()
    return Report(
        made_at=at_us,
        seed=wishes.seed,
        everything=wishes.everything,
        versions=Versions(
            product=__version__,
            engine=engine_version(),
            weights=weights_of_decisions(),
            policy_sha256=policy.sha256,
            policy=policy_words(policy),
            position=evidence.position,
            head=ledger.head().root if ledger.head().position == evidence.position else "",
            exceptions_position=exceptions_position,
            decisions=history.last_number() if history is not None else 0,
        ),
        passed_exactly=sum(one.class_ == AS_WRITTEN and one.outcome is not Outcome.MET for one in tried),
        tried=len(tried),
        lists=tuple(_size(one) for one in lists),
        controls=controls,
        recall=recall,
        overall=by_class(tried),
        places=by_place(tried),
        misses=tuple(one for one in tried if one.outcome is not Outcome.MET and one.class_ != WEAK),
        line=_line(history, cases, evidence, policy, wishes),
        feeds=tuple(feeds),
        exceptions=exceptions_now(exceptions, evidence, at_us),
        untested=tuple(untested(policy, feeds, recall, everything=wishes.everything)),
        seconds=round(time.monotonic() - start, 1),
    )


def _size(parties: ListedParties) -> ListSize:
    names = list(parties.names(weak=False))
    short = sum(not is_tried(one.text) for one in names)
    return ListSize(parties.dataset, len(parties.parties), parties.without_ground, len(names), short)


def _line(
    history: History | None, cases: Sequence[Case], evidence: Evidence, policy: Policy, wishes: Wishes
) -> LineSample:
    altered = (one for one in cases[:: max(1, len(cases) // DECK_PARTIES)] if not one.exact)
    if history is not None:
        found = line_sample(
            asked_of_traffic(history, TRAFFIC_PARTIES, wishes.seed),
            evidence,
            policy,
            origin="parties of past payments",
            size=wishes.line,
            seed=wishes.seed,
        )
        if found.above_found + found.below_found >= LEAST_NEAR:
            return found
        asked = chain(asked_of_traffic(history, TRAFFIC_PARTIES, wishes.seed), asked_of_deck(altered))
        origin = "parties of past payments, too few by themselves, and altered names of the decks"
        return line_sample(asked, evidence, policy, origin=origin, size=wishes.line, seed=wishes.seed)
    origin = "altered names of the decks: there is no past payment"
    return line_sample(asked_of_deck(altered), evidence, policy, origin=origin, size=wishes.line, seed=wishes.seed)

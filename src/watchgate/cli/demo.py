"""`watchgate demo`: the main job on bundled real data, without a network, in a home that is thrown away."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import json_option
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Name, Party

if TYPE_CHECKING:
    from watchgate.cli.demo_lookback import Later
    from watchgate.cli.demo_payments import Payments
    from watchgate.cli.demo_show import Stage
    from watchgate.gate.decide.evidence import Evidence
    from watchgate.ledger.sqlite_ledger import SqliteLedger
    from watchgate.model.statement import Locator

DATA = Path(__file__).with_name("demo_data")
SUBJECT = "un-690735"
ALIAS = "Blue Heron Machinery Works"
IN_KOREAN = "조선청룡기계무역회사"
"""A made-up company, listed by its Korean name alone; a payment names it in Latin letters, misspelt."""
HELD, NEWLY_HELD, SALARIES = "9-presses.xml", "6-machine-tools.xml", "2-salaries.xml"
PAYER, COMPANY, LEI = "Noordkade Bouw BV", "Calder Bay Dredging Ltd", "984500DEMOCALDER0066"
"""The payment that is opened; the one that passes until the analyst's statement is confirmed; one of three salaries."""
ANALYST, SECOND_PERSON = "analyst", "second person"


@click.command(epilog="Examples: watchgate demo; watchgate demo --json")
@json_option
def command(as_json: bool) -> None:
    """Load the bundled UN and OFAC lists, screen parties, decide payments, and let new evidence change the answer.

    Uses a folder of its own and removes it; your home and your lists are not touched.
    """
    from watchgate.cli.demo_show import stage

    with _throwaway() as (ledger, home):
        run(ledger, home, stage(as_json))


def run(ledger: SqliteLedger, home: Path, show: Stage) -> None:
    """The demonstration on an empty ledger, told step by step to `show`."""
    from watchgate.cli.demo_lookback import Later
    from watchgate.cli.demo_payments import Payments
    from watchgate.cli.demo_show import Loaded
    from watchgate.risk.screening import Screener
    from watchgate.watch.lists import bundle

    start = time.monotonic()
    show.step("The bundled lists go into the ledger as evidence")
    report = bundle.ensure(ledger, home)
    assert report is not None
    head = ledger.head()
    show.loaded(
        [
            Loaded(source=file.source, date=file.snapshot_date.value if file.snapshot_date else "", added=file.added)
            for file in report.files
        ],
        head,
    )

    with Payments(ledger, home) as payments:
        show.step("A file of parties is screened against them")
        # The gate's own view of the lists serves the screening as well: a second one would take as long as the first.
        screener = Screener(ledger, payments.policy, SYSTEM, watchlist=payments.gate.evidence.watchlist)
        answers = [(party, screener.screen(party, limit=3)) for party in parties()]
        show.screened(answers)
        show.explained(*answers[1])

        show.step(f"The UN lists {IN_KOREAN} (made up), in no other letters; payments stream through the gate")
        _list(ledger)
        payments.follow()
        show.paid(payments.stream(), payments.sentence)
        show.step("One that was held, opened: a misspelt name in Latin letters against the Korean one that is listed")
        stored = payments.stored(HELD)
        show.opened(stored, payments.explained(stored))

        show.step(f"An analyst reads a report and adds what it says: {ALIAS!r} is a name of a listed company")
        before = screener.position
        locator = _propose(ledger)
        payments.follow()
        asked = Party(id="new", schema="Company", names=(Name(ALIAS),))
        show.answer(f"proposed as {locator}; only proposed, so screening does not act on it", screener.screen(asked))
        _confirm(ledger, locator)
        payments.follow()
        show.answer("confirmed by a second person: the next screening sees it", screener.screen(asked))
        past = payments.evidence_at(before)
        then = Screener(ledger, payments.policy, SYSTEM, position=before, watchlist=past.watchlist)
        show.answer(f"as of position {before}, before it was known", then.screen(asked))

        show.step("The same payment again, and its first decision made again from the evidence it stood on")
        show.paid(
            payments.again(NEWLY_HELD), "The same bytes are decided anew, because evidence that touches them changed."
        )
        show.replayed(payments.replayed(NEWLY_HELD, past))
        _later(Later(ledger, payments), payments, past, show)
    show.end(time.monotonic() - start)


def _later(later: Later, payments: Payments, past: Evidence, show: Stage) -> None:
    """The second half: evidence that arrives after the payments."""
    show.step(
        f"OFAC lists {PAYER}, who paid those salaries (made up, as all that follows): the past is looked back upon"
    )
    looked, position = later.designated()
    show.looked(looked, "Two of its payments are executed: breaches. One was held and is held on, by a new decision.")
    show.later(later.pay(PAYER, "Joost van Wijngaarden"), "Its next payment is held:")

    show.step(f"Two listed persons turn out to own 25 % each of {COMPANY}, which was paid before")
    before = later.pay("Baltic Grain Chartering AB", COMPANY, creditor_identifier=f"lei:{LEI}")
    show.later(before, "Before that was known it passed:")
    looked, _ = later.owned()
    show.looked(looked, "Ownership is followed down to whoever was paid.")
    answer = later.pay("Baltic Grain Chartering AB", COMPANY, creditor_identifier=f"lei:{LEI}")
    show.later(answer, "The next one, identified by its LEI, is stopped:")
    show.by_authority(later.by_authority(answer))

    show.step(f"The listing of {PAYER} is withdrawn: what stood on it is proposed for release, and nothing else")
    looked, _ = later.withdrawn(position)
    show.looked(looked, "Nothing is released by itself: a person does, and closes the case with a second one.")

    show.step("The first of those salaries made again, after all that: it stands as it was decided")
    show.replayed(payments.replayed(SALARIES, past))

    show.step("The list feed is cut: under the usual policy nothing passes on lists that are too old")
    show.decided(later.feed_cut())


def parties() -> Iterator[Party]:
    """The parties of the bundled file."""
    from watchgate.cli.party_rows import PartyFile

    for row in PartyFile(DATA / "parties.csv").rows():
        assert row.party is not None, row.error
        yield row.party


def _list(ledger: SqliteLedger) -> None:
    """A listing whose only name is in Hangul, as an authority would give it."""
    from watchgate.model.delivery import Delivery
    from watchgate.model.grade import OFFICIAL
    from watchgate.model.handling import PUBLIC
    from watchgate.model.statement import Statement

    said = {
        "demo-korean": ("Company", {"name": IN_KOREAN}),
        "demo-korean-listing": ("Sanction", {"entity": "demo-korean", "program": "DEMO", "startDate": "2026-01-02"}),
    }
    entries = tuple(
        Statement(entity_id=entity_id, schema=schema, prop=prop, value=value, dataset="un_sc_sanctions")
        for entity_id, (schema, properties) in said.items()
        for prop, value in properties.items()
    )
    ledger.append(Delivery(source="demo", entries=entries, grade=OFFICIAL, handling=PUBLIC))


def _propose(ledger: SqliteLedger) -> Locator:
    """The analyst's statement, pointing at the characters of the report that say so."""
    from watchgate.ledger.proposals import propose
    from watchgate.model.handling import Handling, Tlp
    from watchgate.model.statement import Locator, Span, Statement

    report = DATA / "report.txt"
    text = report.read_text(encoding="utf-8")
    start = text.index(ALIAS)
    span = Span(ledger.originals.keep(report), start, start + len(ALIAS), ALIAS)
    schema = ledger.entity(SUBJECT, reader=SYSTEM)[0].schema
    draft = Statement(entity_id=SUBJECT, schema=schema, prop="alias", value=ALIAS, dataset="demo", evidence=span)
    receipt = propose(
        ledger, draft, author=ANALYST, source="demo", grade="B2", handling=Handling(tlp=Tlp.GREEN), note="demo report"
    )
    return Locator(receipt.position, 0)


def _confirm(ledger: SqliteLedger, locator: Locator) -> None:
    from watchgate.ledger.proposals import confirm

    confirm(ledger, locator, author=SECOND_PERSON, reason="the report was read again", reader=SYSTEM)


@contextmanager
def _throwaway() -> Iterator[tuple[SqliteLedger, Path]]:
    from watchgate.ledger.open import open_ledger

    with tempfile.TemporaryDirectory(prefix="watchgate-demo-", ignore_cleanup_errors=True) as folder:
        ledger = open_ledger(Path(folder))
        try:
            yield ledger, Path(folder)
        finally:
            ledger.close()

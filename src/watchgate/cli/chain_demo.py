"""`watchgate chain demo`: a real block, real tags, and a made-up story from a listed wallet through to the gate."""

from __future__ import annotations

import lzma
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from watchgate.cli.chain_demo_story import (
    BROKER,
    CHAIN,
    CUSTOMER,
    DEPOSIT,
    DUSTED,
    LATE,
    LISTED,
    NAMES,
    SHOP,
    hash_of,
    pack,
    written,
)
from watchgate.cli.output import emit, shown

if TYPE_CHECKING:
    from watchgate.gate.service import Gate
    from watchgate.gate.service_answers import Answer
    from watchgate.ledger.sqlite_ledger import SqliteLedger

DATA = Path(__file__).with_name("demo_data") / "chains"
REAL, HEIGHT = "btc", 300_025
SERVICE, PLAYER = "1NxaBCFQwejSZbQfWcYNwgqML5wWoE3rK4", "18bW2s7nDP2VBper8WaJ25KdQXepZgF4df"
COIN = 100_000_000
HOPS = 8
POLICY = """
[gate]
stop = ["listed"]
hold = ["listed", "exposed", "attributed"]

[default_list]
max_age_hours = 175200

[authorities.US-OFAC]
lists = ["us_ofac_sdn"]
time_zone = "America/New_York"

[rails.wire]
"""
"""Of the demonstration: its lists are old, and it has one authority."""


class Teller:
    """Tells a person in lines, or a program in JSON lines."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._step = 0
        self._began = time.monotonic()

    def step(self, title: str) -> None:
        """What comes next."""
        self._step += 1
        if self._as_json:
            emit({"step": self._step, "title": title})
        else:
            click.echo(f"\n{self._step}. {title}")

    def line(self, text: str) -> None:
        """One sentence, for a person."""
        if not self._as_json:
            click.echo(f"   {shown(text)}")

    def value(self, name: str, value: Any) -> None:
        """What a program reads."""
        if self._as_json:
            emit({name: value})

    def end(self) -> None:
        """How long it took."""
        seconds = time.monotonic() - self._began
        self.value("seconds", round(seconds, 1))
        self.line(f"{seconds:.1f} s. Nothing is left behind; your home was not touched.")


def run(svg: Path | None, *, as_json: bool) -> None:
    """The demonstration in a folder of its own. `svg`: where the picture of the traced case goes, if anywhere."""
    from watchgate.ledger.open import open_ledger

    tell = Teller(as_json=as_json)
    with tempfile.TemporaryDirectory(prefix="watchgate-chain-demo-", ignore_cleanup_errors=True) as name:
        home, files = Path(name) / "home", Path(name) / "files"
        files.mkdir()
        ledger = open_ledger(home)
        try:
            _real(ledger, home, files, tell)
            _story(ledger, home, files, svg, tell)
            _gate(ledger, home, files, tell)
        finally:
            ledger.close()
    tell.end()


def _real(ledger: SqliteLedger, home: Path, files: Path, tell: Teller) -> None:
    """A real block with real tags."""
    from watchgate.risk.tracing.asked import Asked
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.expose import coins_exposed

    tell.step(f"Block {HEIGHT:,} of Bitcoin is read, with the outputs it takes; every hash in it is checked")
    for name in (f"block{HEIGHT}.raw", f"block{HEIGHT}-undo.raw"):
        (files / name).write_bytes(lzma.decompress((DATA / f"{name}.xz").read_bytes()))
    _ingest(ledger, home, REAL, files / f"block{HEIGHT}.raw", tell, height=HEIGHT)
    _sums(ledger, home, tell)

    tell.step("Whose addresses are they? Tags are evidence: OFAC's own entries, and public TagPacks with their sources")
    _load(ledger, home, (_ofac(files),), tell)
    _load(ledger, home, (DATA / "lazarus.yaml", DATA / "walletexplorer_excerpt.yaml"), tell)

    tell.step(f"Where what {PLAYER} received came from, as far as one block tells")
    for answer in coins_exposed(Evidence(ledger, home), REAL, [PLAYER], Asked(), _fail):
        _exposure(answer, tell)


def _story(ledger: SqliteLedger, home: Path, files: Path, svg: Path | None, tell: Teller) -> None:
    """The traced case."""
    from watchgate.risk.tracing.asked import Asked
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.expose import coins_exposed
    from watchgate.risk.tracing.picture import picture
    from watchgate.risk.tracing.trace import traced

    tell.step(f"A made-up story on a chain of its own: 50 bitcoin leave {LISTED}, which OFAC lists")
    _ingest(ledger, home, CHAIN, written(files), tell)
    _load(ledger, home, (pack(files, "story-exchange", DEPOSIT, "exchange", "An exchange"),), tell)

    tell.step(f"Traced forward over {HOPS} hops, by haircut")
    found, steps = traced(Evidence(ledger, home), CHAIN, LISTED, hops=HOPS)
    tell.value("trace", found)
    for end in found.ends:
        who = NAMES.get(end.address, end.address[:12] + "...")
        bar = "#" * max(1, round(40 * end.share))
        tell.line(f"{end.share:7.2%} {end.satoshi / COIN:13.8f}  {bar:<40}  {end.end}, {end.hops} hops: {who}")
    if svg is not None:
        remark = f"{found.satoshi / COIN:,.2f} by {found.rule}, made up; position {found.position}"
        svg.write_text(picture(steps, f"From {LISTED}", remark), "utf-8")
        tell.line(f"The picture is in {svg}")
        tell.value("svg", str(svg))
    else:
        tell.line("Its picture: watchgate chain demo --svg flows.svg")

    tell.step("And backward: the shop, and a customer of the exchange, where the trail ends at the exchange")
    for answer in coins_exposed(Evidence(ledger, home), CHAIN, [SHOP, CUSTOMER], Asked(), _fail):
        _exposure(answer, tell)


def _gate(ledger: SqliteLedger, home: Path, files: Path, tell: Teller) -> None:
    """Decisions, and evidence that comes after them."""
    from watchgate.gate.lookback.lookback import Lookback
    from watchgate.gate.service import Gate
    from watchgate.gate.service_replaying import replay_stored
    from watchgate.model.policy import parse_policy

    policy = parse_policy(POLICY, where="chain demo")
    tell.step("Wallets and a transaction before the gate; each decision is durable before it is answered")
    gate = Gate(home, policy, ledger=ledger)
    try:
        wanted: list[dict[str, str]] = [{"wallet": one} for one in (LISTED, SHOP, CUSTOMER, DUSTED, LATE)]
        wanted.append({"transaction": f"{CHAIN}:{hash_of('peel 1')}"})
        for one in wanted:
            _decided(gate, one, tell)
        tell.line("Dust from a listed wallet freezes nobody; a pass says not found, which is not the same as clean.")

        tell.step(
            "New evidence: the broker is said to have sold what was stolen elsewhere. What was asked about before?"
        )
        lookback = Lookback(ledger, gate.history, policy)
        lookback.take()
        position = ledger.head().position
        _load(ledger, home, (pack(files, "story-report", BROKER, "theft", "Named in a report"),), tell)
        gate.evidence.catch_up()
        lookback.begin(position)
        for looked in lookback.run(Event()):
            for alert in looked.alerts:
                tell.value("alert", alert)
                reason = alert.after.reason if alert.after is not None else ""
                tell.line(f"{alert.kind.value.upper()} in decision {alert.target}, of {NAMES[LATE]!r}: {reason}")
        lookback.close()

        tell.step("All those decisions made again, by another process, from the evidence each stood on")
        outcomes = [one.outcome.value for one in replay_stored(gate.history, home)]
        tell.value("replayed", outcomes)
        tell.line(f"{outcomes.count('same')} of {len(outcomes)} come out the same, to the byte.")
    finally:
        gate.close()


def _decided(gate: Gate, asked: dict[str, str], tell: Teller) -> None:
    import msgspec

    (message,) = gate.decide_wallets(msgspec.json.encode(asked), "demo")
    answer: Answer = message.transactions[0]
    tell.value("decision", answer)
    who = NAMES.get(asked.get("wallet", ""), "a transaction from the listed wallet")
    tell.line(f"{answer.verdict.value.upper():<5} {who}: {answer.reason}")


def _ingest(
    ledger: SqliteLedger, home: Path, chain: str, path: Path, tell: Teller, *, height: int | None = None
) -> None:
    from watchgate.risk.exposure.assets import digits_of
    from watchgate.watch.chains.ingesting import ingested

    digits = digits_of(chain)
    for report in ingested(
        ledger, home, chain, [path], partial=False, fork=None, grade="B2", digits=digits, height=height
    ):
        tell.value("ingested", report)
        tell.line(f"{report.blocks:,} blocks, {report.transactions:,} transactions into {report.chain}")


def _sums(ledger: SqliteLedger, home: Path, tell: Teller) -> None:
    """What came in is what went out and the fees, to the satoshi."""
    from watchgate.ledger.home import Home
    from watchgate.ledger.transfers.key_kernels import NO_BLOCK
    from watchgate.ledger.transfers.ranges import Chain

    chain = Chain(Home(home), ledger, REAL)
    try:
        rows = chain.rows
        read = np.repeat(rows.view("tx_block") != NO_BLOCK, np.diff(rows.view("tx_out")))
        taken, given = int(rows.view("in_value").sum()), int(rows.view("out_value")[read].sum())
        coinbase = (rows.view("tx_block") != NO_BLOCK) & (np.diff(rows.view("tx_in")) == 0)
        mined = int(rows.view("out_value")[np.repeat(coinbase, np.diff(rows.view("tx_out")))].sum())
    finally:
        chain.rows.close()
    new = given - taken
    fees = mined - new
    tell.value("sums", {"taken": taken, "given": given, "new": new, "fees": fees})
    tell.line(
        f"{taken / COIN:,.8f} bitcoin taken, {given / COIN:,.8f} given; {new / COIN:.8f} new and {fees / COIN:.8f} in "
        "fees for who found it"
    )


def _load(ledger: SqliteLedger, home: Path, paths: Iterable[Path], tell: Teller) -> None:
    from watchgate.watch.lists.load import LoadOptions, load

    report = load(tuple(paths), ledger, home=home, options=LoadOptions(date="2026-01-31"))
    for file in report.files:
        tell.value("loaded", {"source": file.source, "new": file.added})
        tell.line(f"{file.source}: {file.added:,} statements")


def _ofac(files: Path) -> Path:
    """The two entries of the bundled SDN list whose wallets are Bitcoin's and whose programme is North Korea's."""
    from watchgate.watch.lists.bundle import FOLDER

    text = lzma.decompress((FOLDER / "us_ofac_sdn.prim.csv.xz").read_bytes()).decode("utf-8")
    rows = [line for line in text.splitlines() if "Digital Currency Address - XBT" in line and "DPRK" in line]
    path = files / "sdn.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def _exposure(answer: Any, tell: Teller) -> None:
    tell.value("exposure", answer)
    parts = [f"{one.direct + one.indirect:.2%} {one.category} (nearest {one.hops} hops)" for one in answer.shares]
    who = NAMES.get(answer.address, answer.address)
    tell.line(
        f"{who} received {answer.received / COIN:.8f}: {', '.join([*parts, f'{answer.unexplained:.2%} not traced'])}"
    )
    for tag in answer.tags:
        said = tag.label or NAMES.get(tag.address, tag.category)
        tell.line(f"  from {tag.address}: {said} [{tag.dataset}, statement {tag.statement}]")


def _fail(error: Exception) -> None:
    raise error

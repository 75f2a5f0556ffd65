"""`watchgate chain`: blockchains in, tags, and where what an address received came from."""

from __future__ import annotations

import os
from pathlib import Path

import click

from watchgate.cli.chain_clusters import clusters
from watchgate.cli.chain_estimate import estimate
from watchgate.cli.chain_pack import pack
from watchgate.cli.chain_patterns import patterns
from watchgate.cli.chain_questions import chain_option, expose, trace
from watchgate.cli.chain_record import replay
from watchgate.cli.chain_stops import stops
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown


@click.group(
    epilog="Examples: watchgate chain ingest blocks/*.parquet; watchgate chain tag lazarus.yaml; watchgate chain "
    "expose 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17"
)
def command() -> None:
    """Blockchains: read blocks, load tags, and see where what an address received came from."""


for one in (expose, trace, estimate, clusters, patterns, stops, pack, replay):
    command.add_command(one)


@command.command(
    epilog="Examples: watchgate chain ingest transactions-300000.json; watchgate chain ingest v1.0/btc/2024-05-01/; "
    "watchgate chain ingest reorg.json --fork 839999; watchgate chain ingest --chain eth transactions.csv blocks.csv; "
    "watchgate chain ingest --chain eth cryo/; watchgate chain ingest --chain eth-bybit export-0x*.csv"
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@chain_option
@click.option("--partial", is_flag=True, help="The files are a selection: blocks lack some of their transactions.")
@click.option("--fork", "fork", type=int, metavar="HEIGHT", help="First let the blocks above HEIGHT count no longer.")
@click.option("--height", type=int, metavar="HEIGHT", help="Of the first raw block, which does not say it.")
@click.option("--grade", default="B2", show_default=True, help="Admiralty grade of the provider; A1 for your own node.")
@json_option
def ingest(
    paths: tuple[Path, ...],
    chain_id: str,
    partial: bool,
    fork: int | None,
    height: int | None,
    grade: str,
    as_json: bool,
) -> None:
    """Read files of transactions, or folders of them: bitcoin-etl's JSON lines or Parquet, the public blockchain data
    of AWS, raw blocks (with their undo beside them as NAME-undo.raw). With --chain eth or trx: transactions, traces,
    token transfers, tokens and blocks as ethereum-etl or cryo write them, those of the same blocks in one call. With
    --chain eth-NAME, a case of its own: what an explorer exports of addresses (CSV), all of a case in one call.

    Blocks come in ascending order. What is there already is passed over, so that an ingest that was cut off is simply
    started again. Each batch is durable, and a delivery of the ledger, before the next is read.
    """
    from watchgate.cli.bar import Bar
    from watchgate.cli.person import author_name
    from watchgate.model.grade import parse_grade
    from watchgate.risk.exposure.assets import digits_of
    from watchgate.watch.chains.ingesting import ingested

    said, author = parse_grade(grade), author_name(None)
    with opened() as (ledger, home), Bar("blocks", None) as bar:
        for report in ingested(
            ledger,
            home,
            chain_id,
            paths,
            partial=partial,
            fork=fork,
            grade=said,
            digits=digits_of(chain_id),
            height=height,
            author=author,
            tell=lambda done, total, words: bar.tell(completed=done, total=total, detail=words),
        ):
            if as_json:
                emit(report)
            else:
                click.echo(shown(report.sentence))


@command.command(
    epilog="Examples: watchgate chain fetch 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17 --case lazarus --endpoint "
    "https://blockstream.info/api; then: watchgate chain trace 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17 --chain btc-lazarus"
)
@click.argument("address")
@click.option(
    "--case",
    required=True,
    help="Name of the case; its chain is btc-NAME, eth-NAME or trx-NAME. A second fetch adds to it.",
)
@click.option(
    "--endpoint",
    default="",
    help="An Esplora server, public or your own: https://HOST/api; for 0x... an explorer like Etherscan, for T... one "
    "like TronGrid. Also WATCHGATE_ESPLORA, WATCHGATE_ETHERSCAN, WATCHGATE_TRONGRID.",
)
@click.option("--key", envvar="WATCHGATE_EXPLORER_KEY", default="", help="Your key there: WATCHGATE_EXPLORER_KEY.")
@click.option("--hops", type=click.IntRange(0, 5), default=1, show_default=True, help="How far around the address.")
@click.option("--grade", default="C2", show_default=True, help="Admiralty grade of the server.")
@json_option
def fetch(address: str, case: str, endpoint: str, key: str, hops: int, grade: str, as_json: bool) -> None:
    """Ask a server for the transactions around ADDRESS, and keep them as a case: no node is needed.

    The server learns which addresses you look at. Every answer is kept as it came, under its sha256; addresses with
    very many transactions are services, and are not followed.
    """
    from watchgate.cli.bar import Bar
    from watchgate.cli.person import author_name
    from watchgate.model.grade import parse_grade
    from watchgate.risk.exposure.assets import digits_of
    from watchgate.risk.tracing.address import chain_asked
    from watchgate.watch.chains.fetching import asked_for
    from watchgate.watch.chains.servers import server_of

    said = parse_grade(grade)
    coin = chain_asked("", address)
    with opened() as (ledger, home), Bar("addresses", None) as bar:
        found = asked_for(
            ledger,
            home,
            address,
            coin,
            endpoint=endpoint or server_of(coin, os.environ),
            case=case,
            hops=hops,
            grade=said,
            digits=digits_of(coin),
            key=key,
            author=author_name(None),
            tell=lambda done, total, words: bar.tell(completed=done, total=total, detail=words),
        )
    if as_json:
        emit(found)
        return
    click.echo(
        f"{found.chain}: {found.transactions:,} transactions ({found.new:,} new) of {found.addresses:,} addresses, "
        f"{found.requests:,} requests; position {found.position}"
    )
    for one, why in found.not_followed.items():
        click.echo(shown(f"  not followed: {one} {why}"))


@command.command(epilog="Examples: watchgate chain tag lazarus.yaml hacks.yaml; watchgate chain tag packs/ --grade C3")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", metavar="DATE", help="Date of packs that do not state their own.")
@click.option("--accept-shrink", is_flag=True, help="Withdraw what is gone even if more than 5 % of a pack is.")
@click.option("--grade", default="C3", show_default=True, help="Admiralty grade of who made the packs.")
@click.option("--tlp", default="CLEAR", show_default=True, help="Handling of what is loaded.")
@json_option
def tag(paths: tuple[Path, ...], date: str | None, accept_shrink: bool, grade: str, tlp: str, as_json: bool) -> int:
    """Load TagPacks and ActorPacks: who is said to hold an address, and who that is. A newer pack of the same name is
    compared with what is in force, and a tag that is gone from it is withdrawn.
    """
    from watchgate.cli.lists import load as load_lists

    return int(
        click.get_current_context().invoke(
            load_lists, paths=paths, date=date, accept_shrink=accept_shrink, grade=grade, tlp=tlp, as_json=as_json
        )
    )


@command.command(epilog="Examples: watchgate chain price prices-2024.csv; watchgate chain price --json (what there is)")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--accept-shrink", is_flag=True, help="Withdraw what is gone even if more than 5 % of a file is.")
@click.option("--grade", default="C3", show_default=True, help="Admiralty grade of who gives the prices.")
@click.option("--tlp", default="CLEAR", show_default=True, help="Handling of what is loaded.")
@json_option
def price(paths: tuple[Path, ...], accept_shrink: bool, grade: str, tlp: str, as_json: bool) -> int:
    """Load prices of coins and tokens from CSV (asset,time,price,currency,source); without files, say what there is.

    Each price is a statement with its time and source. `asset` is a symbol of the verified-asset list (BTC, USDT) or
    chain:contract. A newer file of the same name is compared with what is in force, and a price that is gone from it
    is withdrawn.
    """
    from watchgate.cli.lists import load as load_lists
    from watchgate.risk.tracing.price_spans import told

    code = 0
    if paths:
        code = int(
            click.get_current_context().invoke(
                load_lists, paths=paths, date=None, accept_shrink=accept_shrink, grade=grade, tlp=tlp, as_json=as_json
            )
        )
    with opened() as (ledger, home):
        for span in told(ledger, home):
            if as_json:
                emit(span)
            else:
                click.echo(shown(span.sentence))
    return code


@command.command("list", epilog="Example: watchgate chain list --json")
@click.option("--verify", is_flag=True, help="Compare every row with the hashes in the ledger.")
@json_option
def list_(verify: bool, as_json: bool) -> int:
    """The chains that were read, how far, and whether the rows still give their hashes."""
    from watchgate.risk.tracing.listing import listed

    damaged, some = 0, False
    with opened() as (ledger, home):
        for one in listed(ledger, home, verify=verify):
            some = True
            damaged += len(one.damages)
            if as_json:
                emit(one)
                continue
            click.echo(
                f"{one.chain}: {one.blocks:,} blocks to {one.height}, {one.transactions:,} transactions, "
                f"{one.inputs:,} inputs, {one.outputs:,} outputs, {one.addresses:,} addresses"
                f"{'; every row gives its hash' if verify and not one.damages else ''}"
            )
            for sentence in one.damages:
                click.echo(shown(f"  {sentence}"))
    if not some and not as_json:
        click.echo("no block of any chain was read: watchgate chain ingest")
    return 4 if damaged else 0


@command.command(
    epilog="Examples: watchgate chain demo; watchgate chain demo --svg flows.svg; watchgate chain demo --json"
)
@click.option("--svg", type=click.Path(path_type=Path), help="Write the flows of the traced case as a picture.")
@json_option
def demo(svg: Path | None, as_json: bool) -> None:
    """A real block, real tags, and a made-up story from a listed wallet: ingest, tag, expose, trace, decide, look back.

    Uses a folder of its own and removes it; no network, and your home is not touched.
    """
    from watchgate.cli.chain_demo import run

    run(svg, as_json=as_json)

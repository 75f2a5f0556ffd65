"""`watchgate chain`: blockchains in, tags, and where what an address received came from."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.model.errors import WatchgateError

COIN = 100_000_000
chain_option = click.option("--chain", "chain_id", default="btc", show_default=True, help="Which chain.")


@click.group(
    epilog="Examples: watchgate chain ingest blocks/*.parquet; watchgate chain tag lazarus.yaml; watchgate chain "
    "expose 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17"
)
def command() -> None:
    """Blockchains: read blocks, load tags, and see where what an address received came from."""


@command.command(
    epilog="Examples: watchgate chain ingest transactions-300000.json; watchgate chain ingest v1.0/btc/2024-05-01/; "
    "watchgate chain ingest reorg.json --fork 839999"
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
    of AWS, raw blocks (with their undo beside them as NAME-undo.raw).

    Blocks come in ascending order. What is there already is passed over, so that an ingest that was cut off is simply
    started again. Each batch is durable, and a delivery of the ledger, before the next is read.
    """
    from watchgate.cli.chain_ingest import ingested
    from watchgate.model.grade import parse_grade

    with opened() as (ledger, home):
        said = parse_grade(grade)
        for report in ingested(ledger, home, chain_id, paths, partial=partial, fork=fork, grade=said, height=height):
            if as_json:
                emit(report)
            else:
                click.echo(shown(report.sentence))


@command.command(
    epilog="Examples: watchgate chain fetch 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17 --case lazarus --endpoint "
    "https://blockstream.info/api; then: watchgate chain trace 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17 --chain btc-lazarus"
)
@click.argument("address")
@click.option("--case", required=True, help="Name of the case; its chain is btc-NAME. A second fetch adds to it.")
@click.option(
    "--endpoint",
    envvar="WATCHGATE_ESPLORA",
    required=True,
    help="An Esplora server, public or your own: https://HOST/api. Also WATCHGATE_ESPLORA.",
)
@click.option("--hops", type=click.IntRange(0, 5), default=1, show_default=True, help="How far around the address.")
@click.option("--grade", default="C2", show_default=True, help="Admiralty grade of the server.")
@json_option
def fetch(address: str, case: str, endpoint: str, hops: int, grade: str, as_json: bool) -> None:
    """Ask a server for the transactions around ADDRESS, and keep them as a case: no node is needed.

    The server learns which addresses you look at. Every answer is kept as it came, under its sha256; addresses with
    very many transactions are services, and are not followed.
    """
    from watchgate.cli.chain_fetch import fetched
    from watchgate.model.grade import parse_grade

    with opened() as (ledger, home):
        found = fetched(ledger, home, address, endpoint=endpoint, case=case, hops=hops, grade=parse_grade(grade))
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
    """Load TagPacks: who is said to hold an address. A newer pack of the same name is compared with what is in force,
    and a tag that is gone from it is withdrawn.
    """
    from watchgate.cli.lists import load as load_lists

    return int(
        click.get_current_context().invoke(
            load_lists, paths=paths, date=date, accept_shrink=accept_shrink, grade=grade, tlp=tlp, as_json=as_json
        )
    )


@command.command(
    epilog="Examples: watchgate chain expose 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17; watchgate chain expose bc1q... --rule "
    "fifo --json"
)
@click.argument("addresses", nargs=-1, required=True)
@chain_option
@click.option(
    "--rule",
    type=click.Choice(("haircut", "fifo")),
    default="haircut",
    show_default=True,
    help="How taint is shared out over outputs.",
)
@click.option("--eps", type=click.FloatRange(0, 0.5), default=1e-3, show_default=True, help="Shares below are cut.")
@json_option
def expose(addresses: tuple[str, ...], chain_id: str, rule: str, eps: float, as_json: bool) -> int:
    """Where what each address received came from, by category, with what was not traced.

    haircut: every output carries the share of each category that its transaction took in. fifo: the very coins, in
    their order. Exit code 2 when an address is mistyped or not in what was read; the others are answered.
    """
    from watchgate.cli.chain_expose import exposed

    missing: list[WatchgateError] = []
    with opened() as (ledger, home):
        for answer in exposed(ledger, home, chain_id, addresses, rule=rule, eps=eps, refused=missing.append):
            if as_json:
                emit(answer)
                continue
            click.echo(shown(f"{answer.address}  ({answer.chain}, block {answer.height}, position {answer.position})"))
            for own in answer.own:
                said = f"{own.category}: {own.label}" if own.label else own.category
                click.echo(shown(f"  is itself tagged {said} [{own.dataset}, statement {own.statement}]"))
            click.echo(
                f"  received {answer.received / COIN:,.8f} from others in {answer.outputs:,} outputs ("
                f"{answer.change / COIN:,.8f} more from itself), holds {answer.balance / COIN:,.8f}"
            )
            for share in answer.shares:
                click.echo(
                    f"  {share.category:<16} {share.direct + share.indirect:8.3%}  direct {share.direct:.3%}, indirect "
                    f"{share.indirect:.3%}, {share.satoshi / COIN:,.8f}, nearest {share.hops} hops"
                )
            click.echo(f"  {'mined':<16} {answer.mined:8.3%}")
            click.echo(
                f"  {'unexplained':<16} {answer.unexplained:8.3%}  {answer.outside:.3%} outside what was read, "
                f"{answer.cut:.3%} cut: {answer.remark}"
            )
            for one, brought in zip(answer.tags, answer.brought, strict=True):
                said = f"{one.category}: {one.label}" if one.label else one.category
                click.echo(
                    shown(f"  {brought:8.3%} from {one.address}, {said} [{one.dataset}, statement {one.statement}]")
                )
            if answer.tags_more:
                click.echo(f"  and {answer.tags_more:,} more tagged sources")
            click.echo(
                f"  rule {answer.rule}, eps {answer.eps:g}, {answer.met:,} looked at; no clusters relied on; "
                f"{answer.stop_rule}"
            )
    for error in missing:
        click.echo(shown(str(error)), err=True)
    return 2 if missing else 0


@command.command(
    epilog="Examples: watchgate chain trace 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17 --hops 6 --svg flows.svg; watchgate "
    "chain trace 7940cdde...:0 --json"
)
@click.argument("start")
@chain_option
@click.option("--hops", type=click.IntRange(1, 40), default=6, show_default=True, help="How far.")
@click.option("--svg", type=click.Path(path_type=Path), help="Write the flows as a picture.")
@json_option
def trace(start: str, chain_id: str, hops: int, svg: Path | None, as_json: bool) -> None:
    """Where what START received went: an address, or one output as TRANSACTION:NUMBER.

    By haircut: what a transaction takes in is shared out over its outputs. A tagged address ends a flow, and so do an
    output that nobody has taken, and the last hop: what was not followed is said, and seen in the picture.
    """
    from watchgate.cli.chain_picture import picture
    from watchgate.cli.chain_trace import traced

    with opened() as (ledger, home):
        found, steps = traced(ledger, home, chain_id, start, hops=hops)
    if svg is not None:
        remark = (
            f"{found.satoshi / COIN:,.8f} over {hops} hops by {found.rule}; {found.not_followed:.1%} not followed; "
            f"block {found.height}, position {found.position}"
        )
        svg.write_text(picture(steps, f"From {start}", remark), "utf-8")
    if as_json:
        emit(found)
        return
    click.echo(shown(f"{found.start}: {found.satoshi / COIN:,.8f}, {found.flows:,} flows, to block {found.height}"))
    for end in found.ends:
        said = f"  {end.category}: {end.label} [statement {end.statement}]" if end.category else ""
        line = f"  {end.share:8.3%}  {end.satoshi / COIN:,.8f}  {end.address}  {end.end}, {end.hops} hops{said}"
        click.echo(shown(line))
    click.echo(f"  {found.not_followed:8.3%}  not followed in all; rule {found.rule}, position {found.position}")
    if svg is not None:
        click.echo(f"  picture in {svg}")


@command.command(epilog="Example: watchgate chain clusters 1HaHTfmvoUW6i6nhJf8jJs6tU4cHNmBQHQ --json")
@click.argument("address")
@chain_option
@json_option
def clusters(address: str, chain_id: str, as_json: bool) -> None:
    """The addresses taken to be of the same holder as ADDRESS, and the transactions that say so.

    What one transaction takes together belongs together (multi-input heuristic), but for transactions that look like
    CoinJoins. It is a heuristic: a suggestion with its grounds, not an identity.
    """
    from watchgate.cli.chain_trace import together

    with opened() as (ledger, home):
        found = together(ledger, home, chain_id, address)
    if as_json:
        emit(found)
        return
    click.echo(shown(f"{found.address}: {len(found.addresses):,} addresses, cluster {found.cluster}"))
    for one in found.addresses:
        click.echo(shown(f"  {one}"))
    click.echo(f"  joined by {len(found.unions):,} transactions: {', '.join(found.unions[:20])}")
    click.echo(f"  {found.left_out:,} transactions look like CoinJoins and joined nobody")


@command.command("list", epilog="Example: watchgate chain list --json")
@click.option("--verify", is_flag=True, help="Compare every row with the hashes in the ledger.")
@json_option
def list_(verify: bool, as_json: bool) -> int:
    """The chains that were read, how far, and whether the rows still give their hashes."""
    from watchgate.cli.chain_ingest import listed

    damaged = 0
    with opened() as (ledger, home):
        for one in listed(ledger, home, verify=verify):
            damaged += len(one.damages)
            if as_json:
                emit(one)
                continue
            click.echo(
                f"{one.chain}: {one.blocks:,} blocks to {one.height}, {one.transactions:,} transactions, "
                f"{one.inputs:,} inputs, {one.outputs:,} outputs, {one.addresses:,} addresses"
            )
            for sentence in one.damages:
                click.echo(shown(f"  {sentence}"))
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

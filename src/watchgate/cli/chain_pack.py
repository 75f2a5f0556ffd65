"""`watchgate chain pack`: tags and actors that are in force, written as a pack of GraphSense."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.as_of import as_of_option, position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option
from watchgate.model.errors import NotFoundError


@click.command(epilog="Examples: watchgate chain pack tags_lazarus --out lazarus.yaml; watchgate chain pack tags_hacks")
@click.argument("source")
@click.option("--title", default="", help="Title of the pack; else the name of the source.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; else standard output.")
@as_of_option
@json_option
def pack(source: str, title: str, out: Path | None, as_of: str | None, as_json: bool) -> None:
    """Write what is in force of SOURCE (tags_lazarus, or a person's name) as a TagPack, or an ActorPack where it holds
    actors. It reads back as the same claims; what was refused when it was loaded is not in it.
    """
    from watchgate.model.handling import SYSTEM
    from watchgate.model.statement import Status
    from watchgate.watch.chains.pack_writing import pack_of

    with opened() as (ledger, _home):
        snapshot = ledger.as_of(reader=SYSTEM, position=position_of(ledger, as_of))
        said = [
            one
            for one in snapshot.source(source)
            if one.schema in ("CryptoWallet", "Organization") and one.status is Status.CONFIRMED
        ]
    if not said:
        raise NotFoundError(
            f"no tag or actor of {source!r} is in force", hint="watchgate lists status names the sources"
        )
    text, many = pack_of(said, title or source)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, "utf-8")
    if as_json:
        emit({"source": source, "out": str(out), "items": many})
    else:
        click.echo(f"{many:,} items of {source} in {out}")

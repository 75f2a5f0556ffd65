"""`watchgate chain pack`: tags and actors that are in force, written as a pack of GraphSense."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.as_of import as_of_option, position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option


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
    from watchgate.watch.chains.pack_writing import pack_in_force

    with opened() as (ledger, _home):
        snapshot = ledger.as_of(reader=SYSTEM, position=position_of(ledger, as_of))
        text, many = pack_in_force(snapshot, source, title)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, "utf-8")
    if as_json:
        emit({"source": source, "out": str(out), "items": many})
    else:
        click.echo(f"{many:,} items of {source} in {out}")

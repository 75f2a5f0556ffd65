"""`watchgate`: the commands, imported only when they are called, so that `--help` and completion stay quick."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from watchgate import __version__
from watchgate.cli.output import fail
from watchgate.model.errors import WatchgateError

COMMANDS = {
    "demo": "the main job on bundled real data, in a home of its own",
    "screen": "screen one party, or a file of parties, against the lists",
    "gate": "decide payments; show, look after and archive what was decided",
    "lookback": "meet past records with new evidence, and write alerts",
    "alerts": "what new evidence made of past records",
    "customers": "the customer base: load, screen, attest, list, show, erase",
    "cases": "the work that alerts make, by customer and entity",
    "status": "positions, ages, lag and open work at a glance",
    "replay": "make stored decisions again, in a fresh process, and compare",
    "webhooks": "endpoints that are told of decisions, signed and until they have them",
    "policy": "check a policy; show what another one would have decided",
    "validate": "the evidence an examiner asks for, as one report",
    "lists": "load, update and look after official sanctions lists",
    "statement": "add, confirm, retract or show a statement",
    "chain": "blockchains: read blocks, load tags, see where what an address received came from",
    "ownership": "registers of who owns whom, and what each authority's rule makes of it",
    "identity": "which entities are one party: suggest, propose, confirm, retract, show",
    "trace": "follow one statement through the house",
    "ledger": "head, proofs, verification and signed heads of the evidence ledger",
    "names": "explain and score names",
    "serve": "answer over HTTP",
    "keys": "API keys: create, list, revoke",
    "bench": "show the figures of this project, measured on this machine",
}
"""Command -> one-line help. Each stands in `watchgate/cli/<name>.py` as `command`."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"watchgate.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog='Try: watchgate demo. Shell completion: eval "$(_WATCHGATE_COMPLETE=bash_source watchgate)"',
)
@click.version_option(__version__, prog_name="watchgate")
def cli() -> None:
    """Watchgate turns static sanctions lists into living, evidence-driven sanctions."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. Exit codes: 0 done, 1 failed, 2 bad input, 3 busy, 4 ledger damaged, 130 interrupted."""
    try:
        code = cli.main(arguments, prog_name="watchgate", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        fail("interrupted")
        sys.exit(130)
    except WatchgateError as error:
        fail(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)

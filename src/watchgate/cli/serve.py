"""`watchgate serve`: answer over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import click

from watchgate.model.errors import BadInputError, MissingExtraError
from watchgate.watch.chains.servers import SERVERS

NEEDED = ("litestar", "granian")


@click.command(
    epilog="Examples: watchgate keys create gate --role screen, then watchgate serve; "
    "watchgate serve --no-keys, then curl http://127.0.0.1:8080/readyz; "
    "watchgate serve --host 0.0.0.0 --port 8443 --rate 500"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65_535), help="Port.")
@click.option("--no-keys", is_flag=True, help="Let everybody on this machine read and screen; loopback only.")
@click.option("--policy", type=click.Path(path_type=Path), help="A policy TOML file instead of the built-in one.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes; each holds all lists in memory and counts rates for itself.",
)
@click.option(
    "--rate", default=200.0, show_default=True, type=click.FloatRange(0), help="Requests a second and key; 0: no limit."
)
@click.option(
    "--timeout", default=30.0, show_default=True, type=click.FloatRange(0.1, 600), help="Seconds a request may take."
)
@click.option(
    "--max-body", default=1_048_576, show_default=True, type=click.IntRange(1_024), help="Bytes a request may have."
)
@click.option(
    "--lookback/--no-lookback",
    default=True,
    show_default=True,
    help="Meet past records with new evidence, in a process beside the gate.",
)
@click.option(
    "--esplora", envvar=SERVERS["btc"], default="", metavar="URL", help=f"Asked about Bitcoin; {SERVERS['btc']}."
)
@click.option(
    "--etherscan", envvar=SERVERS["eth"], default="", metavar="URL", help=f"Asked about Ethereum; {SERVERS['eth']}."
)
@click.option(
    "--trongrid", envvar=SERVERS["trx"], default="", metavar="URL", help=f"Asked about TRON; {SERVERS['trx']}."
)
@click.option(
    "--max-upload",
    default=1 << 30,
    show_default=True,
    type=click.IntRange(1_024),
    help="Bytes a file for chains may have.",
)
@click.option(
    "--job-hours", default=6.0, show_default=True, type=click.FloatRange(0.01, 1_000), help="Hours one job may take."
)
def command(  # one parameter an option
    host: str,
    port: int,
    no_keys: bool,
    policy: Path | None,
    workers: int,
    rate: float,
    timeout: float,
    max_body: int,
    lookback: bool,
    esplora: str,
    etherscan: str,
    trongrid: str,
    max_upload: int,
    job_hours: float,
) -> None:
    """Serve matching, search, entities and statements over HTTP, as clients of yente expect them.

    Listens on this machine only, and asks for a key, unless told otherwise. Description: http://HOST:PORT/docs
    """
    for package in NEEDED:
        if find_spec(package) is None:
            raise MissingExtraError("serve", package)
    from watchgate.api.policy import policy_of
    from watchgate.api.server import serve
    from watchgate.api.settings import Settings, is_loopback
    from watchgate.ledger.home import home_path

    if no_keys and not is_loopback(host):
        raise BadInputError(
            f"{host} can be reached by other machines, and --no-keys would let them all in",
            where="--no-keys",
            hint="leave it out and make keys with: watchgate keys create, or use --host 127.0.0.1",
        )
    settings = Settings(
        home=home_path(),
        host=host,
        port=port,
        keys=not no_keys,
        policy=policy.absolute() if policy is not None else None,
        workers=workers,
        rate=rate,
        burst=max(1, int(rate * 2)),
        request_seconds=timeout,
        stuck_seconds=timeout * 4,
        body_bytes=max_body,
        lookback=lookback,
        upload_bytes=max_upload,
        incoming_bytes=16 * max_upload,
        job_seconds=job_hours * 3_600,
        explorers=_explorers({"btc": esplora, "eth": etherscan, "trx": trongrid}),
    )
    policy_of(settings)
    _prepare()
    _say(settings.keys_file, settings.keys, host, port)
    serve(settings)


def _explorers(said: Mapping[str, str]) -> dict[str, str]:
    """Servers by the variable that names each; BadInputError for what is no address of one."""
    from watchgate.watch.lists.feeds import require_safe_address

    found = {SERVERS[coin]: server for coin, server in said.items() if server}
    for variable, server in found.items():
        require_safe_address(server, where=variable)
    return found


def _prepare() -> None:
    """Open the ledger once, so that a damaged or foreign one is told here, and give a new home its first lists."""
    from watchgate.cli.opened import opened

    with opened(fill=True):
        pass


def _say(keys_file: Path, keys: bool, host: str, port: int) -> None:
    from watchgate.api.keys import KeyStore
    from watchgate.api.settings import is_loopback
    from watchgate.model.clock import now_us

    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving http://{shown}:{port} (description: /docs); stop with Ctrl-C.", err=True)
    if not keys:
        click.echo("Keys are off: everybody on this machine may read and screen; nobody may write.", err=True)
    elif not any(key.is_valid(now_us()) for key in KeyStore(keys_file).all_keys()):
        click.echo("There is no key yet: watchgate keys create NAME --role screen", err=True)
    if not is_loopback(host):
        click.echo("Other machines can reach this: put TLS before it, keys travel with each request.", err=True)

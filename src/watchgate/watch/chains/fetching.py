"""A case of its own from a server: the address's surroundings asked for, kept, and read into a small chain.

A case grows with each fetch: its chain is made anew from all answers that were kept for it, since rows come in the
order of blocks. What it held before stays readable among its orphans, and each step is a delivery of the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.originals import Originals
from watchgate.ledger.transfers.accounts import is_account_chain
from watchgate.ledger.transfers.ranges import Chain, Kind, append_rows
from watchgate.ledger.transfers.rehearsal import rehearsing
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.grade import Grade
from watchgate.watch.chains.esplora import Esplora, confirmed_of
from watchgate.watch.chains.esplora_batch import batch_of
from watchgate.watch.chains.progress import Tell, silent

B = TypeVar("B", bound=msgspec.Struct)
CASE = re.compile(r"[a-z0-9][a-z0-9-]{0,24}")


class Bundle(msgspec.Struct, frozen=True):
    """The original of a case: what was asked, where, and the sha256 of each answer."""

    endpoint: str
    asked: tuple[str, ...]
    pages: tuple[str, ...]


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it. `not_followed`: address -> why."""

    case: str
    chain: str
    transactions: int
    new: int
    addresses: int
    requests: int
    not_followed: dict[str, str]
    position: int


def asked_for(
    ledger: Ledger,
    home: Path,
    address: str,
    coin: str,
    *,
    endpoint: str,
    case: str,
    hops: int,
    grade: Grade,
    digits: Callable[[str], int | None],
    key: str = "",
    author: str | None = None,
    tell: Tell = silent,
) -> Fetch:
    """The surroundings of `address` from the kind of server that `coin` (`btc`, `eth`, `trx`) is asked of.

    `digits`: of verified tokens, None for others. `key`: the user's own at that server; Esplora needs none."""
    if not is_account_chain(coin):
        return fetched(
            ledger, home, address, endpoint=endpoint, case=case, hops=hops, grade=grade, author=author, tell=tell
        )
    from watchgate.watch.chains.account_fetching import accounts_fetched

    return accounts_fetched(
        ledger,
        home,
        address,
        coin,
        endpoint=endpoint,
        case=case,
        hops=hops,
        grade=grade,
        digits=digits,
        key=key,
        author=author,
        tell=tell,
    )


def fetched(
    ledger: Ledger,
    home: Path,
    address: str,
    *,
    endpoint: str,
    case: str,
    hops: int,
    grade: Grade,
    author: str | None = None,
    tell: Tell = silent,
    client: Esplora | None = None,
) -> Fetch:
    """Ask, keep, and read into the chain `btc-<case>`. `author`: who asked for it; `tell`: of addresses asked about."""
    if not CASE.fullmatch(case):
        raise BadInputError(f"{case!r} cannot name a case", where="--case", hint="letters, digits and -, up to 25")
    originals = Originals(Home(home).originals)
    esplora = client or Esplora(endpoint, originals.keep)
    found = esplora.gather(address, hops=hops, tell=lambda done, known: tell(done, known, f"{known} known"))
    chain = Chain(Home(home), ledger, f"btc-{case}", writing=True)
    try:
        before = bundle_of(chain, originals)
        pages = tuple(dict.fromkeys((*before.pages, *found.pages)))
        bundle = Bundle(endpoint, tuple(dict.fromkeys((*before.asked, address))), pages)
        transactions = confirmed_of(originals.read(one) for one in pages)
        batch = batch_of(transactions)
        if batch is None:
            raise BadInputError(f"{address} has no confirmed transaction", hint="not found is not the same as clean")
        held = chain.rows.counts.transactions - chain.rows.counts.outside
        position = ledger.head().position
        # Fewer where an earlier fetch was cut off between its fork and its rows.
        if pages != before.pages or held < len(transactions):
            with rehearsing(chain, -1) as rows:  # answers that do not fit together cost nothing that the case holds
                append_rows(rows, batch, chain.id)
            chain.fork(-1, author=author)
            kept = originals.keep(msgspec.json.encode(bundle))
            position = chain.add(batch, source_sha256=kept, author=author, grade=grade).position
        return Fetch(
            case=case,
            chain=chain.id,
            transactions=len(transactions),
            new=len(transactions) - held,
            addresses=len(found.followed),
            requests=len(found.pages),
            not_followed=found.not_followed,
            position=position,
        )
    finally:
        chain.close()


def bundle_of(chain: Chain, originals: Originals) -> Bundle:
    """What the newest step of a case was made from; empty where there is none."""
    return newest_bundle(chain, originals, Bundle("", (), ()))


def newest_bundle(chain: Chain, originals: Originals, empty: B) -> B:
    """As `bundle_of`, of the kind of `empty`. BadInputError where it was made from files, of which nothing is kept."""
    newest = empty
    for manifest in chain.manifests():
        if manifest.kind is Kind.RANGE and manifest.source_sha256:
            try:
                newest = msgspec.json.decode(originals.read(manifest.source_sha256), type=type(empty))
            except (NotFoundError, msgspec.DecodeError) as error:
                raise BadInputError(
                    f"{chain.id} was made from files, or from answers that are not kept any more, and what is fetched "
                    "would take their place",
                    hint="fetch into a case of another name",
                ) from error
    return newest

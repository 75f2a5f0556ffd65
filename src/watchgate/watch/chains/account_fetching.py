"""A case of its own from an explorer of accounts: asked for, kept answer by answer, read into a small chain.

As with Bitcoin a case grows with each fetch: its chain is made anew from all answers that were kept for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.originals import Originals
from watchgate.ledger.transfers.account_batch import AccountBatch
from watchgate.ledger.transfers.ranges import Chain, append_rows
from watchgate.ledger.transfers.rehearsal import rehearsing
from watchgate.model.errors import BadInputError
from watchgate.model.grade import Grade
from watchgate.model.wallet_addresses import address_of
from watchgate.watch.chains import etherscan, trongrid
from watchgate.watch.chains.account_blocks import of_rows
from watchgate.watch.chains.explorer import Answered, Explorer, Page
from watchgate.watch.chains.fetching import CASE, Fetch, newest_bundle
from watchgate.watch.chains.progress import Tell, silent


class AccountBundle(msgspec.Struct, frozen=True):
    """The original of a case: what was asked, where, and each answer by its sha256. No key is kept."""

    endpoint: str
    asked: tuple[str, ...]
    answers: tuple[Answered, ...]


def accounts_fetched(
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
    client: Explorer | None = None,
) -> Fetch:
    """Ask, keep, and read into the chain `eth-<case>` or `trx-<case>`. `digits`: None for a contract that nobody
    verified, which leads nowhere. As `fetched`."""
    if not CASE.fullmatch(case):
        raise BadInputError(f"{case!r} cannot name a case", where="--case", hint="letters, digits and -, up to 25")
    originals = Originals(Home(home).originals)
    stored = address_of(address, coin)
    explorer = client or _explorer(coin, endpoint, originals, key)
    found = explorer.gather(
        stored,
        hops=hops,
        counts=lambda contract: digits(contract) is not None,
        tell=lambda done, known: tell(done, known, f"{known} known"),
    )
    chain = Chain(Home(home), ledger, f"{coin}-{case}", writing=True)
    try:
        before = _bundle(chain, originals)
        bundle = AccountBundle(
            endpoint.partition("?")[0],
            tuple(dict.fromkeys((*before.asked, stored))),
            tuple(dict.fromkeys((*before.answers, *found.answers))),
        )
        batches = list(batches_of(bundle.answers, originals, coin))
        many = sum(len(batch.tx_hash) for batch in batches)
        if not many:
            raise BadInputError(f"{address} has no confirmed transaction", hint="not found is not the same as clean")
        held = chain.rows.counts.sent
        position = ledger.head().position
        # Fewer where an earlier fetch was cut off between its fork and the last of its batches.
        if bundle.answers != before.answers or held < many:
            with rehearsing(chain, -1) as rows:  # answers that do not fit together cost nothing that the case holds
                for batch in batches:
                    append_rows(rows, batch, chain.id)
            chain.fork(-1, author=author)
            kept = originals.keep(msgspec.json.encode(bundle))
            for batch in batches:
                position = chain.add(batch, source_sha256=kept, author=author, grade=grade).position
        return Fetch(
            case=case,
            chain=chain.id,
            transactions=many,
            new=many - held,
            addresses=len(found.followed),
            requests=len(found.answers),
            not_followed=found.not_followed,
            position=position,
        )
    finally:
        chain.close()


def batches_of(answers: Sequence[Answered], originals: Originals, coin: str) -> Iterator[AccountBatch]:
    """The blocks that kept answers tell of, made again from their bytes."""
    pages = []
    for one in answers:
        data = originals.read(one.sha256)
        if coin == "eth":
            rows = etherscan.rows_in(data, one.name, one.address, "a kept answer")
        else:
            rows, _ = trongrid.rows_in(data, one.name, "a kept answer")
        pages.append(Page(one.name, one.address, one.start, one.number, rows))
    return of_rows((etherscan if coin == "eth" else trongrid).files_of(pages), coin, partial=True)


def _explorer(coin: str, endpoint: str, originals: Originals, key: str) -> Explorer:
    kind = etherscan.Etherscan if coin == "eth" else trongrid.TronGrid
    return kind(endpoint, originals.keep, key=key)


def _bundle(chain: Chain, originals: Originals) -> AccountBundle:
    return newest_bundle(chain, originals, AccountBundle("", (), ()))

"""Transactions around an address, asked of an Esplora server (blockstream.info, mempool.space, or one's own).

Hop by hop: all transactions of the address, then of the addresses they paid or were paid by. An address with very many
transactions is a service, and is not followed; what is not followed is told. Requests are spaced out, tried again with
growing pauses, limited in number and size; each answer is kept as it came, under its sha256.

https://github.com/Blockstream/esplora/blob/master/API.md
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from watchgate.ledger.transfers.batch import COINS_MAX
from watchgate.model.errors import BadInputError
from watchgate.model.wallet_addresses import what_is_wrong
from watchgate.watch.lists.fetch import Fetcher
from watchgate.watch.lists.fetch_words import Limits

PAGE = 25
ADDRESSES_MAX = 400
PER_ADDRESS = 200
PAUSE_S = 0.25
PAGE_BYTES_MAX = 16 << 20
HEIGHT_MAX = 100_000_000
ADDRESS_MAX = 200
_TXID = re.compile(r"[0-9a-f]{64}")
Json = Mapping[str, Any]


class Found(msgspec.Struct):
    """What was gathered. `pages`: sha256 of the answers, in order. `not_followed`: addresses, and why."""

    transactions: dict[str, Json]
    pages: list[str]
    followed: list[str]
    not_followed: dict[str, str]


class Esplora:
    """One server. `keep` stores an answer and gives its sha256; `sleep` is passed in so that tests do not wait."""

    def __init__(
        self,
        endpoint: str,
        keep: Callable[[bytes], str],
        *,
        pause_s: float = PAUSE_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._keep = keep
        self._pause_s = pause_s
        self._sleep = sleep
        self._fetcher = Fetcher(Limits(max_bytes=PAGE_BYTES_MAX, total_seconds=120.0), sleep=sleep)
        self._asked = 0

    def gather(
        self,
        address: str,
        *,
        chain: str = "btc",
        hops: int = 1,
        addresses_max: int = ADDRESSES_MAX,
        per_address: int = PER_ADDRESS,
        tell: Callable[[int, int], None] = lambda _done, _known: None,
    ) -> Found:
        """The transactions of `address` and of those up to `hops` away. BadInputError for what is no address.

        `tell(done, known)`: addresses asked and known so far.
        """
        wrong = what_is_wrong(address, chain)
        if wrong:
            raise BadInputError(f"{address[:90]!r} is no address of {chain}: {wrong}")
        found = Found({}, [], [], {})
        level = [address]
        seen = {address}
        for hop in range(hops + 1):
            further: list[str] = []
            for one in level:
                if len(found.followed) >= addresses_max:
                    found.not_followed[one] = f"{addresses_max} addresses were asked about already"
                    continue
                if one != address and (wrong := what_is_wrong(one, chain)):
                    found.not_followed[one] = f"is no address of {chain}: {wrong}"
                    continue
                txs, whole = self._of(one, per_address, found)
                found.followed.append(one)
                if not whole:
                    found.not_followed[one] = f"has more than {per_address} transactions, as services have"
                for other in _beside(txs) if whole and hop < hops else ():
                    if other not in seen:
                        seen.add(other)
                        further.append(other)
                tell(len(found.followed), len(seen))
            level = further
        return found

    def _of(self, address: str, most: int, found: Found) -> tuple[list[Json], bool]:
        """Its transactions, and whether they are all."""
        gathered: list[Json] = []
        path = f"/address/{quote(address, safe='')}/txs"
        while True:
            page = self._page(path, found)
            gathered += page
            for tx in page:
                if tx["status"].get("confirmed"):
                    found.transactions.setdefault(str(tx["txid"]), tx)
            confirmed = [str(tx["txid"]) for tx in page if tx["status"].get("confirmed")]
            if len(confirmed) < PAGE:
                return gathered, True
            if len(gathered) >= most:
                return gathered, False
            path = f"/address/{quote(address, safe='')}/txs/chain/{confirmed[-1]}"

    def _page(self, path: str, found: Found) -> list[Json]:
        if self._asked:
            self._sleep(self._pause_s)
        self._asked += 1
        where = f"{self._endpoint}{path}"
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "page.json"
            self._fetcher.fetch(where, target)
            data = target.read_bytes()
        txs = page_of(data, where)
        found.pages.append(self._keep(data))
        return txs


def page_of(data: bytes, where: str) -> list[Json]:
    """The transactions of one answer, checked; BadInputError where it is none."""
    try:
        txs = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInputError("did not answer with JSON", where=where) from error
    if not isinstance(txs, list) or not all(_is_transaction(tx) for tx in txs):
        raise BadInputError("did not answer with transactions as Esplora does", where=where)
    return txs


def confirmed_of(pages: Iterable[bytes]) -> dict[str, Json]:
    """The confirmed transactions of answers that were kept; what a later answer says of one counts."""
    found: dict[str, Json] = {}
    for data in pages:
        for tx in page_of(data, "a kept answer"):
            if tx["status"].get("confirmed"):
                found[str(tx["txid"])] = tx
    return found


def _is_transaction(tx: object) -> bool:
    if not isinstance(tx, dict) or not _TXID.fullmatch(str(tx.get("txid"))):
        return False
    status, taken, given = tx.get("status"), tx.get("vin"), tx.get("vout")
    if not isinstance(status, dict) or not isinstance(taken, list) or not isinstance(given, list):
        return False
    if status.get("confirmed") and not (
        _is_number(status.get("block_height"), HEIGHT_MAX)
        and _is_number(status.get("block_time", 0), 0xFFFFFFFF)
        and _TXID.fullmatch(str(status.get("block_hash")))
    ):
        return False
    return all(_is_input(one) for one in taken) and all(_is_output(one) for one in given)


def _is_input(taken: object) -> bool:
    if not isinstance(taken, dict):
        return False
    if taken.get("is_coinbase"):
        return True
    origin = isinstance(taken.get("txid"), str) and _TXID.fullmatch(taken["txid"])
    return bool(origin) and _is_number(taken.get("vout"), 0xFFFFFFFF) and _is_output(taken.get("prevout"))


def _is_output(output: object) -> bool:
    if not isinstance(output, dict) or not _is_number(output.get("value"), COINS_MAX):
        return False
    address = output.get("scriptpubkey_address") or ""
    return isinstance(address, str) and address.isascii() and address.isprintable() and len(address) <= ADDRESS_MAX


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _beside(txs: Iterable[Json]) -> list[str]:
    """The addresses of the other ends, in the order in which they come."""
    found: dict[str, None] = {}
    for tx in txs:
        for one in tx["vin"]:
            if not one.get("is_coinbase"):
                found[str(one["prevout"].get("scriptpubkey_address") or "")] = None
        for one in tx["vout"]:
            found[str(one.get("scriptpubkey_address") or "")] = None
    found.pop("", None)
    return list(found)

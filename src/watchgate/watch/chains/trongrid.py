"""Lists of a TronGrid-type server as rows of an account chain: TRX and TRC-20 transfers of an address.

`/v1/accounts/ADDRESS/transactions` and `.../transactions/trc20`, oldest first, 200 a page; `meta.fingerprint` leads to
the next. TRC-20 rows do not say their block, so that a case of TRON is ordered by time alone: its heights are seconds
since 1970, three to a block. What contracts pay on from within a call is not read.
https://developers.tron.network/reference/trx-info
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.model.wallet_addresses import address_of
from watchgate.watch.chains.account_files import TOKENS, TRANSACTIONS, TRANSFERS, FileRows
from watchgate.watch.chains.explorer import BusyError, Explorer, Page, rows_as, texts_in

PAGE = 200
PATHS = {"transactions": "transactions", "trc20": "transactions/trc20"}
_TRC20 = ("transaction_id", "block_timestamp", "from", "to", "value")
_BUSY = ("rate limit", "too many", "exceeds", "frequency", "suspended", "busy", "timeout")


class TronGrid(Explorer):
    """An endpoint such as https://api.trongrid.io; the key goes into the header TRON-PRO-API-KEY."""

    def pages(self, address: str, most: int) -> Iterator[tuple[Page, bytes, bool]]:
        """The pages of each list, oldest rows first."""
        headers = {"TRON-PRO-API-KEY": self._key} if self._key else None
        for name, path in PATHS.items():
            mark, number, had, newest = "", 1, 0, -1
            seen: set[str] = set()
            while True:
                query = {"only_confirmed": "true", "limit": str(PAGE), "order_by": "block_timestamp,asc"}
                if mark:
                    query["fingerprint"] = mark
                at = f"/v1/accounts/{quote(address, safe='')}/{path}?{urlencode(query)}"
                (rows, mark), data = self._ask(at, lambda data, where: rows_in(data, name, where), headers)  # noqa: B023 - asked at once
                times = [int(row["block_timestamp"]) for row in rows]
                if times != sorted(times) or (times and times[0] < newest):
                    raise BadInputError(f"gives {name} out of order", where=self._endpoint)
                had += len(rows)
                yield Page(name, address, 0, number, rows), data, bool(mark) and had >= most
                if not mark or had >= most or not rows:
                    break
                if mark in seen:
                    raise BadInputError(f"leads from {name} back to a page that it gave", where=self._endpoint)
                seen.add(mark)
                newest, number = times[-1], number + 1

    def beside(self, pages: list[Page], address: str, counts: Callable[[str], bool]) -> list[str]:
        """Whom the address gave to or received from, in TRX or tokens that count, more than nothing."""
        found: dict[str, None] = {}
        for page in pages:
            for row in page.rows:
                if page.name == "trc20":
                    ends = (str(row["from"]), str(row["to"]))
                    worth = str(row["value"]) != "0" and counts(_contract(row))
                else:
                    moved = _coins(row)
                    ends, worth = moved[:2], moved[2] > 0
                for end in ends if worth else ():
                    if end and end != address:
                        found[end] = None
        return list(found)


def rows_in(data: bytes, name: str, where: str) -> tuple[list[dict[str, Any]], str]:
    """The rows of one answer, checked, and what leads to the next; BusyError when it was asked too often."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInputError("did not answer with whole JSON", where=where) from error
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or answer.get("success") is False or not isinstance(rows, list):
        said = str((answer.get("error") or answer.get("Error") or answer) if isinstance(answer, dict) else answer)[:200]
        if any(word in said.lower() for word in _BUSY):
            raise BusyError(f"it says {said[:120]!r}")
        raise WatchgateError(f"{where}: it says {said!r}", hint="see the key (WATCHGATE_EXPLORER_KEY) and the address")
    for row in rows:
        if not isinstance(row, dict):
            raise BadInputError("a row is no mapping", where=where)
        texts_in(row, _TRC20 if name == "trc20" else ("txID", "block_timestamp"), where)
        if not str(row["block_timestamp"]).isdecimal():
            raise BadInputError(f"block_timestamp is {str(row['block_timestamp'])[:40]!r}", where=where)
        if name == "trc20" and not _contract(row):
            raise BadInputError("a row names no token", where=where)
    meta = answer.get("meta")
    mark = meta.get("fingerprint") if isinstance(meta, dict) else None
    return rows, mark if isinstance(mark, str) else ""


def files_of(pages: Iterable[Page]) -> list[FileRows]:
    """All that kept answers say, each transaction and move once."""
    sent: dict[str, dict[str, Any]] = {}
    lists: dict[str, list[dict[str, Any]]] = {}
    for page in pages:
        if page.name == "trc20":
            lists[page.address] = [*(lists.get(page.address, []) if page.number > 1 else []), *page.rows]
            continue
        for row in page.rows:
            sent.setdefault(str(row["txID"]), row)
    moved = [_transaction(row) for row in sent.values()]
    tokens: dict[str, str] = {}
    for rows in lists.values():
        tokens |= {_contract(row): str(row["token_info"].get("symbol") or "") for row in rows}
    return [
        rows_as(TRANSACTIONS, moved, "transactions"),
        rows_as(TRANSFERS, list(_transfers(lists)), "trc20"),
        rows_as(TOKENS, [{"address": one, "symbol": name} for one, name in tokens.items()], "trc20"),
    ]


def _contract(row: dict[str, Any]) -> str:
    about = row.get("token_info")
    return str(about.get("address") or "") if isinstance(about, dict) else ""


def _coins(row: dict[str, Any]) -> tuple[str, str, int]:
    """From whom to whom how many sun a transaction moves; nobody and none where it is another kind."""
    try:
        contract = row["raw_data"]["contract"][0]
        value = contract["parameter"]["value"]
        sender = address_of(str(value["owner_address"]), "trx")
        if contract["type"] == "TransferContract":
            return sender, address_of(str(value["to_address"]), "trx"), int(value["amount"])
        if contract["type"] == "TriggerSmartContract":
            return sender, address_of(str(value["contract_address"]), "trx"), int(value.get("call_value") or 0)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BadInputError(f"transaction {str(row.get('txID'))[:70]} is not as TRON writes one") from error
    return sender, "", 0


def _transaction(row: dict[str, Any]) -> dict[str, Any]:
    moved = _coins(row)
    result = row.get("ret")
    first = result[0] if isinstance(result, list) and result and isinstance(result[0], dict) else {}
    worked = str(first.get("contractRet") or "SUCCESS") == "SUCCESS"
    return {
        "hash": row["txID"],
        "block_number": int(row["block_timestamp"]) // 1000,
        "block_timestamp": int(row["block_timestamp"]) // 1000,
        "from_address": moved[0],
        "to_address": moved[1] or moved[0],
        "value": moved[2],
        "receipt_status": 1 if worked else 0,
        "receipt_gas_used": first.get("fee") or 0,
        "gas_price": 1,
    }


def _transfers(lists: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Each transfer once, though the lists of both its ends have it."""
    given: Counter[tuple[str, ...]] = Counter()
    place: Counter[str] = Counter()
    for rows in lists.values():
        here: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            if str(row.get("type") or "Transfer") != "Transfer":
                continue  # an approval moves nothing
            key = (str(row["transaction_id"]), _contract(row), *(str(row[part]) for part in ("from", "to", "value")))
            here[key] += 1
            if here[key] <= given[key]:
                continue
            given[key] += 1
            place[key[0]] += 1
            yield {
                "transaction_hash": row["transaction_id"],
                "block_number": int(row["block_timestamp"]) // 1000,
                "block_timestamp": int(row["block_timestamp"]) // 1000,
                "token_address": _contract(row),
                "from_address": row["from"],
                "to_address": row["to"],
                "value": row["value"],
                "log_index": place[key[0]],
            }

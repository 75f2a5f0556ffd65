"""Lists of an Etherscan-type explorer (Etherscan, Blockscout and their like) as rows of an account chain.

`txlist`, `txlistinternal` and `tokentx` of an address, oldest first. What goes wrong has status code 200: `status` 0
and a sentence in `result` (asked too often, wrong key), or `No transactions found`. An explorer gives at most 10,000
rows of a list: then it is asked again from the last block on, and what it said of that block before is let go.

A token's transfer comes in the lists of both its ends and without a log number: of equal ones of one transaction there
are as many as the list that has most of them says, in its order. https://docs.etherscan.io
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.watch.chains.account_files import INTERNALS, TOKENS, TRANSACTIONS, TRANSFERS, FileRows
from watchgate.watch.chains.explorer import BusyError, Explorer, Page, rows_as, texts_in

PAGE = 1_000
WINDOW = 10_000
"""Rows that an explorer gives of one question, over all pages."""
LISTS = {
    "txlist": ("blockNumber", "timeStamp", "hash", "from", "to", "value", "gasUsed", "gasPrice", "isError"),
    "txlistinternal": ("blockNumber", "timeStamp", "hash", "from", "to", "value", "type", "isError"),
    "tokentx": ("blockNumber", "timeStamp", "hash", "from", "to", "value", "contractAddress"),
}
_NOTHING = ("No transactions found", "No records found", "No token transfers found", "No internal transactions found")
_BUSY = ("rate limit", "too many", "try again later", "timeout", "busy")
_CALLS = ("call", "delegatecall", "staticcall", "callcode")


class Etherscan(Explorer):
    """An endpoint such as https://HOST/v2/api?chainid=1 or https://HOST/api."""

    def pages(self, address: str, most: int) -> Iterator[tuple[Page, bytes, bool]]:
        """The pages of each list, oldest rows first."""
        for name in LISTS:
            yield from self._list(name, address, most)

    def _list(self, name: str, address: str, most: int) -> Iterator[tuple[Page, bytes, bool]]:
        start, number, had = 0, 1, 0
        newest = -1
        while True:
            query = {"module": "account", "action": name, "address": address, "startblock": start}
            query |= {"endblock": 999_999_999, "page": number, "offset": PAGE, "sort": "asc"}
            if self._key:
                query["apikey"] = self._key
            path = f"?{self._query + '&' if self._query else ''}{urlencode(query)}"
            rows, data = self._ask(path, lambda data, where: rows_in(data, name, address, where))
            blocks = [int(row["blockNumber"]) for row in rows]
            if blocks != sorted(blocks) or (blocks and blocks[0] < newest):
                raise BadInputError(f"gives {name} out of order", where=self._endpoint, hint="nothing of it was used")
            had += len(rows)
            last = len(rows) < PAGE
            yield Page(name, address, start, number, rows), data, had >= most and not last
            if last or had >= most:
                return
            newest = blocks[-1]
            number += 1
            if number * PAGE > WINDOW:
                if newest == start:
                    raise BadInputError(
                        f"has more than {WINDOW:,} rows of {name} in block {newest}, and gives no more",
                        where=self._endpoint,
                    )
                start, number = newest, 1

    def beside(self, pages: list[Page], address: str, counts: Callable[[str], bool]) -> list[str]:
        """Whom the address gave to or received from, in coins or tokens that count, more than nothing."""
        found: dict[str, None] = {}
        for page in pages:
            for row in page.rows:
                if str(row["value"]) == "0" or str(row.get("isError", "0")) == "1":
                    continue
                if page.name == "tokentx" and not counts(str(row["contractAddress"]).lower()):
                    continue
                for end in (str(row["from"]).lower(), str(row["to"]).lower()):
                    if end and end != address:
                        found[end] = None
        return list(found)


def rows_in(data: bytes, name: str, address: str, where: str) -> list[dict[str, Any]]:
    """The rows of one answer, checked. BusyError when it says that it was asked too often."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInputError("did not answer with whole JSON", where=where) from error
    if not isinstance(answer, dict) or "result" not in answer:
        raise BadInputError("did not answer as Etherscan does", where=where)
    result, message = answer["result"], str(answer.get("message") or "")
    if isinstance(result, list) and (result or any(word in message for word in (*_NOTHING, "OK"))):
        for row in result:
            _check(row, name, address, where)
        return result
    said = result if isinstance(result, str) else message
    if any(word in f"{said} {message}".lower() for word in _BUSY):
        raise BusyError(f"it says {said[:120]!r}")
    raise WatchgateError(
        f"{where}: it says {said[:200]!r}", hint="see the key (WATCHGATE_EXPLORER_KEY) and the address"
    )


def _check(row: object, name: str, address: str, where: str) -> None:
    if not isinstance(row, dict):
        raise BadInputError("a row is no mapping", where=where)
    texts_in(row, LISTS[name], where)
    if not str(row["blockNumber"]).isdecimal():
        raise BadInputError(f"blockNumber is {str(row['blockNumber'])[:40]!r}", where=where)
    ends = {str(row[end]).lower() for end in ("from", "to")} | {str(row.get("contractAddress") or "").lower()}
    if address.lower() not in ends:
        raise BadInputError(f"gives a row of {name} that is not of {address}", where=where)


def files_of(pages: Iterable[Page]) -> list[FileRows]:
    """All that kept answers say, each transaction and move once."""
    sent: dict[str, dict[str, Any]] = {}
    inner: dict[tuple[str, str, str, str, str], dict[str, Any]] = {}
    same: Counter[tuple[str, str]] = Counter()
    lists: dict[str, list[dict[str, Any]]] = {}
    for page in pages:
        if page.name == "tokentx":
            before = lists.get(page.address, []) if page.start or page.number > 1 else []
            if page.number == 1:
                before = [row for row in before if int(row["blockNumber"]) < page.start]
            lists[page.address] = [*before, *page.rows]
            continue
        for row in page.rows:
            if page.name == "txlist":
                sent.setdefault(str(row["hash"]), _transaction(row))
            else:
                ends = (str(row["from"]), str(row["to"]), str(row["value"]))
                key = (str(row["hash"]), str(row.get("traceId") or ""), *ends)
                if key not in inner:
                    inner[key] = _internal(row, same[key[:2]])
                    same[key[:2]] += 1
    tokens = {str(row["contractAddress"]): str(row.get("tokenSymbol") or "") for rows in lists.values() for row in rows}
    return [
        rows_as(TRANSACTIONS, list(sent.values()), "txlist"),
        rows_as(INTERNALS, list(inner.values()), "txlistinternal"),
        rows_as(TRANSFERS, list(_transfers(lists)), "tokentx"),
        rows_as(TOKENS, [{"address": one, "symbol": name} for one, name in tokens.items()], "tokentx"),
    ]


def _transaction(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "hash": row["hash"],
        "nonce": row.get("nonce") or 0,
        "block_number": row["blockNumber"],
        "block_hash": row.get("blockHash") or None,
        "block_timestamp": row["timeStamp"],
        "transaction_index": row.get("transactionIndex"),
        "from_address": row["from"],
        "to_address": row["to"] or None,
        "value": row["value"],
        "receipt_status": 0 if str(row["isError"]) == "1" else 1,
        "receipt_gas_used": row["gasUsed"],
        "gas_price": row["gasPrice"],
        "receipt_contract_address": row.get("contractAddress") or None,
    }


def _internal(row: dict[str, Any], number: int) -> dict[str, Any]:
    """`number`: how many rows there were before it with the same place in their transaction."""
    path = [part for part in str(row.get("traceId") or "").split("_") if part.isdecimal()]
    kind = str(row["type"]).lower()
    return {
        "transaction_hash": row["hash"],
        "block_number": row["blockNumber"],
        "block_timestamp": row["timeStamp"],
        "from_address": row["from"],
        "to_address": row["to"] or row.get("contractAddress") or None,
        "value": row["value"],
        "trace_type": "call" if kind in _CALLS else kind,
        "call_type": kind if kind in _CALLS else None,
        "trace_address": ",".join((*path, str(number))),
        "status": 0 if str(row["isError"]) == "1" else 1,
    }


def _transfers(lists: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Each transfer once, though the lists of both its ends have it."""
    given: Counter[tuple[str, ...]] = Counter()
    place: Counter[str] = Counter()
    for rows in lists.values():
        here: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            key = tuple(str(row[part]) for part in ("hash", "contractAddress", "from", "to", "value"))
            here[key] += 1
            if here[key] <= given[key]:
                continue
            given[key] += 1
            place[key[0]] += 1
            yield {
                "transaction_hash": row["hash"],
                "block_number": row["blockNumber"],
                "block_hash": row.get("blockHash") or None,
                "block_timestamp": row["timeStamp"],
                "transaction_index": row.get("transactionIndex"),
                "token_address": row["contractAddress"],
                "from_address": row["from"],
                "to_address": row["to"],
                "value": row["value"],
                "log_index": place[key[0]],
            }

"""Exports of one address from an explorer of Etherscan's kind (CSV): its transactions, internal or token transfers.

Known by their columns, in the generations seen: `Txhash` or `Transaction Hash`, `DateTime` or `DateTime (UTC)`, `Value`
or `TokenValue`, with and without `Blockno`, a name of the coin in `Value_IN(ETH)`.

| export | columns that say so | becomes |
|---|---|---|
| transactions | `Value_IN(..)`, `TxnFee(..)`, `From`, `To` | transactions |
| internal transfers | `Value_IN(..)`, `ParentTxFrom`, `TxTo` | traces without the first call |
| token transfers of an address | `TokenValue` or `Value`, `ContractAddress` | token transfers |
| transfers of one token | `Quantity` and no contract | nothing: a name of a file is no contract |
| tokens that are one of their kind | `TokenId` | nothing |

Amounts are in whole coins, with thousands set apart by commas. A token's contract alone says what it is; its digits
behind the point are those of the verified asset, and a token that nobody verified is taken to have 18, marked, since no
export says it. Every row has to be of the address whose export it is, on the side that the row says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from decimal import MAX_PREC, Context, Decimal
from pathlib import Path
from sys import intern

import msgspec

from watchgate.ledger.transfers.account_batch import UNITS_MAX
from watchgate.model.errors import BadInputError
from watchgate.watch.chains.account_files import INTERNALS, TRANSACTIONS, TRANSFERS
from watchgate.watch.chains.account_values import DIGITS_MAX, Addresses, hash_in, number_in, seconds_in
from watchgate.watch.chains.explorer_owner import Owner
from watchgate.watch.chains.explorer_row import ExportRow
from watchgate.watch.lists.csv_rows import csv_rows

ROWS_MAX = 1_000_000
DIGITS = 18
"""Of ether; and what a token is taken to have that nobody verified."""
COIN = {"eth": "ETH"}
UNNAMED = "transfers of tokens whose contract no column names"
_HASH = ("txhash", "transaction hash")
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]*)?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?|[0-9](\.[0-9]+)?[eE][-+]?[0-9]{1,3}")
_MONEY = re.compile(r"(value_in|value_out|txnfee)\((.+)\)")
_EXACT = Context(prec=MAX_PREC)
"""Moving the point rounds to 28 digits otherwise, and a large sum of a token of 18 digits has more."""
_CALLS = ("call", "delegatecall", "staticcall", "callcode")
Digits = Callable[[str], int | None]


class Export(msgspec.Struct, frozen=True):
    """One file: what it holds, whose it is, and its rows in ethereum-etl's columns."""

    kind: str
    owner: str
    rows: list[ExportRow]


def recognises(head: bytes) -> bool:
    """Whether a file that begins so is one of these."""
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    return first.split(",")[0].strip().strip('"').lower() in _HASH


def read(path: Path, coin: str, digits: Digits) -> Export:
    """The rows of one export; BadInputError names file and line. `digits`: of a verified token, by its contract."""
    if coin not in COIN:
        raise BadInputError(f"is an explorer's export, and those of {coin} are not read", where=str(path))
    lines = csv_rows(path)
    _, header = next(lines)
    names = [_name(cell, path, COIN[coin]) for cell in header]
    kind = _kind(set(names))
    if kind is None:
        raise BadInputError(
            f"holds no columns of an explorer's export that are known here: {', '.join(header)[:120]}",
            where=str(path),
            hint="exports of an address: transactions, internal transfers, token transfers",
        )
    if kind == UNNAMED:
        return Export(UNNAMED, "", [])
    _needed(kind, set(names), path)
    said = _Reading(path, kind, Addresses(coin), digits)
    rows: list[ExportRow] = []
    owner = Owner(path)
    for line, cells in lines:
        try:
            _fits(cells, names, len(rows))
            row, ends, sides = said.row(dict(zip(names, cells, strict=False)))
        except BadInputError as error:
            raise BadInputError(error.message, where=f"{path}, line {line}", hint=error.hint) from error
        row.line = line
        owner.told(ends, sides, line)
        rows.append(row)
    return Export(kind, owner.found(), rows)


def _name(cell: str, path: Path, coin: str) -> str:
    """A column's name in small letters, without the coin and without what was worth what on the day of the export."""
    name = cell.strip().lower().partition("@")[0].strip()
    money = _MONEY.fullmatch(name)
    if money is None or money[2] == "usd":
        return name
    if money[2] != coin.lower():
        raise BadInputError(f"is of {money[2].upper()}, and the chain that is read has {coin}", where=str(path))
    return money[1]


def _kind(names: set[str]) -> str | None:
    if "value_in" in names:
        return INTERNALS if "txto" in names else TRANSACTIONS
    if "tokenid" in names or "token_id" in names or ("quantity" in names and "contractaddress" not in names):
        return UNNAMED
    if "contractaddress" in names and names & {"tokenvalue", "value"}:
        return TRANSFERS
    return None


def _needed(kind: str, names: set[str], path: Path) -> None:
    needed = {
        TRANSACTIONS: ("from", "to", "contractaddress", "value_out", "txnfee", "status"),
        INTERNALS: ("from", "txto", "contractaddress", "value_out", "status", "type"),
        TRANSFERS: ("from", "to"),
    }[kind]
    lacking = [name for name in needed if name not in names]
    if not names & {"unixtimestamp", "datetime (utc)"}:
        lacking.append("unixtimestamp")
    if lacking:
        raise BadInputError(f"lacks the column {lacking[0]} of {kind}", where=str(path), hint="export it again, whole")


def _fits(cells: list[str], names: list[str], before: int) -> None:
    """Explorers write empty cells behind the last column; cells that say something are a row that fell apart."""
    if len(cells) < len(names) or any(cells[len(names) :]):
        raise BadInputError(f"has {len(cells)} cells, and the header {len(names)}")
    if before >= ROWS_MAX:
        raise BadInputError(f"has more than {ROWS_MAX:,} rows")


class _Reading:
    """Rows of one kind as ethereum-etl's."""

    def __init__(self, path: Path, kind: str, addresses: Addresses, digits: Digits) -> None:
        self._path, self._kind, self._addresses, self._digits = path, kind, addresses, digits

    def row(self, cell: dict[str, str]) -> tuple[ExportRow, tuple[str, ...], tuple[str, ...]]:
        """The row, who stands in it, and who received or gave by its amounts."""
        written = self._addresses.written
        time = cell.get("unixtimestamp") or cell.get("datetime (utc)") or ""
        name = "0x" + hash_in(next(cell[one] for one in _HASH if one in cell), "transaction hash").hex()
        giver, taker = written(cell["from"]), written(cell.get("txto", cell.get("to")))
        contract = written(cell["contractaddress"])
        if not giver:
            raise BadInputError("names no sender")
        seconds = seconds_in(time)
        if not seconds:
            raise BadInputError("says no time")
        row = ExportRow(
            path=self._path,
            hash=name,
            block_number=number_in(cell["blockno"], "Blockno") if cell.get("blockno") else None,
            block_timestamp=seconds,
            from_address=giver,
            to_address=taker or None,
            value="",
        )
        if self._kind == TRANSFERS:
            self._token(row, contract, cell)
            return row, (giver, taker), ()
        taken, given = units(cell["value_in"], DIGITS), units(cell["value_out"], DIGITS)
        if taken != "0" and given != "0" and taken != given:
            raise BadInputError(f"says {cell['value_in']} came in and {cell['value_out']} went out")
        row.value = given if taken == "0" else taken
        sides = {giver} if given != "0" else set()
        sides |= {taker or contract} if taken != "0" else set()
        if self._kind == INTERNALS:
            what = intern(cell["type"].strip().lower())
            row.to_address = taker or contract or None
            row.status = 0 if _failed(cell["status"], "0") else 1
            row.trace_type = "call" if what in _CALLS else what
            row.call_type = what if what in _CALLS else None
        else:
            row.receipt_contract_address = contract or None
            row.receipt_status = 0 if _failed(cell["status"], "") else 1
            row.gas_price = units(cell["txnfee"], DIGITS)
        return row, (giver, taker or contract), tuple(sides)

    def _token(self, row: ExportRow, contract: str, cell: dict[str, str]) -> None:
        if not contract:
            raise BadInputError("names no contract of its token")
        known = self._digits(contract)
        amount = units(cell.get("tokenvalue", cell.get("value", "")), DIGITS if known is None else known)
        row.token_address = contract
        row.value = f"{amount}E0" if known is None and "E" not in amount else amount
        row.symbol = intern(cell.get("tokensymbol", ""))


def units(text: str, digits: int) -> str:
    """An amount in whole coins as units; one that somebody's table made a floating-point number of stays an exponent,
    which marks it. BadInputError where it is no amount, or has more digits behind the point than there are."""
    text = text.strip()
    if not _AMOUNT.fullmatch(text):
        raise BadInputError(f"{text[:60]!r} is no amount", hint="export it again, without another program in between")
    number = Decimal(text.replace(",", ""))
    if number.adjusted() > DIGITS_MAX:
        raise BadInputError(f"the amount {text[:60]} has more than 256 bits")
    whole = number.scaleb(digits, _EXACT)
    if whole != whole.to_integral_value():
        raise BadInputError(f"the amount {text[:60]} has more than {digits} digits behind the point")
    if whole > UNITS_MAX:
        raise BadInputError(f"the amount {text[:60]} has more than 256 bits")
    return f"{int(whole)}E0" if "e" in text.lower() else str(int(whole))


def _failed(status: str, good: str) -> bool:
    """Transactions that succeeded say nothing, internal transfers 0; those that failed say `Error(0)` or 1."""
    text = status.strip().lower()
    if text in ("", good):
        return False
    if text.startswith("error") or text == "1":
        return True
    raise BadInputError(f"status is {status[:40]!r}, which is not known")


def each_once(exports: list[list[ExportRow]], key: Callable[[ExportRow], Hashable]) -> Iterator[ExportRow]:
    """The rows of several exports that overlap: of equal ones as many as the export that has most of them."""
    if len(exports) == 1:
        yield from exports[0]
        return
    most: dict[Hashable, int] = {}
    for rows in exports:
        here: dict[Hashable, int] = {}
        for row in rows:
            same = key(row)
            here[same] = here.get(same, 0) + 1
            if here[same] > most.get(same, 0):
                most[same] = here[same]
                yield row

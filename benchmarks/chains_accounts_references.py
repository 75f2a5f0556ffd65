"""Account chains against others' references: GraphSense's fixtures of Ethereum and real rows of TRON; the symbol trap.

GraphSense takes of Ethereum the traces, and of tokens the Transfer events of the contracts that it is configured for.
Its rows are given to the same code that reads ethereum-etl's, its names of columns replaced. Needs WATCHGATE_SHARED.
"""

from __future__ import annotations

import base64
import csv
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from harness import Result, shared
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.account_batch import FEE, MADE
from watchgate.ledger.transfers.account_kernels import OUTSIDE
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK
from watchgate.ledger.transfers.utxo import Counts
from watchgate.model.errors import BadInputError
from watchgate.risk.exposure.assets import verified
from watchgate.watch.chains.account_blocks import of_rows
from watchgate.watch.chains.account_files import INTERNALS, TOKENS, TRANSACTIONS, TRANSFERS, FileRows

GRAPHSENSE = "chain/graphsense-spark-fixtures/src/test/resources/account"
STREAM = "chain/etl-fixtures/ethereum-etl/tests/resources/test_stream/blocks_17173049_17173050"
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
CONFIGURED = ("ETH", "USDT", "USDC", "WETH")
"""Assets that GraphSense was configured for."""
FAKE = "0x" + "f" * 40
Rows = list[dict[str, Any]]
Totals = dict[tuple[str, str], int]


def account_reference_results() -> list[Result]:
    """What differs from each: nothing should."""
    try:
        data = shared()
    except BadInputError as error:
        return [Result(measure="references of others, accounts", value=0, unit="", note=f"not compared: {error}")]
    folder = data / GRAPHSENSE
    found = [*_balances(folder / "eth/balance")]
    for name in ("simple_graph", "complex_graph", "tokens"):
        found += _graph(folder / "eth" / name, name)
    return [*found, _tron(folder / "trx/0to10000"), _stream(data / STREAM), _trap(folder / "eth/tokens")]


def chain_of(files: list[FileRows], place: str, coin: str = "eth") -> AccountChain:
    """The rows of `files` in columns in a folder of their own."""
    chain = AccountChain(Path(place), Counts())
    for batch in of_rows(files, coin, partial=True):
        append_moves(chain, batch)
    return chain


def _balances(folder: Path) -> Iterator[Result]:
    """Balances with fees, of which GraphSense gives the maker of the block all. Its reference names addresses by
    numbers that no file explains, so that the amounts are compared without them."""
    maker = {row["blockId"]: row["miner"] for row in _csv(folder / "blocks.csv")}
    fees = [
        {
            "block_number": row["blockId"],
            "transaction_hash": _name("fee", row["txHash"]),
            "from_address": row["fromAddress"],
            "to_address": maker[row["blockId"]],
            "value": int(row["receiptGasUsed"]) * int(row["gasPrice"]),
            "trace_type": "call",
        }
        for row in _csv(folder / "transactions.csv")
    ]
    files = [_rows(INTERNALS, [*_traces(folder), *fees]), _rows(TRANSFERS, _transfers(folder))]
    with tempfile.TemporaryDirectory() as place:
        chain = chain_of(files, place)
        held: Counter[tuple[str, str]] = Counter()
        rows = np.arange(chain.counts.outputs)
        kinds, spent = chain.view("out_kind"), chain.view("spent_by")
        for row, units, asset in zip(rows, chain.units(rows), _assets(chain, rows), strict=True):
            key = (chain.text_keys.text(int(chain.view("out_address")[row])), asset)
            held[key] += units if spent[row] == UNSPENT else 0
            held[key] -= units if kinds[row] == OUTSIDE else 0
        chain.close()
    symbols = {contract: one.symbol for contract, one in verified("eth").items()}
    ours = Counter((units, symbols[asset]) for (_, asset), units in held.items() if asset in symbols and units)
    reference = Counter((int(row["balance"]), row["currency"]) for row in _csv(folder / "reference/balances.csv"))
    differing = sum(((ours - reference) + (reference - ours)).values())
    yield _none("GraphSense ETH, balances differing", differing, f"{sum(reference.values())} balances")


def _graph(folder: Path, name: str) -> Iterator[Result]:
    """Totals received and spent by address, and what went from whom to whom, in ether and tokens.

    GraphSense counts delegated calls, which move nothing, among what was received (not among balances): for the real
    blocks of `tokens` they are given to both. Addresses that its relations name and its table of addresses does not
    have are left out.
    """
    files = [_rows(INTERNALS, _traces(folder, delegated=name == "tokens"))]
    if (folder / "logs.json").is_file():
        files.append(_rows(TRANSFERS, _transfers(folder)))
    with tempfile.TemporaryDirectory() as place:
        chain = chain_of(files, place)
        received, spent, relations = _sums(chain)
        chain.close()
    symbols = {contract: one.symbol for contract, one in verified("eth").items() if one.symbol in CONFIGURED}
    addresses = _lines(folder / "reference/addresses.json")
    text = {one["addressId"]: "0x" + base64.b64decode(one["address"]).hex() for one in addresses}
    wrong = 0
    for one in addresses:
        who = text[one["addressId"]]
        for ours, ether, tokens in (
            (received, "totalReceived", "totalTokensReceived"),
            (spent, "totalSpent", "totalTokensSpent"),
        ):
            theirs = {symbol: value["value"] for symbol, value in (one.get(tokens) or {}).items()}
            theirs["ETH"] = one[ether]["value"]
            wrong += any(ours.get((who, asset), 0) != theirs.get(symbol, 0) for asset, symbol in symbols.items())
    yield _none(f"GraphSense ETH {name}, addresses with other totals", wrong, f"{len(addresses)} addresses, both ways")
    differing, told, seen, people = 0, 0, set(), set(text.values())
    listed = _lines(folder / "reference/address_relations.json")
    for one in listed:
        pair = (text.get(one["srcAddressId"], ""), text.get(one["dstAddressId"], ""))
        if not all(pair):
            continue
        told += 1
        theirs = {symbol: value["value"] for symbol, value in (one.get("tokenValues") or {}).items()}
        theirs["ETH"] = one["value"]["value"]
        for asset, symbol in symbols.items():
            differing += relations.get((*pair, asset), 0) != theirs.get(symbol, 0)
            seen.add((*pair, asset))
    differing += sum(
        units > 0
        for key, units in relations.items()
        if key not in seen and key[2] in symbols and {key[0], key[1]} <= people
    )
    yield _none(f"GraphSense ETH {name}, relations differing", differing, f"{told} of {len(listed)} relations")


def _sums(chain: AccountChain) -> tuple[Totals, Totals, dict[tuple[str, str, str], int]]:
    """Received and spent by address and asset, and by pair; fees are left aside, and what was made is nobody's."""
    received: Totals = defaultdict(int)
    spent: Totals = defaultdict(int)
    relations: dict[tuple[str, str, str], int] = defaultdict(int)
    kinds = chain.view("tx_kind")
    rows = np.flatnonzero((chain.view("tx_block") != NO_BLOCK) & (kinds != FEE))
    first = chain.view("tx_out")[rows]
    texts = chain.text_keys.text
    for tx, units, output in zip(rows, chain.units(first), first, strict=True):
        token = int(chain.view("tx_asset")[tx])
        asset = "" if token == ABSENT else texts(token)
        giver, taker = texts(int(chain.view("tx_from")[tx])), texts(int(chain.view("out_address")[output]))
        received[taker, asset] += units
        if kinds[tx] == MADE:
            continue
        spent[giver, asset] += units
        relations[giver, taker, asset] += units
    return received, spent, relations


def _tron(folder: Path) -> Result:
    """Real transactions of TRON's first blocks: what comes out of the columns is what the rows say, to the sun."""
    rows = [
        {
            "hash": base64.b64decode(row["txHash"]).hex(),
            "block_number": row["blockId"],
            "transaction_index": row["transactionIndex"],
            "from_address": "41" + base64.b64decode(row["fromAddress"]).hex(),
            "to_address": "41" + base64.b64decode(row["toAddress"]).hex(),
            "value": row["value"],
            "receipt_status": row["receiptStatus"],
        }
        for row in _lines(folder / "transactions.json")
        if "toAddress" in row
    ]
    with tempfile.TemporaryDirectory() as place:
        chain = chain_of([_rows(TRANSACTIONS, rows)], place, "trx")
        received, _, _ = _sums(chain)
        chain.close()
    expected: Counter[str] = Counter()
    for row in rows:
        if row["receipt_status"]:
            expected[row["to_address"]] += row["value"]
    theirs = sorted(value for value in expected.values() if value)
    ours = sorted(units for units in received.values() if units)
    differing = sum((Counter(ours) - Counter(theirs)).values()) + sum((Counter(theirs) - Counter(ours)).values())
    return _none("TRON, receivers with another total", differing, f"{len(theirs)} receivers, {len(rows)} transactions")


def _stream(folder: Path) -> Result:
    """ethereum-etl's rows of two blocks: every value of transactions, token transfers and withdrawals is in the
    columns exactly (a withdrawal's is given in gwei).
    """
    from watchgate.watch.chains.account_blocks import batches

    names = ("expected_transactions.json", "expected_token_transfers.json", "expected_blocks.json")
    with tempfile.TemporaryDirectory() as place:
        chain = AccountChain(Path(place), Counts())
        for batch in batches([folder / name for name in names], "eth"):
            append_moves(chain, batch)
        kinds, blocks = chain.view("tx_kind"), chain.view("tx_block")
        rows = np.flatnonzero((blocks != NO_BLOCK) & (kinds != FEE))
        ours = Counter(chain.units(chain.view("tx_out")[rows]))
        chain.close()
    theirs = Counter(row["value"] for row in _lines(folder / names[0]) if row["value"] and row["receipt_status"])
    theirs.update(row["value"] for row in _lines(folder / names[1]))
    theirs.update(one["amount"] * 10**9 for row in _lines(folder / names[2]) for one in row["withdrawals"])
    differing = sum(((ours - theirs) + (theirs - ours)).values())
    return _none("ethereum-etl, values differing", differing, f"{sum(theirs.values())} values of two blocks")


def _trap(folder: Path) -> Result:
    """A token that calls itself USDT floods every address of real blocks with 10^30 units: no verified sum moves."""
    files = [_rows(INTERNALS, _traces(folder)), _rows(TRANSFERS, _transfers(folder))]
    with tempfile.TemporaryDirectory() as place:
        chain = chain_of(files, place)
        before = _sums(chain)
        people = [chain.text_keys.text(row) for row in range(chain.counts.addresses)]
        chain.close()
    flood = [
        {
            "token_address": FAKE,
            "from_address": one,
            "to_address": other,
            "value": 10**30,
            "transaction_hash": _name("trap", one),
            "log_index": 10_000 + at,
            "block_number": "15000000",
        }
        for at, (one, other) in enumerate(zip(people, reversed(people), strict=True))
    ]
    files += [_rows(TRANSFERS, flood), _rows(TOKENS, [{"address": FAKE, "symbol": "USDT"}])]
    known = set(verified("eth"))
    with tempfile.TemporaryDirectory() as place:
        chain = chain_of(files, place)
        after = _sums(chain)
        chain.close()
    pairs: list[tuple[Mapping[Any, int], Mapping[Any, int]]] = list(zip(before, after, strict=True))
    differing = sum(
        old.get(key, 0) != new.get(key, 0) for old, new in pairs for key in old.keys() | new.keys() if key[-1] in known
    )
    return _none("symbol trap, figures that an imitation changed", differing, f"{len(flood)} fake transfers")


def _traces(folder: Path, *, delegated: bool = False) -> Rows:
    """`delegated`: as if delegated calls were calls."""
    moving = ("call", "delegatecall", "callcode") if delegated else ("call",)
    return [
        {
            "block_number": row["blockId"],
            "transaction_hash": row.get("txHash") or _name("trace", row["traceId"]),
            "from_address": row["fromAddress"] or None,
            "to_address": row["toAddress"],
            "value": row["value"],
            "trace_type": row["traceId"].partition("_")[0] if row["callType"] != "1" else "call",
            "call_type": row["callType"] if row["callType"] not in (*moving, "1", "") else None,
            "trace_address": row["traceIndex"],
            "status": row["status"],
        }
        for row in _csv(folder / "traces.csv")
    ]


def _transfers(folder: Path) -> Rows:
    """The Transfer events of fungible tokens: three topics."""
    return [
        {
            "token_address": row["address"],
            "from_address": "0x" + row["topics"][1][-40:],
            "to_address": "0x" + row["topics"][2][-40:],
            "value": row["data"],
            "transaction_hash": row["txHash"].removeprefix("0x").zfill(64),  # one of theirs lacks a digit
            "log_index": row["logIndex"],
            "block_number": row["blockId"],
        }
        for row in _lines(folder / "logs.json")
        if len(row["topics"]) == 3 and row["topics"][0] == TRANSFER
    ]


def _assets(chain: AccountChain, outputs: Any) -> list[str]:
    return ["" if int(one) == ABSENT else chain.text_keys.text(int(one)) for one in chain.asset_of(outputs)]


def _rows(kind: str, rows: Rows) -> FileRows:
    names = list(dict.fromkeys(key for row in rows for key in row))
    return FileRows(Path(kind), kind, {key: [row.get(key) for row in rows] for key in names}, len(rows))


def _name(kind: str, text: str) -> str:
    return sha256(f"{kind} {text}".encode()).hexdigest()


def _none(measure: str, value: int, note: str) -> Result:
    return Result(measure=measure, value=value, unit="", target=0, at_most=True, note=note)


def _csv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lines(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]

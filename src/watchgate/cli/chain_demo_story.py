"""The story of `watchgate chain demo`: made-up transactions that begin at a wallet of OFAC's list, on a chain of their
own, as bitcoin-etl would write them. All other addresses are hashes of words: nobody has keys for them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from watchgate.model.wallet_addresses import base58check

CHAIN = "btc-story"
LISTED = "134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak"
"""OFAC, 2 March 2020: Tian Yinyin, for the Lazarus Group."""
COIN = 100_000_000
FIRST_BLOCK, FIRST_SECOND = 1, 1_583_107_200


def invented(name: str) -> str:
    """An address that is well formed and nobody's."""
    return base58check(0, sha256(f"watchgate story {name}".encode()).digest()[:20])


DEPOSIT, SHOP, CUSTOMER, DUSTED, BROKER, LATE = map(
    invented, ("exchange deposit", "shop", "exchange customer", "dusted", "broker", "asked about early")
)
NAMES = {
    LISTED: "listed: Tian Yinyin",
    DEPOSIT: "deposit at an exchange",
    SHOP: "shop",
    DUSTED: "dusted",
    CUSTOMER: "customer of the exchange",
    BROKER: "broker",
    LATE: "asked about early",
}


class Made(NamedTuple):
    """A transaction: what it takes, as NAME:OUTPUT, where a name that is none here was never read; whom it pays."""

    name: str
    takes: tuple[tuple[str, float], ...]
    pays: tuple[tuple[str, float], ...]


STORY = (
    Made("theft", (("before:0", 50.0),), ((LISTED, 50.0),)),
    Made("peel 1", (("theft:0", 50.0),), ((invented("rest 1"), 44.0), (invented("peeled 1"), 6.0))),
    Made("peel 2", (("peel 1:0", 44.0),), ((invented("rest 2"), 39.0), (invented("peeled 2"), 5.0))),
    Made("peel 3", (("peel 2:0", 39.0),), ((invented("rest 3"), 32.0), (invented("peeled 3"), 7.0))),
    Made("peel 4", (("peel 3:0", 32.0),), ((DEPOSIT, 20.0), (invented("peeled 4"), 12.0))),
    Made(
        "mixing",
        (("peel 4:1", 12.0), ("others:0", 12.0), ("others:1", 12.0), ("others:2", 12.0), ("others:3", 12.0)),
        tuple((invented(f"mixed {at}"), 12.0) for at in range(5)),
    ),
    Made("shopping", (("peel 1:1", 6.0), ("salary:0", 34.0)), ((SHOP, 40.0),)),
    Made("dusting", (("peel 2:1", 5.0),), ((DUSTED, 0.00002), (invented("rest 5"), 4.99998))),
    Made("savings", (("salary:1", 8.0),), ((DUSTED, 8.0),)),
    Made("payout", (("peel 4:0", 20.0), ("hot wallet:0", 20.0)), ((CUSTOMER, 15.0), (invented("hot"), 25.0))),
    Made("sale", (("unknown:0", 9.0),), ((BROKER, 9.0),)),
    Made("resale", (("sale:0", 9.0),), ((invented("between"), 9.0),)),
    Made("last", (("resale:0", 9.0),), ((LATE, 9.0),)),
)


def hash_of(name: str) -> str:
    """The hash of a transaction of the story."""
    return sha256(f"watchgate story transaction {name}".encode()).hexdigest()


def written(folder: Path) -> Path:
    """The story as a file of JSON lines, a block for each transaction."""
    path = folder / "story.json"
    path.write_text("".join(json.dumps(_row(at, made)) + "\n" for at, made in enumerate(STORY)), "utf-8")
    return path


def pack(folder: Path, name: str, address: str, category: str, label: str) -> Path:
    """A made-up TagPack with one tag."""
    path = folder / f"{name}.yaml"
    path.write_text(
        f"title: {name}\ncreator: watchgate chain demo\nlastmod: 2026-01-31\nconfidence: forensic\nsource: made up\n"
        f"category: {category}\ntags:\n- address: {address}\n  currency: BTC\n  label: {label}\n",
        "utf-8",
    )
    return path


def _row(at: int, made: Made) -> dict[str, object]:
    addresses = {f"{one.name}:{number}": whom for one in STORY for number, (whom, _) in enumerate(one.pays)}
    return {
        "hash": hash_of(made.name),
        "block_number": FIRST_BLOCK + at,
        "block_hash": sha256(f"watchgate story block {at}".encode()).hexdigest(),
        "block_timestamp": FIRST_SECOND + 600 * at,
        "index": 0,
        "inputs": [
            {
                "spent_transaction_hash": hash_of(one.partition(":")[0]),
                "spent_output_index": int(one.partition(":")[2]),
                "value": round(value * COIN),
                "addresses": [addresses.get(one) or invented(f"outside {one}")],
            }
            for one, value in made.takes
        ],
        "outputs": [
            {"value": round(value * COIN), "addresses": [whom], "type": "pubkeyhash"} for whom, value in made.pays
        ],
    }

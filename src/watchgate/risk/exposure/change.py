"""Change: which output of a transaction its payer kept, as graded suggestions. None joins anybody by itself.

| rule | the one output that |
|---|---|
| one-time change | has the inputs' script type, is no multiple of 1,000 satoshi, is smaller than every input, and |
|                 | goes to an address that was never seen before and received nothing since (GraphSense's rule) |
| script type | has the inputs' script type, when no other has |
| round amounts | is no multiple of 100,000 satoshi (0.001), when all others are |
| address reuse | goes to an address never seen before, when all others go to ones that were |

Where an address of the inputs is paid again, that is the change, and nobody is suggested. Rules that name different
outputs suggest nobody. One rule alone: D3; two that agree: C3; more: C2.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK
from watchgate.ledger.transfers.utxo import UtxoChain

ONE_TIME, SCRIPT_TYPE, ROUND, REUSE = "one-time change", "script type", "round amounts", "address reuse"
GRADES = {1: "D3", 2: "C3"}
BEST = "C2"
OUTPUTS_MAX = 10
FINE, COARSE = 1_000, 100_000
"""Satoshi of which amounts that people choose are multiples."""
_UNKNOWN_KIND, _NO_ADDRESS = 0, 6


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """`address` may be of the holder who pays `transaction`: it got output `output`, as `rules` say."""

    address: str
    transaction: str
    output: int
    satoshi: int
    rules: tuple[str, ...]
    grade: str


def suggestions(chain: UtxoChain, transactions: Iterable[int], own: set[int]) -> tuple[list[Suggestion], int]:
    """The change of `transactions` (rows) whose payers are `own` (rows of addresses), where it goes to somebody else,
    the best first; and of how many the rules disagree."""
    found: list[Suggestion] = []
    disputed = 0
    for tx in transactions:
        said = votes(chain, tx)
        named = set(said.values())
        if len(named) > 1:
            disputed += 1
        if len(named) != 1:
            continue
        output = named.pop()
        address = int(chain.view("out_address")[output])
        if address in own:
            continue
        found.append(
            Suggestion(
                address=chain.text_keys.text(address),
                transaction=chain.hash_of(tx),
                output=output - chain.outputs_of(tx).start,
                satoshi=int(chain.view("out_value")[output]),
                rules=tuple(said),
                grade=GRADES.get(len(said), BEST),
            )
        )
    return sorted(found, key=lambda one: (one.grade, one.transaction)), disputed


def votes(chain: UtxoChain, tx: int) -> dict[str, int]:
    """The output that each rule names, of those that name one."""
    address, kind, value = chain.view("out_address"), chain.view("out_kind"), chain.view("out_value")
    taken, given = chain.inputs_of(tx), chain.outputs_of(tx)
    rows = chain.view("in_out")[taken.start : taken.stop]
    payers = {int(address[int(one)]) for one in rows}
    outputs = [one for one in given if int(kind[one]) != _NO_ADDRESS]
    if not payers or not 2 <= len(outputs) <= OUTPUTS_MAX or chain.view("tx_block")[tx] == NO_BLOCK:
        return {}
    holders = {one: int(address[one]) for one in outputs}
    if ABSENT in payers or ABSENT in holders.values() or payers & set(holders.values()):
        return {}
    received = {holder: chain.outputs_to(holder) for holder in set(holders.values())}
    fresh = {one for one in outputs if int(received[holders[one]][0]) >= given.start}
    kinds = {int(kind[int(one)]) for one in rows}
    alike = {one for one in outputs if kinds == {int(kind[one])} and int(kind[one]) != _UNKNOWN_KIND}
    least = min(int(one) for one in chain.view("in_value")[taken.start : taken.stop])
    once = {
        one
        for one in alike & fresh
        if len(received[holders[one]]) == 1 and int(value[one]) % FINE and int(value[one]) < least
    }
    named = {
        ONE_TIME: once,
        SCRIPT_TYPE: alike,
        ROUND: {one for one in outputs if int(value[one]) % COARSE},
        REUSE: fresh,
    }
    return {rule: next(iter(which)) for rule, which in named.items() if len(which) == 1}

"""Checks of what a ledger proves, by somebody who has no ledger: hashes in, yes or no out."""

from __future__ import annotations

import msgspec

from watchgate.ledger.canonical import EntryRow, decode_row
from watchgate.ledger.header import decode_header
from watchgate.ledger.interface import Head, Proof
from watchgate.ledger.merkle import check_consistency_path, check_inclusion
from watchgate.ledger.salted import SALT_BYTES, salted_leaf


def check_proof(proof: Proof) -> bool:
    """Whether the entry stands at its locator in the log that has `proof.head`.

    That this head is the ledger's is another question: compare it, count and root, with a signed head from elsewhere.
    """
    try:
        canonical, salt = bytes.fromhex(proof.canonical), bytes.fromhex(proof.salt)
        header = decode_header(bytes.fromhex(proof.delivery_header))
        delivery_root, log_root = bytes.fromhex(proof.delivery_root), bytes.fromhex(proof.head.root)
        entry_path = [bytes.fromhex(part) for part in proof.entry_path]
        log_path = [bytes.fromhex(part) for part in proof.log_path]
    except (ValueError, KeyError, msgspec.MsgspecError):
        return False
    position, ordinal = proof.locator
    return (
        len(salt) == SALT_BYTES
        and header.row.position == position
        and header.row.entries == proof.delivery_entries
        and header.row.root == proof.delivery_root
        and check_inclusion(salted_leaf(salt, canonical), ordinal, proof.delivery_entries, entry_path, delivery_root)
        and check_inclusion(header.id, position - 1, proof.head.position, log_path, log_root)
    )


def proved_entry(proof: Proof) -> EntryRow:
    """The entry that a proof opens; msgspec.DecodeError when its bytes are none."""
    return decode_row(bytes.fromhex(proof.canonical))


def check_consistency(old: Head, new: Head, path: tuple[str, ...]) -> bool:
    """Whether the log with head `new` continues the log with head `old` without changing any of it."""
    try:
        roots = bytes.fromhex(old.root), bytes.fromhex(new.root)
        parts = [bytes.fromhex(part) for part in path]
    except ValueError:
        return False
    return (
        check_consistency_path(old.position, new.position, *roots, parts)
        and old.entries <= new.entries
        and old.recorded_at <= new.recorded_at
    )

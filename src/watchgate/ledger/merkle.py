"""The Merkle tree of RFC 6962: roots, inclusion and consistency proofs, and their checks. No ledger is needed here.

Leaves and nodes are hashed apart (0x00, 0x01), so that a node can never be shown as a leaf. A tree is given by
`Subtree`: the root of the complete subtree of 2**level leaves that begins at leaf index * 2**level. Source: RFC 6962
section 2.1; the checks follow RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]
"""(level, index) -> root of that complete subtree; level 0 is a leaf hash."""

EMPTY_ROOT = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes: an odd last node of a level rises unchanged, which gives the shape of the RFC."""
    if not leaves:
        return EMPTY_ROOT
    row = leaves
    while len(row) > 1:
        pairs = [sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row) - 1, 2)]
        if len(row) % 2:
            pairs.append(row[-1])
        row = pairs
    return row[0]


def subtrees_of(leaves: Sequence[bytes]) -> Subtree:
    """The complete subtrees over leaf hashes that are at hand."""
    rows = [list(leaves)]
    while len(rows[-1]) > 1:
        below = rows[-1]
        rows.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda level, index: rows[level][index]


def range_root(subtree: Subtree, start: int, end: int) -> bytes:
    """The root over leaves [start, end); `start` is a multiple of the largest power of two not above the length."""
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(subtree(level, start >> level))
        start += 1 << level
    if not peaks:
        return EMPTY_ROOT
    root = peaks.pop()
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root


def inclusion_path(subtree: Subtree, index: int, size: int) -> tuple[bytes, ...]:
    """PATH(index, D[size]) of the RFC, from the leaf upwards."""
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(subtree, middle, end))
            end = middle
        else:
            path.append(range_root(subtree, start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_path(subtree: Subtree, old: int, new: int) -> tuple[bytes, ...]:
    """PROOF(old, D[new]) of the RFC: empty when `old` is 0 or equal to `new`."""
    if old in (0, new):
        return ()
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old - start != end - start:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_root(subtree, middle, end))
            end = middle
        else:
            path.append(range_root(subtree, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(range_root(subtree, start, end))
    return tuple(reversed(path))


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf hash at `index` to the root of the tree of `size` leaves."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for part in path:
        if last == 0:
            return False
        if number % 2 or number == last:
            found = node_hash(part, found)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, part)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def check_consistency_path(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `new` leaves is an append-only continuation of the tree of `old` leaves."""
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    parts = [old_root, *path] if old & (old - 1) == 0 else list(path)
    number, last = old - 1, new - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    first = second = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if number % 2 or number == last:
            first, second = node_hash(part, first), node_hash(part, second)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, part)
        number, last = number >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)

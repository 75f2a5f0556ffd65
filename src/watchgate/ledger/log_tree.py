"""The right edge of the log: what an append needs to know of all deliveries before it.

Only roots of complete subtrees are kept, in the order in which they become complete, so that storing them only ever
appends: an append costs one node on average, a root or a proof O(log n).
"""

from __future__ import annotations

from hashlib import sha256

from watchgate.ledger.merkle import EMPTY_ROOT, Subtree, node_hash


class LogTree:
    """The log at `size` deliveries. `append` returns the inner nodes it completes, in the order of `node_number`."""

    def __init__(self, size: int = 0, peaks: tuple[bytes, ...] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)

    @classmethod
    def load(cls, size: int, subtree: Subtree) -> LogTree:
        """The edge of a stored log."""
        peaks, start = [], 0
        while start < size:
            level = (size - start).bit_length() - 1
            peaks.append(subtree(level, start >> level))
            start += 1 << level
        return cls(size, tuple(peaks))

    def copy(self) -> LogTree:
        """A second edge, to return to when an append is not kept."""
        return LogTree(self.size, tuple(self._peaks))

    def append(self, leaf: bytes) -> list[bytes]:
        """Add the leaf hash of the next delivery."""
        done: list[bytes] = []
        node, below = leaf, self.size
        while below % 2:
            node = node_hash(self._peaks.pop(), node)
            done.append(node)
            below >>= 1
        self._peaks.append(node)
        self.size += 1
        return done

    def root(self) -> bytes:
        """The root over all deliveries so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            root = sha256(b"\x01" + peak + root).digest()
        return root


def node_number(level: int, index: int) -> int:
    """The number, from 1, of the inner node (level >= 1) in the order in which nodes become complete.

    After m leaves there are m - popcount(m) inner nodes; the m-th leaf completes levels 1 to the number of zeros at
    the end of m.
    """
    leaves = (index + 1) << level
    zeros = (leaves & -leaves).bit_length() - 1
    return leaves - leaves.bit_count() - (zeros - level)


def nodes_after(leaves: int) -> int:
    """How many inner nodes are complete after so many leaves."""
    return leaves - leaves.bit_count()

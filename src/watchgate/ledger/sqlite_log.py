"""The log's tree as it is stored: leaves are the delivery ids, inner nodes lie in the order they were completed."""

from __future__ import annotations

import apsw

from watchgate.ledger.log_tree import node_number
from watchgate.ledger.merkle import Subtree
from watchgate.model.errors import LedgerDamagedError


def stored_subtree(connection: apsw.Connection) -> Subtree:
    """The complete subtrees of the stored log; LedgerDamagedError names a node that is not there."""

    def subtree(level: int, index: int) -> bytes:
        if level == 0:
            found = connection.execute("SELECT id FROM delivery WHERE position = ?", (index + 1,)).get
            name = f"delivery {index + 1} is missing"
        else:
            number = node_number(level, index)
            found = connection.execute("SELECT hash FROM log_node WHERE number = ?", (number,)).get
            name = f"log node {number} (level {level}, index {index}) is missing"
        if found is None:
            raise LedgerDamagedError(name, hint="run: watchgate ledger verify")
        return bytes(found)

    return subtree

"""The element table, unrolled as far as messages go: element -> role -> what it is compared with, or why not.

`data/elements.tsv` has a row for each element of each block of the message definitions, of all versions together; a
version differs in which rows it uses. An `Element` is one row at one place, found by the tag of its parent's child.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from importlib.resources import files

import msgspec

from watchgate.gate.records.actions import ACTIONS
from watchgate.model.record import NotCompared

KNOWN_TAGS_MAX = 20_000
"""Tags remembered at all places together (about 10 MB, at most 40); then all are forgotten, so that
invented ones fill nothing."""

COLLECT_EVERY = 10
"""Times that all are forgotten, after which they are collected. They stand in circles, and where the collector walks
old objects once in millions of payments, invented tags would fill the memory: .8 MB for each message of 16 KiB."""

LONGEST_PATH = 1_000
"""Characters of a path that are kept: invented names may be long, and stand in each other."""

UNKNOWN = "unknown"
ANY_TEXT = "any_text"
ANY = "*"


class Branch(IntEnum):
    """How the walk goes on below an element."""

    LEAF = 0
    IN = 1
    BEGIN = 2
    TRANSACTION = 3
    BATCH = 4
    SKIP = 5
    AMOUNT = 6


_BRANCHES = {
    "in": Branch.IN,
    "address": Branch.BEGIN,
    "party": Branch.BEGIN,
    "account": Branch.BEGIN,
    "amount": Branch.AMOUNT,
    "transaction": Branch.TRANSACTION,
    "batch": Branch.BATCH,
    "date": Branch.IN,
    "skip": Branch.SKIP,
}
_WITHOUT_ROWS = (Branch.LEAF, Branch.SKIP, Branch.AMOUNT)
_FIXED_BLOCK = {"address": "address", "date": "date_choice", "party": "party", "account": "account"}


class Row(msgspec.Struct, frozen=True):
    """One line of the table. `why`: what it is compared with, or why it is not."""

    block: str
    element: str
    action: str
    argument: str
    why: str


class Element:
    """A row at its place: everything the walk and the assembly need, worked out once.

    `path`: from the message element down. `role`: of the party it begins or of the text it holds. `owner`: the party
    or account around it. `argument`: what the row says beside (kind of identifier, name of reference, part of address).
    """

    __slots__ = (
        "_block",
        "_prefix",
        "act",
        "action",
        "argument",
        "branch",
        "children",
        "is_skipped",
        "not_compared",
        "owner",
        "path",
        "role",
    )

    def __init__(self, row: Row, path: str, parent: Element | None) -> None:
        self.path = path
        self.branch = _BRANCHES.get(row.action, Branch.LEAF)
        self.action = row.action
        self.act = ACTIONS[row.action]
        self.is_skipped = self.branch is Branch.SKIP
        self.argument = row.argument
        self.owner: Element | None = parent.owner if parent else None
        self._prefix: str = parent._prefix if parent else ""
        self._block = row.argument
        self.role: str = parent.role if parent else ""
        if row.action in ("party", "account"):
            self._block, self.role = self._begin(row)
            self.owner = self
        elif row.action in _FIXED_BLOCK:
            self._block = _FIXED_BLOCK[row.action]
        elif self.branch is Branch.IN:
            self._block, _, extra = row.argument.partition(" ")
            if extra.endswith("_"):
                self._prefix += extra
            elif extra:
                self.role = self._prefix + extra
            if self._block == UNKNOWN:
                self.role = UNKNOWN
        elif row.action in ("text", "country") and row.argument:
            self.role = self._prefix + row.argument
        self.not_compared = NotCompared(path, row.why)
        self.children: Mapping[object, Element] = _Children(self)

    def _begin(self, row: Row) -> tuple[str, str]:
        """A party's block and role; `party contact +` goes on with another party of its own inside this one."""
        role, _, nested = row.argument.partition(" ")
        if nested and self.owner is not None:
            return _FIXED_BLOCK[row.action], f"{self.owner.role}_{role}"
        return _FIXED_BLOCK[row.action], self._prefix + role

    def child(self, name: str) -> Element:
        """The element `name` below this one; unknown ones are compared as text, whatever they hold."""
        rows = _blocks().get(self._block, {}) if self.branch not in _WITHOUT_ROWS else {}
        row = rows.get(name) or rows.get(ANY) or _UNKNOWN_ROW
        path = (f"{self.path}/{name}" if self.path else name)[:LONGEST_PATH]
        return Element(row, path, self)


class _Children(dict[object, Element]):
    """Full tag (`{namespace}Name`) -> element, worked out at first sight."""

    __slots__ = ("_of",)
    known = 0
    forgotten = 0

    def __init__(self, of: Element) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, tag: object) -> Element:
        found = self._of.child(str(tag).rpartition("}")[2])
        if _Children.known >= KNOWN_TAGS_MAX:
            _Children.known = 0
            _Children.forgotten += 1
            root_element.cache_clear()
            if not _Children.forgotten % COLLECT_EVERY:
                gc.collect()
        _Children.known += 1
        self[tag] = found
        return found


_UNKNOWN_ROW = Row(UNKNOWN, ANY, "in", UNKNOWN, "")


@cache
def root_element(block: str) -> Element:
    """The message element of a supported type (`pacs.008`), or `app_header`."""
    if block not in _blocks():
        raise KeyError(block)
    path = "AppHdr" if block == "app_header" else ""
    return Element(Row("", "", "in", block, ""), path, None)


def times_forgotten() -> int:
    """How often all tags were forgotten: whoever keeps elements from before keeps all that was known with them."""
    return _Children.forgotten


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in file order."""
    text = (files("watchgate.gate.records") / "data" / "elements.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Row(*line) for line in lines)


@cache
def _blocks() -> dict[str, dict[str, Row]]:
    blocks: dict[str, dict[str, Row]] = {}
    for row in rows():
        block = blocks.setdefault(row.block, {})
        assert row.element not in block, f"{row.block}/{row.element} stands twice in elements.tsv"
        block[row.element] = row
    return blocks

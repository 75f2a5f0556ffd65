"""The tree of RFC 6962, against known answers and against its own definition."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchgate.ledger.log_tree import LogTree, node_number, nodes_after
from watchgate.ledger.merkle import (
    EMPTY_ROOT,
    check_consistency_path,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
    range_root,
    root_of,
    subtrees_of,
)

# Known answers: the reference inputs and roots of the Certificate Transparency project
# (google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc and its Go twin transparency-dev/merkle,
# testonly/constants.go, Apache-2.0), which are facts computed by independent programs. Written down 2026-11-22.
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATHS = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
}
CONSISTENCY = {
    (1, 8): PATHS[0, 8],
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}

LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
sizes = st.integers(1, 200)


def _leaves(count: int) -> list[bytes]:
    return [leaf_hash(index.to_bytes(4, "big")) for index in range(count)]


def _defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, as it is written there."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + _defined_root(leaves[:split]) + _defined_root(leaves[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_known_ones(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == EMPTY_ROOT


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_inclusion_paths_are_the_known_ones(index: int, size: int) -> None:
    path = inclusion_path(subtrees_of(LEAVES[:size]), index, size)
    assert tuple(part.hex() for part in path) == PATHS[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_paths_are_the_known_ones(old: int, new: int) -> None:
    path = consistency_path(subtrees_of(LEAVES[:new]), old, new)
    assert tuple(part.hex() for part in path) == CONSISTENCY[old, new]


@given(sizes)
def test_the_root_is_the_one_the_standard_defines(size: int) -> None:
    leaves = _leaves(size)
    assert root_of(leaves) == _defined_root(leaves)
    assert range_root(subtrees_of(leaves), 0, size) == _defined_root(leaves)


@given(sizes, st.data())
def test_every_leaf_is_proved_and_nothing_else_is(size: int, data: st.DataObject) -> None:
    leaves, index = _leaves(size), data.draw(st.integers(0, size - 1))
    root, path = root_of(leaves), inclusion_path(subtrees_of(leaves), index, size)
    assert check_inclusion(leaves[index], index, size, path, root)
    assert not check_inclusion(leaf_hash(b"other"), index, size, path, root)
    assert not check_inclusion(leaves[index], size, size, path, root)
    assert not check_inclusion(leaves[index], -1, size, path, root)
    assert not check_inclusion(leaves[index], index, size, (*path, bytes(32)), root)
    for other in range(size):
        assert check_inclusion(leaves[index], other, size, path, root) is (other == index)
    for part in range(len(path)):
        assert not check_inclusion(leaves[index], index, size, _flipped(path, part, data), root)
        assert not check_inclusion(leaves[index], index, size, path[:part], root)


@given(sizes, st.data())
def test_a_log_is_proved_to_continue_an_older_one_and_no_other(size: int, data: st.DataObject) -> None:
    leaves, old = _leaves(size), data.draw(st.integers(0, size))
    path = consistency_path(subtrees_of(leaves), old, size)
    old_root, root = root_of(leaves[:old]), root_of(leaves)
    assert check_consistency_path(old, size, old_root, root, path)
    rewritten = [leaf_hash(b"rewritten"), *leaves[1:]]
    if old:
        assert not check_consistency_path(old, size, root_of(rewritten[:old]), root, path)
        forged = consistency_path(subtrees_of(rewritten), old, size)
        assert not check_consistency_path(old, size, old_root, root_of(rewritten), forged)
    assert not check_consistency_path(old, size, old_root, root, (*path, bytes(32)))
    assert not check_consistency_path(size + 1, size, old_root, root, path)
    for part in range(len(path)):
        assert not check_consistency_path(old, size, old_root, root, _flipped(path, part, data))


def test_the_incremental_log_gives_root_and_nodes_of_the_whole() -> None:
    leaves, tree, stored = _leaves(150), LogTree(), list[bytes]()
    whole = subtrees_of(leaves)

    def subtree(level: int, index: int) -> bytes:
        return leaves[index] if level == 0 else stored[node_number(level, index) - 1]

    for size, leaf in enumerate(leaves, 1):
        assert nodes_after(tree.size) == len(stored)
        stored += tree.append(leaf)
        assert tree.root() == root_of(leaves[:size])
        assert LogTree.load(size, subtree).root() == tree.root()
    for level in range(1, 8):
        for index in range(150 >> level):
            assert subtree(level, index) == whole(level, index)


def _flipped(path: tuple[bytes, ...], part: int, data: st.DataObject) -> tuple[bytes, ...]:
    byte = data.draw(st.integers(0, 31))
    changed = bytearray(path[part])
    changed[byte] ^= 1 << data.draw(st.integers(0, 7))
    return (*path[:part], bytes(changed), *path[part + 1 :])

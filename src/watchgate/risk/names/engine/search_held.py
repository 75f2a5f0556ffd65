"""Held: the columns of a segment that the kernels of a search read, as one argument."""

from __future__ import annotations

from typing import NamedTuple

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.near_two import Pairs
from watchgate.risk.names.engine.reach import FILE
from watchgate.risk.names.engine.segment import Segment
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.words_bones import bone_table


class Held(NamedTuple):
    """See `segment.py` and the tables' encoders for what is in each."""

    row: Array
    row_at: Array
    split: Array
    post: Array
    post_at: Array
    facts: Array
    begins: Array
    records: Array
    letters: Array
    pair_words: Array
    pair_weight: Array
    pair_records: Array
    pair_letters: Array
    word_starts: Array
    word_entries: Array
    pair_starts: Array
    pair_entries: Array
    bones: Array
    reach_slots: Array
    reach_at: Array
    reach: Array
    reach_value: Array
    reach_file: Array
    name_flags: Array
    name_party: Array
    name_row_at: Array
    reading: Array
    reading_at: Array
    key: Array
    key_bucket: Array
    key_name_at: Array
    key_name: Array
    known: Array
    known_at: Array
    born: Array
    gone: Array


def held(made: Segment) -> Held:
    """What a search reads of a segment."""
    tables, found = made.tables, made.found
    return Held(
        row=found["row"],
        row_at=found["row_at"],
        split=found["split"],
        post=found["post"],
        post_at=found["post_at"],
        facts=tables.words["facts"],
        begins=found["begins"],
        records=tables.words["record"].reshape(-1),
        letters=tables.words["letters"],
        pair_words=found["pair_words"],
        pair_weight=found["pair_weight"],
        pair_records=tables.pairs["record"].reshape(-1),
        pair_letters=tables.pairs["letters"],
        word_starts=found["word_starts"],
        word_entries=found["word_entries"],
        pair_starts=found["pair_starts"],
        pair_entries=found["pair_entries"],
        bones=bone_table(),
        reach_slots=found["reach_slots"],
        reach_at=found["reach_at"],
        reach=found["reach"],
        reach_value=found["reach_value"],
        reach_file=found[FILE],
        name_flags=tables.names["flags"],
        name_party=found["name_party"],
        name_row_at=found["name_row_at"],
        reading=tables.names["reading"],
        reading_at=found["reading_at"],
        key=found["key"],
        key_bucket=found["key_bucket"],
        key_name_at=found["key_name_at"],
        key_name=found["key_name"],
        known=tables.parties["known"],
        known_at=found["known_at"],
        born=tables.parties["born"],
        gone=tables.parties["gone"],
    )


@inlined
def pairs_of(held: Held) -> Pairs:
    """What of it is about pairs of neighbours."""
    return Pairs(
        held.pair_words,
        held.records,
        held.letters,
        held.facts,
        held.pair_records,
        held.pair_letters,
        held.pair_starts,
        held.pair_entries,
        held.bones,
    )

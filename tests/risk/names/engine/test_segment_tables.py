"""Tables are merged without analysing a name again, and say the same as tables made at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from support.engine_parties import random_parties, tables_of
from watchgate.risk.names.engine.build_encoders import texts
from watchgate.risk.names.engine.search_look import first_letter
from watchgate.risk.names.engine.segment import (
    CORE,
    HEAD,
    INITIALS,
    LIGHT,
    LONG,
    MORE,
    NOBODY,
    OF_INITIALS,
    OF_PERSON,
    OF_WEAK,
    OTHER_BITS,
    PERSON,
    POSTING,
    RECORD_MASK,
    TRANSLATED,
    WEAK,
    WEIGHT_LOW,
    WORDS,
    segment,
)
from watchgate.risk.names.engine.segment_tables import Tables, chosen, merged
from watchgate.risk.names.engine.word_facts import FIRST_LETTERS
from watchgate.risk.names.engine.words_read import weight_of


def _assert_same(one: Tables, other: Tables) -> None:
    for table in one._fields:
        left, right = getattr(one, table), getattr(other, table)
        assert left.keys() == right.keys()
        for column in left:
            assert left[column].dtype == right[column].dtype, f"{table}.{column}"
            assert np.array_equal(left[column], right[column]), f"{table}.{column}"


def test_merged_tables_are_those_made_at_once() -> None:
    parties = random_parties(60, 1)
    parts = [tables_of(parties[:20]), tables_of([]), tables_of(parties[20:21]), tables_of(parties[21:])]
    _assert_same(merged(parts), tables_of(parties))


def test_chosen_parties_keep_their_names_and_words() -> None:
    parties = random_parties(30, 2)
    some = [3, 4, 17]
    kept = chosen(tables_of(parties), np.array(some, dtype=np.int64))
    _assert_same(
        merged([kept, tables_of(parties)]), merged([tables_of([parties[i] for i in some]), tables_of(parties)])
    )


def test_words_are_sorted_by_length_and_text() -> None:
    found = texts(tables_of(random_parties(60, 3)).words)
    assert found == sorted(found, key=lambda text: (len(text), text))
    assert "김정은" not in found  # words are compared as they sound in Latin letters
    assert "zelenskyy" in found


def test_postings_of_a_word_are_the_records_that_hold_it() -> None:
    made = segment(tables_of(random_parties(80, 4)))
    found, words = made.found, made.tables.words
    record, row_at = found["row"].tolist(), found["row_at"].tolist()
    kinds = (words["facts"] >> 8 & 7) - 1
    weights = words["facts"] & 255
    holders: dict[int, set[int]] = {}
    translated = (made.tables.rows["flags"] & TRANSLATED) != 0
    assert (found["row_at"][translated] >= found["split"]).all()
    assert (found["row_at"][~translated] < found["split"]).all()
    for row, start in enumerate(row_at):
        count = record[start + 1] >> WORDS
        held = record[start + HEAD : start + HEAD + count]
        at = made.tables.rows["word_at"]
        assert held == made.tables.rows["word"][at[row] : at[row + 1]].tolist()
        assert record[start + 2] & 0xFFFF == weights[held].sum()
        assert record[start + 2] >> CORE == sum(weights[word] for word in held if kinds[word] not in (1, 3, 4))
        assert record[start + 3] == sum(weights[word] for word in held if kinds[word] in (4, 6))
        for word in held:
            holders.setdefault(word, set()).add(start)
    long = 0
    for word, kind in enumerate(kinds.tolist()):
        start, end = found["post_at"][word] * POSTING, found["post_at"][word + 1] * POSTING
        post = _whole(found["post"][start:end].reshape(-1, POSTING).astype(np.int64).tolist())
        assert [one[0] & RECORD_MASK for one in post] == ([] if kind in (4, 6) else sorted(holders[word]))
        for head, *others in post:
            start = head & RECORD_MASK
            held = record[start + HEAD : start + HEAD + (record[start + 1] >> WORDS)]
            looked_up = {one for one in held if kinds[one] not in (4, 6)} - {word}
            named = {one & NOBODY for one in others} - {NOBODY}
            long += len(named) > POSTING - 1
            assert named <= looked_up if head & MORE else named == looked_up
            for flag, told in ((WEAK, OF_WEAK), (PERSON, OF_PERSON)):
                assert bool(head & told) == bool(record[start + 1] & flag)
            low, high, light = (one >> OTHER_BITS for one in others[:3])
            assert bool(high & OF_INITIALS) == bool(record[start + 1] & INITIALS)
            assert low | (high & OF_INITIALS - 1) << WEIGHT_LOW == weights[held].sum()
            assert head & MORE or light & (1 << LIGHT) - 1 == record[start + 3]
    assert long > 20


def _whole(post: list[list[int]]) -> list[list[int]]:
    """Postings of which the others are all in one: three, or six where three more follow."""
    made = []
    numbers = iter(post)
    for one in numbers:
        if one[POSTING - 1] >> LONG & 1:
            record, *more = next(numbers)
            assert record == one[0] & RECORD_MASK
            made.append([*one, *more])
        else:
            made.append(one)
    return made


def test_postings_of_a_pair_are_the_records_that_hold_it() -> None:
    made = segment(tables_of(random_parties(80, 4)))
    found, rows = made.found, made.tables.rows
    holders: dict[int, set[int]] = {}
    for row, start in enumerate(found["row_at"].tolist()):
        for pair in rows["pair"][rows["pair_at"][row] : rows["pair_at"][row + 1]].tolist():
            holders.setdefault(pair, set()).add(start)
    at = found["post_at"][len(made.tables.words["facts"]) + 1 :].tolist()
    assert len(at) == len(made.tables.pairs["record"]) + 1 > 50
    for pair, (start, end) in enumerate(pairwise(at)):
        assert found["post"][start:end].tolist() == sorted(holders[pair])


def test_names_are_found_by_their_keys() -> None:
    made = segment(tables_of(random_parties(80, 5)))
    names = made.tables.names
    found = made.found
    assert len(names["key"]) > 50
    for name, (start, end) in enumerate(zip(names["key_at"][:-1], names["key_at"][1:], strict=True)):
        for key in names["key"][start:end]:
            place = int(np.searchsorted(found["key"], key))
            assert found["key"][place] == key
            assert name in found["key_name"][found["key_name_at"][place] : found["key_name_at"][place + 1]]
            top = int(key) >> 52
            assert found["key_bucket"][top] <= place < found["key_bucket"][top + 1]


def test_what_is_asked_of_many_words_and_pairs_is_what_their_facts_and_records_say() -> None:
    made = segment(tables_of(random_parties(60, 5)))
    words, pairs = made.tables.words, made.tables.pairs
    begins = [first_letter(fact) & FIRST_LETTERS - 1 for fact in words["facts"].tolist()]
    assert made.found["begins"].tolist() == begins
    assert len(set(begins)) > 10
    weights = [weight_of(pairs["record"].reshape(-1), number) for number in range(len(pairs["weight"]))]
    assert made.found["pair_weight"].tolist() == weights
    assert weights

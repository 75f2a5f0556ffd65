"""Segment: parties that are never changed, with all that is derived from their tables so that names are found by words.

`row` is one array of records, one for each row, and `row_at` where each begins. A record is: the name's number; flags
and the number of words (`WORDS` bits up); the weight of all words, and of those a translation keeps (`CORE` bits up);
the weight of forms and particles; the numbers of the words; the numbers of the pairs of neighbours. The records of
translations (and of names read as an organisation's) come behind all others, from `split` on. The postings of a
word are the records that hold it, each once, in order; forms and particles have none. Those of the
pairs are the records alone. A posting of a word is POSTING numbers: the record,
with the flags OF_WEAK and MORE, and up to three other words of it that are looked up, -1 where there are fewer. Where
there are up to three more, LONG stands above the last, and POSTING numbers follow, the record and those. MORE
says that there may be others, or one twice, so that the record itself must be read. Most records need never be: what
they hold beside the word that led to them stands in the posting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.engine.build_encoders import placed
from watchgate.risk.names.engine.near_lookup import pair_lookup, word_lookup
from watchgate.risk.names.engine.near_two import Pairs
from watchgate.risk.names.engine.reach import FEWEST, reach
from watchgate.risk.names.engine.segment_columns import Array, Columns, Order, offsets, size, spread, take
from watchgate.risk.names.engine.segment_tables import Tables
from watchgate.risk.names.engine.word_facts import FIRST_LETTER, FIRST_LETTERS
from watchgate.risk.names.engine.words import Words
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_encode import FACTS
from watchgate.risk.names.engine.words_joined import LONGEST
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind

PERSON, TRANSLATED, INITIALS, WEAK = 1, 2, 4, 8
"""Flags of a row: its party is a person; it is a translation; a word of it is an initial; the name is a weak alias."""
WORDS = 8
CORE = 16
HEAD = 4
"""Where the words begin in a record."""
POSTING = 4
OTHERS = POSTING - 1
RECORD_BITS = 29
RECORD_MASK = (1 << RECORD_BITS) - 1
OF_WEAK, MORE, OF_PERSON = (1 << RECORD_BITS + bit for bit in range(3))
"""Bits of a posting's first number."""
OTHER_BITS = 25
NOBODY = (1 << OTHER_BITS) - 1
WEIGHT_LOW, WEIGHT_HIGH, LIGHT = 7, 5, 6
"""How many bits above the other words are the weight, and that of the light words."""
OF_INITIALS = 1 << WEIGHT_HIGH
"""Bit of what stands above the second of the other words."""
LONG = 31
"""The bit of the third of the other words that says that three others follow."""
BUCKET_BITS = 12
"""Keys are looked up by so many of their highest bits, then by halving."""

_FREE = (Kind.GENERIC, Kind.FORM, Kind.NUMBER)
"""`score.free_in_translation`."""


class Segment(NamedTuple):
    """`tables`: what it was made of. `found`: what is derived. Read `gone` in the tables for who is still there."""

    tables: Tables
    found: Mapping[str, Array]

    @property
    def parties(self) -> int:
        """How many versions of parties it holds."""
        return size(self.tables.parties)


def segment(tables: Tables, fewest: int = FEWEST) -> Segment:
    """The segment of these tables; of so many words or more, with what is near each of them (`reach.py`).

    Such a segment is worth keeping in a file, so its pairs are put in order for that.
    """
    if size(tables.words) >= fewest:
        tables = _kept_first(tables)
    tables = tables._replace(words=placed(tables.words), pairs=placed(tables.pairs))
    names, rows, words = tables.names, tables.rows, tables.words
    name_row_at = offsets(names["rows"])
    if size(words) >= NOBODY:
        raise ValueError(f"a segment has room for {NOBODY} words, not {size(words)}: build it of fewer parties")
    row_at, split, record = _records(tables, np.repeat(np.arange(size(names)), names["rows"]))
    if len(record) > RECORD_MASK:
        raise ValueError("a segment has no room for so many names: build it of fewer parties")
    probed = ~_is(words["facts"], GRANTED)
    post_at, post = _postings(rows["word"], rows["word_at"], row_at, record, probed)
    pair_post_at, pair_post = _pair_postings(rows["pair"], rows["pair_at"], row_at, size(tables.pairs))
    party_name_at = offsets(tables.parties["names"])
    party_of_key = np.argsort(tables.parties["key"], kind="stable")
    words_as_read = Words(words["record"].reshape(-1), words["letters"])
    pairs_as_read = Words(tables.pairs["record"].reshape(-1), tables.pairs["letters"])
    by_word, by_pair = word_lookup(words_as_read), pair_lookup(pairs_as_read)
    pair_words = _pair_words(tables)
    pairs_known = Pairs(
        pair_words,
        *words_as_read,
        words["facts"],
        *pairs_as_read,
        by_pair.starts,
        by_pair.entries,
        bone_table(),
    )
    found: dict[str, Array] = {
        "word_starts": by_word.starts,
        "word_entries": by_word.entries,
        "pair_starts": by_pair.starts,
        "pair_entries": by_pair.entries,
        "begins": (words["facts"] >> FIRST_LETTER & FIRST_LETTERS - 1).astype(np.uint8),
        "pair_words": pair_words,
        "pair_weight": tables.pairs["weight"].astype(np.uint8),
        **reach(pairs_known, ~probed, by_word, fewest),
        "row": record,
        "row_at": row_at.astype(np.int32),
        "split": split,
        "name_row_at": name_row_at.astype(np.int32),
        "name_party": np.repeat(np.arange(size(tables.parties)), tables.parties["names"]).astype(np.int32),
        "reading_at": _narrow(names["reading_at"]),
        "known_at": _narrow(tables.parties["known_at"]),
        "party_name_at": party_name_at.astype(np.int32),
        "party_key": tables.parties["key"][party_of_key],
        "party_of_key": party_of_key.astype(np.int32),
        "post": np.concatenate([post, pair_post]),
        "post_at": np.concatenate([post_at, pair_post_at + len(post)]).astype(np.int32),
        **_keyed(names["key"], names["key_at"]),
    }
    return Segment(tables, found)


def _records(tables: Tables, name: Order) -> tuple[Order, Order, npt.NDArray[np.int32]]:
    rows, facts = tables.rows, tables.words["facts"]
    sizes = np.diff(rows["word_at"])
    pairs = np.diff(rows["pair_at"])
    translated = (rows["flags"] & TRANSLATED) != 0
    behind = np.argsort(translated, kind="stable")
    ends = offsets((HEAD + sizes + pairs)[behind])
    starts = np.empty(len(sizes), dtype=np.int64)
    starts[behind] = ends[:-1]
    split = ends[[len(sizes) - int(np.count_nonzero(translated))]]
    row_of_word = np.repeat(np.arange(len(sizes)), sizes)
    weights = facts & 255
    light = np.where(_is(facts, GRANTED), weights, 0)
    core = np.where(_is(facts, _FREE), 0, weights)
    word = rows["word"]
    weak = (tables.names["flags"][name] & 1) != 0
    initials = np.bincount(row_of_word, _is(facts, (Kind.INITIAL,))[word], len(sizes)) > 0
    flags = rows["flags"] | np.where(initials, INITIALS, 0) | np.where(weak, WEAK, 0)
    record = np.empty(int(ends[-1]), dtype=np.int32)
    record[starts] = name
    record[starts + 1] = flags | sizes << WORDS
    record[starts + 2] = _sums(weights[word], row_of_word, sizes) | _sums(core[word], row_of_word, sizes) << CORE
    record[starts + 3] = _sums(light[word], row_of_word, sizes)
    record[spread(starts + HEAD, sizes)] = word
    record[spread(starts + HEAD + sizes, pairs)] = rows["pair"]
    return starts, split, record


def _pair_words(tables: Tables) -> npt.NDArray[np.int32]:
    """The two words of each pair; -1 of what is of an abjad, or long, or nobody bears: its record says what it is."""
    rows, pairs = tables.rows, tables.pairs
    found = np.full((size(pairs), 2), -1, dtype=np.int32)
    first = spread(rows["word_at"][:-1], np.diff(rows["pair_at"]))
    kept = _is_kept(pairs)
    borne = rows["pair"] >= 0
    borne[borne] = ~kept[rows["pair"][borne]]
    found[rows["pair"][borne]] = np.stack([rows["word"][first[borne]], rows["word"][first[borne] + 1]], axis=1)
    return found.reshape(-1)


def _kept_first(tables: Tables) -> Tables:
    """Pairs of which the record is read before all others: a file is read in by pages, so the others take no memory."""
    kept = _is_kept(tables.pairs)
    order = np.argsort(~kept, kind="stable")
    place = np.empty(len(order) + 1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1  # of what is no pair
    return tables._replace(pairs=take(tables.pairs, order), rows={**tables.rows, "pair": place[tables.rows["pair"]]})


def _is_kept(pairs: Columns) -> npt.NDArray[np.bool_]:
    """Of which pairs the record is read, whatever their words are."""
    facts = pairs["record"][:, FACTS]
    kept: npt.NDArray[np.bool_] = ((facts >> _ABJAD & 1) != 0) | ((facts >> _TEXT_SIZE & 0xFFFF) > LONGEST)
    return kept


_ABJAD, _TEXT_SIZE = 12, 17
"""Where the record of a pair says whether it is of an abjad, and how many letters it has (`words.py`)."""


def _narrow(at: Order) -> npt.NDArray[np.int32]:
    """Where things begin, in half the room: it is asked for at every name that is met."""
    if at[-1] > np.iinfo(np.int32).max:
        raise ValueError("a segment has no room for so much that is known of names: build it of fewer parties")
    return at.astype(np.int32)


def _sums(values: Order, row: Order, sizes: Order) -> Order:
    return np.bincount(row, values, len(sizes)).astype(np.int64)


def _is(facts: Order, kinds: tuple[Kind, ...]) -> npt.NDArray[np.bool_]:
    """Which words are of one of `kinds` (`word_facts.py`)."""
    mask = sum(1 << kind + 1 for kind in kinds)
    is_one: npt.NDArray[np.bool_] = (mask >> (facts >> 8 & 7) & 1) != 0
    return is_one


def _postings(
    number: npt.NDArray[np.int32],
    at: Order,
    row_at: Order,
    record: npt.NDArray[np.int32],
    held: npt.NDArray[np.bool_],
) -> tuple[Order, npt.NDArray[np.uint32]]:
    """By number of a word or pair, the postings of the records that hold it; none of what is not `held`."""
    row = np.repeat(np.arange(len(row_at), dtype=np.int64), np.diff(at))
    kept = number >= 0
    kept[kept] = held[number[kept]]
    written = np.bincount(row[kept], minlength=len(row_at))
    both = np.unique(row[kept] << 32 | number[kept])
    row, word = both >> 32, (both & 0xFFFFFFFF).astype(np.int32)
    counts = np.bincount(row, minlength=len(row_at))
    long = (counts > POSTING) & (counts <= _MOST_TOLD)
    more = (counts > _MOST_TOLD) | (written > counts)  # a word that stands twice may meet two words of a query
    place = np.arange(len(row)) - (np.cumsum(counts) - counts)[row]
    words = np.full((len(row_at), _MOST_TOLD), NOBODY, dtype=np.uint32)
    within = place < _MOST_TOLD
    words[row[within], place[within]] = word[within]
    others = words[row[:, None], _ALL_BUT[np.minimum(place, _MOST_TOLD - 1)]]
    order = np.argsort(word.astype(np.int64) << 32 | row_at[row])
    heads, above = _told(row_at, record, more, long)
    sizes = 1 + long[row[order]].astype(np.int64)
    ends = np.cumsum(sizes)
    post = np.empty((int(ends[-1]) if len(ends) else 0, POSTING), dtype=np.uint32)
    post[ends - sizes, 0] = heads[row[order]]
    post[ends - sizes, 1:] = others[order, :OTHERS] | above[row[order]]
    twofold = order[sizes > 1]
    post[ends[sizes > 1] - 1, 0] = row_at[row[twofold]]
    post[ends[sizes > 1] - 1, 1:] = others[twofold, OTHERS:]
    return offsets(np.bincount(word[order], sizes, len(held)).astype(np.int64)), post.reshape(-1)


def _pair_postings(number: npt.NDArray[np.int32], at: Order, row_at: Order, pairs: int) -> tuple[Order, Array]:
    """By number of a pair the records that hold it, each once."""
    row = np.repeat(np.arange(len(row_at), dtype=np.int64), np.diff(at))
    kept = number >= 0
    both = np.unique(number[kept].astype(np.int64) << 32 | row_at[row[kept]])
    return offsets(np.bincount(both >> 32, minlength=pairs)), (both & 0xFFFFFFFF).astype(np.uint32)


def _told(
    row_at: Order, record: npt.NDArray[np.int32], more: npt.NDArray[np.bool_], long: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """What the postings of each row say of it: the first number, and what stands above the other words."""
    flags = record[row_at + 1]
    weight, light = record[row_at + 2] & (1 << CORE) - 1, record[row_at + 3]
    more = more | (weight >> WEIGHT_LOW + WEIGHT_HIGH > 0) | (light >> LIGHT > 0)
    head = row_at | np.where(more, MORE, 0)
    for own, told in ((WEAK, OF_WEAK), (PERSON, OF_PERSON)):
        head |= np.where((flags & own) != 0, told, 0)
    above = np.empty((len(row_at), OTHERS), dtype=np.int64)
    above[:, 0] = weight & (1 << WEIGHT_LOW) - 1
    above[:, 1] = (weight >> WEIGHT_LOW & (1 << WEIGHT_HIGH) - 1) | np.where((flags & INITIALS) != 0, OF_INITIALS, 0)
    above[:, 2] = light & (1 << LIGHT) - 1 | np.where(long, 1 << LONG - OTHER_BITS, 0)
    return head.astype(np.uint32), (above << OTHER_BITS).astype(np.uint32)


_MOST_TOLD = 1 + 2 * OTHERS
"""Words of a record that its postings tell, the one that leads to it among them."""
_ALL_BUT = np.array([[other for other in range(_MOST_TOLD) if other != one] for one in range(_MOST_TOLD)])


def _keyed(key: npt.NDArray[np.uint64], at: Order) -> dict[str, Array]:
    """Names by key: distinct keys in order, the names of each, and where keys of each highest bits begin."""
    name = np.repeat(np.arange(len(at) - 1, dtype=np.int32), np.diff(at))
    order = np.argsort(key, kind="stable")
    known, first = np.unique(key[order], return_index=True)
    tops = np.arange(1, 1 << BUCKET_BITS, dtype=np.uint64) << np.uint64(64 - BUCKET_BITS)
    inner = np.searchsorted(known, tops)
    return {
        "key": known,
        "key_name_at": np.append(first, len(key)).astype(np.int32),
        "key_name": name[order],
        "key_bucket": np.concatenate([[0], inner, [len(known)]]).astype(np.int32),
    }

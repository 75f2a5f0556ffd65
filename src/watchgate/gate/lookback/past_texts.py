"""Past texts by their words: those in which a listed name may stand, found without reading the others.

The search for names in texts (`risk/texts`), the other way round: there the words of a text are looked up among listed
words, here the words of a listed name among those of all texts, by the same keys, and the same bound says how much of
a name a text must hold. Numbers are kept apart, in few bytes: most stand in one text alone. Every text that is found is
then read by the gate's own search.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.gate.decide.hashed import Hashed, KeptHashed
from watchgate.gate.lookback.kept_array import KeptArray, KeptLists, kept_array, kept_lists
from watchgate.gate.lookback.past_spoken import KeptTold, PastSpoken
from watchgate.model.party import NameKind, Party
from watchgate.risk.names.alignment import Joined, join, join_similarity
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.party import WEAK_CEILING
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.similarity import GRANTED, SAME
from watchgate.risk.names.token import WEIGHT_NUMBER, Kind, Token
from watchgate.risk.texts.bound import bound_of
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.listed_names import ListedNames
from watchgate.risk.texts.one_edit import KeptEdits, OneEdit
from watchgate.risk.texts.seen import told_by
from watchgate.risk.texts.windows import Pieces
from watchgate.risk.texts.words import KeptWords, Words
from watchgate.risk.texts.work import TooMuchTextError

Numbers = npt.NDArray[np.int32]
DIGITS_COMPARED = 18
"""Of a number, the last ones."""


class KeptTexts(msgspec.Struct, frozen=True, array_like=True):
    """All of it. `pairs`: each with its consonants."""

    texts: list[str]
    sources: list[int]
    translated: KeptArray
    words: KeptWords
    with_word: KeptLists
    pairs: list[tuple[Joined, str]]
    with_pair: KeptLists
    pairs_edited: KeptEdits
    numbers: KeptHashed
    spoken: KeptTold


class PastTexts:
    """Texts, each with the number of what it was read from. `threshold` (1-920): of the policy; no text is asked about
    below it."""

    def __init__(self, threshold: int, kept: KeptTexts | None = None) -> None:
        self.threshold = threshold
        self._bound = bound_of(threshold)
        self._texts: list[str] = []
        self._sources: list[int] = []
        self._translated = array("b")
        self._words = Words(self._bound.least)
        self._with_word: list[array[int]] = []
        self._pairs: dict[Joined, int] = {}
        self._paired: list[Joined] = []
        self._consonants: list[str] = []
        self._with_pair: list[array[int]] = []
        self._pairs_edited = OneEdit()
        self._pairs_by_bones: dict[tuple[bool, str], list[int]] = defaultdict(list)
        self._numbers = Hashed()
        self._spoken = PastSpoken(threshold)
        if kept is not None:
            self._restore(kept)

    def kept(self) -> KeptTexts:
        """What may be kept of it."""
        return KeptTexts(
            texts=self._texts,
            sources=self._sources,
            translated=kept_array(np.frombuffer(self._translated, dtype=np.int8)),
            words=self._words.kept(),
            with_word=kept_lists(map(_numbers, self._with_word)),
            pairs=list(zip(self._paired, self._consonants, strict=True)),
            with_pair=kept_lists(map(_numbers, self._with_pair)),
            pairs_edited=self._pairs_edited.kept(),
            numbers=self._numbers.kept(()),
            spoken=self._spoken.kept(),
        )

    def _restore(self, kept: KeptTexts) -> None:
        self._texts, self._sources = kept.texts, kept.sources
        self._translated = array("b", kept.translated.array().tobytes())
        self._words = Words(self._bound.least, kept.words)
        self._with_word = [array("i", one.tobytes()) for one in kept.with_word.lists()]
        self._with_pair = [array("i", one.tobytes()) for one in kept.with_pair.lists()]
        self._pairs_edited = OneEdit(kept.pairs_edited)
        self._numbers = Hashed(kept.numbers)
        self._spoken = PastSpoken(self.threshold, kept.spoken)
        for number, (both, bones) in enumerate(kept.pairs):
            self._pairs[both] = number
            self._paired.append(both)
            self._consonants.append(bones)
            self._pairs_by_bones[both.abjad, bones].append(number)

    @property
    def sources(self) -> Sequence[int]:
        """What the texts were read from, in order of arrival."""
        return self._sources

    def add(self, source: int, text: str) -> None:
        """One more text."""
        number = len(self._texts)
        self._texts.append(text)
        self._sources.append(source)
        told = told_by(Pieces(text))
        self._translated.append(told.translated)
        for digits in told.numbers:
            self._numbers.add(_hash(digits), number)
        for word in told.words:
            if _is_number(word):
                self._numbers.add(_hash(word.text), number)
                continue
            place = self._words.add(word, across=True)
            if place == len(self._with_word):
                self._with_word.append(array("i"))
            self._with_word[place].append(number)
        for both in told.pairs:
            self._with_pair[self._pair(both)].append(number)
        self._spoken.add(number, told.syllables)

    def touched(self, party: Party) -> set[int]:
        """What the texts were read from in which one of the party's names stands."""
        found: set[int] = set()
        for name in party.names if self._texts else ():
            if name.kind != NameKind.WEAK or self.threshold <= WEAK_CEILING:
                found.update(self._may_hold(analyse(name.text), person=may_be_person(party.schema)))
        if not found:
            return set()
        index = TextIndex(self.threshold)
        index.add(party)
        return {self._sources[one] for one in found if _holds(index, self._texts[one])}

    def __len__(self) -> int:
        return len(self._texts)

    def _may_hold(self, name: Analysis, *, person: bool) -> Iterator[int]:
        listed = ListedNames(self._bound)
        listed.add(0, name, person=person)
        gained, met = np.zeros(len(self._texts)), np.zeros(len(self._texts), dtype=np.bool_)
        for row in map(listed.rows.__getitem__, range(len(listed.rows))):
            gained[:], met[:] = 0.0, False
            for tokens in self._ways(row.tokens):
                best = np.zeros(len(self._texts))
                for texts, gain in tokens:
                    best[texts] = np.maximum(best[texts], gain)
                    met[texts] = True
                gained += best
            granted = listed.granted(row)
            need = np.where(np.frombuffer(self._translated, dtype=np.int8) != 0, row.need_translated, row.need)
            # Where light words and initials may be enough a word of the name still has to be there, whatever it gains.
            yield from np.flatnonzero(met & (gained >= need - granted)).tolist()
        yield from self._spoken.texts(name)

    def _ways(self, tokens: Sequence[Token]) -> Iterator[list[tuple[Numbers, float]]]:
        """For each word of a row, and each two neighbours as one: the texts that hold it, and the most it gains."""
        counted = [one for one in tokens if one.kind not in GRANTED and one.kind != Kind.INITIAL]
        for token, near in zip(counted, self._words.near(counted, bones=True), strict=True):
            gain = self._bound.gain
            if _is_number(token):
                texts = np.fromiter(self._numbers.of(_hash(token.text)), dtype=np.int32)
                yield [(texts, gain(token.weight, WEIGHT_NUMBER, SAME))]
                continue
            found = [
                (number, gain(token.weight, self._words.tokens[number].weight, similarity))
                for number, similarity in near
            ]
            ways = [(_numbers(self._with_word[number]), most) for number, most in found]
            for number in self._pairs_like(token):
                both = self._paired[number]
                similarity = join_similarity(both, token)[0]
                if similarity >= self._bound.least:
                    ways.append((_numbers(self._with_pair[number]), gain(token.weight, both.weight, similarity)))
            yield ways
        for first, second in pairwise(tokens):
            joined = join(first, second)
            if joined is not None:
                yield list(self._as_one(joined))

    def _as_one(self, both: Joined) -> Iterator[tuple[Numbers, float]]:
        (edited,) = self._words.one_edit([both.text])
        across = self._words.with_bones(both.bones.consonants, abjad=not both.abjad, bones=True)
        for number in dict.fromkeys((*self._words.with_text(both.text), *edited, *across)):
            word = self._words.tokens[number]
            similarity = join_similarity(both, word)[0]
            gain = self._bound.gain(both.weight, word.weight, similarity)
            if word.kind <= Kind.GENERIC and similarity >= self._bound.least:
                yield _numbers(self._with_word[number]), gain

    def _pairs_like(self, word: Token) -> Iterator[int]:
        (edited,) = self._pairs_edited.near([word.text])
        across = self._pairs_by_bones.get((not word.abjad, word.skeleton), ())
        yield from dict.fromkeys((*edited, *across))

    def _pair(self, both: Joined) -> int:
        number = self._pairs.get(both)
        if number is None:
            number = self._pairs[both] = len(self._paired)
            self._paired.append(both)
            self._with_pair.append(array("i"))
            self._pairs_edited.append(both.text)
            self._consonants.append(both.bones.consonants)
            self._pairs_by_bones[both.abjad, self._consonants[-1]].append(number)
        return number


def _is_number(word: Token) -> bool:
    """Whether it meets the same number and nothing else."""
    return word.kind == Kind.NUMBER and word.text.isdecimal()


def _hash(digits: str) -> int:
    """Equal where the numbers are; a text in which another number has the same is read for nothing."""
    return int(digits[-DIGITS_COMPARED:])


def _holds(index: TextIndex, text: str) -> bool:
    """Whether a name stands in it; a text too heavy to be compared is held for that, and looked at again."""
    try:
        return bool(index.spotted(text))
    except TooMuchTextError:
        return True


def _numbers(found: array[int]) -> Numbers:
    return np.frombuffer(found, dtype=np.int32)

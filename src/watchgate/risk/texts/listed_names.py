"""The names texts are searched for: rows of words, and those rows of which enough may stand in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.similarity import GRANTED, INITIAL, SAME, VARIANT
from watchgate.risk.names.token import WEIGHT_INITIAL, Kind, Token
from watchgate.risk.texts.bound import Bound
from watchgate.risk.texts.kept_names import KeptNames, KeptRow
from watchgate.risk.texts.measure import Measure, freed_numbers
from watchgate.risk.texts.of_letters import letters_of
from watchgate.risk.texts.on_demand import OnDemand
from watchgate.risk.texts.pairs import Pairs
from watchgate.risk.texts.row import NO_NUMBER, NO_PART, Covered, Part, Parts, Row
from watchgate.risk.texts.sight import Sight
from watchgate.risk.texts.signature import LIGHTEST, initial_gain, letter_gain, signatures, stands_for
from watchgate.risk.texts.standing import Asked
from watchgate.risk.texts.words import Near, Words

NO_COVER = (*GRANTED, Kind.INITIAL)
Gain = tuple[int, float]


class ListedNames:
    """Rows by number, in order of arrival; those of names that are gone stay, and whoever asks leaves them out.

    `plain`: by the number of a word, or pair, the rows whose signature it is in, for texts of Latin words; `rich`: for
    others. `of_letters`: rows of names of single letters, with these. `asked`: of each row what words and pairs have to
    gain, their numbers, what initials may gain for them, and what of each gain does not count in a translation.
    `lettered`: what rows with words of one letter, or initials of an organisation, lack more in texts without single
    letters.
    """

    def __init__(self, bound: Bound, kept: KeptNames | None = None) -> None:
        self.bound = bound
        self.rows: OnDemand[Row] = OnDemand()
        self.words = Words(bound.least, kept.words if kept is not None else None)
        self.pairs = Pairs(bound.least)
        self.plain: dict[int, list[int]] = defaultdict(list, kept.plain if kept is not None else {})
        self.rich: dict[int, list[int]] = defaultdict(list, kept.rich if kept is not None else {})
        self._measure = Measure(bound)
        self._easy: dict[int, list[int]] = defaultdict(list)
        self.asked: list[Asked] = []
        self.lettered: dict[int, float] = kept.lettered if kept is not None else {}
        self.of_letters: list[tuple[int, str]] = kept.of_letters if kept is not None else []
        self._rows_with: dict[int, list[int]] = defaultdict(list)
        self._grown: list[tuple[int, int]] = []
        self._borne: list[int] = []
        if kept is not None:
            self._restore(kept)

    def kept(self) -> KeptNames:
        """What may be kept of it."""
        rows = [self.rows[number] for number in range(len(self.rows))]
        first = len(self.words.tokens)
        light: dict[Token, int] = {}
        joined: dict[int, tuple[int, int]] = {}
        kept: list[KeptRow] = []
        for row in rows:
            tokens = tuple(
                [
                    first + light.setdefault(one, len(light)) if number == NO_NUMBER else number
                    for number, one in zip(row.words, row.tokens, strict=True)
                ]
            )
            kept.append(
                KeptRow(
                    row.name,
                    tokens,
                    row.words,
                    row.pairs,
                    row.need,
                    row.need_translated,
                    row.granted,
                    row.person,
                    any(cost > 0 for cost in row.freed),
                )
            )
            for at, pair in enumerate(row.pairs):
                if pair != NO_NUMBER:
                    joined.setdefault(~pair, (tokens[at], tokens[at + 1]))
        return KeptNames(
            words=self.words.kept(),
            light=list(light),
            rows=kept,
            joined=[joined[number] for number in range(len(self.pairs))],
            pairs=self.pairs.kept(),
            plain=self.plain,
            rich=self.rich,
            easy=self._easy,
            asked=self.asked,
            rows_with=self._rows_with,
            borne=self._borne,
            lettered=self.lettered,
            of_letters=self.of_letters,
        )

    def _restore(self, kept: KeptNames) -> None:
        tokens = [*self.words.tokens, *kept.light]
        self.rows = OnDemand(len(kept.rows), lambda number: self._measure.kept(kept.rows[number], tokens))
        self.pairs = Pairs(self.bound.least, kept.pairs, lambda number: _joined(kept.joined[number], tokens))
        self._easy.update(kept.easy)
        self._rows_with.update(kept.rows_with)
        self.asked, self._borne = kept.asked, kept.borne
        self._grown = [(len(self.words.tokens), len(self.pairs))]

    def add(self, name: int, analysis: Analysis, *, person: bool) -> None:
        """The rows of a name. People are compared by their words as written alone."""
        spellings = (analysis.tokens,) if person else analysis.spellings
        for place, tokens in enumerate(spellings):
            self._add(name, tokens, person=person, translation=place >= analysis.written_spellings)

    @property
    def at(self) -> int:
        """How much there is; it only grows."""
        return len(self._grown)

    def new_since(self, at: int) -> int:
        """How many words and pairs have come since then."""
        words, pairs = self._grown[at - 1] if at else (0, 0)
        return len(self.words.tokens) - words + len(self.pairs) - pairs

    def granted(self, row: Row) -> float:
        """The most that light words and initials of a row gain, which are looked at in the windows alone, and what
        of a number is not in `bound`."""
        return row.granted + sum(max(0.0, one) for one in row.begins) - sum(min(0.0, one) for one in row.freed)

    def rows_with(self, numbers: Iterable[int]) -> dict[int, None]:
        """All rows in which one of these words or pairs is."""
        return dict.fromkeys([row for number in numbers for row in self._rows_with.get(number, ())])

    def easy_rows_with(self, numbers: Iterable[int]) -> list[int]:
        """Of these the rows of which light words and initials may be enough: there a word need gain nothing."""
        return [row for number in numbers if number in self._easy for row in self._easy[number]]

    def covers(self, words: Sequence[Token], *, bones: bool) -> list[list[Gain]]:
        """For each of `words` what it covers, with the gain: words by number, pairs by that number turned over (`~`).

        Light words and initials cover nothing here. By their bones only words are met of which these may be enough,
        unless `bones`.
        """
        asked = [one for one in words if one.kind not in NO_COVER]
        near = iter(zip(self.words.near(asked, bones=bones), self.pairs.near(asked, bones=bones), strict=True))
        return [[] if one.kind in NO_COVER else self._gains(one, *next(near)) for one in words]

    def late_covers(self, word: Token, at: int) -> list[Gain]:
        """The same of what has come since, looking at all of it."""
        if word.kind in NO_COVER:
            return []
        words, pairs = self._grown[at - 1] if at else (0, 0)
        new_words, new_pairs = range(words, len(self.words.tokens)), range(pairs, len(self.pairs))
        near = [(number, value) for number in new_words if (value := self.words.similar(word, number))]
        near_pairs = [(number, value) for number in new_pairs if (value := self.pairs.similar(word, number))]
        return self._gains(word, near, near_pairs)

    def _gains(self, word: Token, near: list[Near], near_pairs: list[Near]) -> list[Gain]:
        gain, tokens, pairs = self.bound.gain, self.words.tokens, self.pairs.all
        return [
            *((number, gain(tokens[number].weight, word.weight, value)) for number, value in near),
            *((~number, gain(pairs[number].weight, word.weight, value)) for number, value in near_pairs),
        ]

    def parts(self, row: Row, sight: Sight, covered: Covered) -> Parts:
        """What of the row stands in the text, where, and what it gains."""
        found = [
            list(self._ways(token, number, sight, covered, person=row.person))
            for token, number in zip(row.tokens, row.words, strict=True)
        ]
        pairs = [covered.part(number) or NO_PART for number in row.pairs]
        if row.freed:
            freed = row.freed
            found = [[one.less(cost) for one in ways] for cost, ways in zip(freed, found, strict=True)]
            pairs = [one.less(freed[at] + freed[at + 1]) for at, one in enumerate(pairs)]
        return Parts(found, [*pairs, NO_PART])

    def need_without_letters(self, row: Row) -> float:
        """What the words and pairs of a row have to gain in a text without single letters, and without translations."""
        return row.need + self._measure.letters(row.tokens)

    def spared(self, row: Row) -> float:
        """What a name of single letters is spared of its need, where those that stand in the text are counted."""
        return self._measure.letters(row.tokens) if letters_of(row.tokens) else 0.0

    def held(self, row: Row, sight: Sight) -> tuple[float, float]:
        """The most that those light words and initials of a row gain that stand in the text; and what it costs more
        than `need` says that forms and particles do not, which are never hardly like something else."""
        held, lacking = 0.0, 0
        for token, number in zip(row.tokens, row.words, strict=True):
            if number == NO_NUMBER:
                gains = [one.gain for one in self._light(token, sight, person=row.person)]
                held += max(gains, default=0.0)
                if not gains and token.kind in GRANTED:
                    lacking += token.weight
        strict = row.is_strict and not sight.translated and not sight.letters
        return held, self.bound.left_over(lacking) if strict else 0.0

    def _ways(self, token: Token, number: int, sight: Sight, covered: Covered, *, person: bool) -> Iterator[Part]:
        met = covered.part(number)
        if met is not None:
            yield met
        if number == NO_NUMBER:
            yield from self._light(token, sight, person=person)
        elif len(token.text) == 1 and token.text in sight.letters:
            yield Part(sight.letters[token.text], letter_gain(self.bound, token.weight), spelled=True)
        elif token.kind < Kind.INITIAL and stands_for(token, person=person) and token.text[:1] in sight.letters:
            yield Part(sight.letters[token.text[:1]], initial_gain(self.bound, token.weight), spelled=False)

    def _light(self, token: Token, sight: Sight, *, person: bool) -> Iterator[Part]:
        gain = self.bound.gain
        if token.kind in GRANTED and (token.kind, token.text) in sight.light:
            yield Part(sight.light[token.kind, token.text], gain(token.weight, token.weight, SAME), spelled=False)
        if token.kind == Kind.INITIAL and token.text in sight.letters:
            yield Part(sight.letters[token.text], gain(WEIGHT_INITIAL, WEIGHT_INITIAL, SAME), spelled=False)
        if person and token.kind == Kind.INITIAL and token.text in sight.firsts:
            yield Part(sight.firsts[token.text], gain(WEIGHT_INITIAL, WEIGHT_INITIAL, INITIAL), spelled=False)

    def _add(self, name: int, tokens: tuple[Token, ...], *, person: bool, translation: bool) -> None:
        number_of_row = len(self.rows)
        across = self._met_across(tokens)
        words = tuple([NO_NUMBER if one.kind in NO_COVER else self._word(one, across=across) for one in tokens])
        joined = [join(first, second) for first, second in pairwise(tokens)]
        pairs = tuple([NO_NUMBER if both is None else ~self.pairs.add(both, across=across) for both in joined])
        row = self._measure.row(name, tokens, words, pairs, person=person, translation=translation)
        self.rows.append(row)
        letters = self._measure.letters(tokens) + (0.0 if person else self._measure.initials(tokens))
        if letters:
            self.lettered[number_of_row] = letters
        if own := letters_of(tokens):
            self.of_letters.append((number_of_row, own))
        begins = sum([one for one in row.begins if one > 0])
        self.asked.append((row.need - row.granted, row.numbers, begins, freed_numbers(row)))
        least = min(row.need, row.need_translated)
        for number in dict.fromkeys(row.numbers):
            self._rows_with[number].append(number_of_row)
            if least <= row.granted:
                self._easy[number].append(number_of_row)
        self._post(number_of_row, row, least)
        self._grown.append((len(self.words.tokens), len(self.pairs)))

    def _post(self, number_of_row: int, row: Row, least: float) -> None:
        """Put it where its signatures are; `least`: what it needs in texts that are not of Latin words alone."""
        plain, rich = signatures(row, least, self._measure.worths, self._borne)
        joined = [at for at, number in enumerate(row.pairs) if number != NO_NUMBER]
        _put(self.plain, row, joined, plain, number_of_row)
        _put(self.rich, row, joined, rich, number_of_row)

    def _word(self, one: Token, *, across: bool) -> int:
        number = self.words.add(one, across=across)
        if number == len(self._borne):
            self._borne.append(0)
        self._borne[number] += 1
        return number

    def _met_across(self, tokens: Sequence[Token]) -> bool:
        """Whether the name may reach the threshold where all words of it are met in the other kind of script.

        Words that are met by their bones are no more alike than VARIANT. Where that is less than is asked, what is the
        same on both sides has to make up for it: light words, initials, words that need not be of an abjad. A word that
        is spelled the same in both kinds of script may as well, and is seen when it is met (`Heard.crossing`).
        """
        short = self.bound.share - VARIANT / 1000
        naming = [one for one in tokens if one.kind < Kind.INITIAL]
        if short <= 0 or len({one.abjad for one in naming}) > 1 or any(len(one.text) == 1 for one in naming):
            return True
        same = sum(2 * one.weight * self.bound.spare for one in tokens if one.kind >= Kind.INITIAL)
        return same >= sum(short * (one.weight + LIGHTEST) for one in naming)


def rows_of(postings: Mapping[int, Sequence[int]], numbers: Iterable[int]) -> dict[int, None]:
    """The rows of any of these words and pairs."""
    found: dict[int, None] = {}
    for number in numbers:
        if number in postings:
            found.update(dict.fromkeys(postings[number]))
    return found


def _put(postings: dict[int, list[int]], row: Row, joined: Sequence[int], places: Sequence[int], number: int) -> None:
    """The row where the words of its signature are, and the pairs with such a word."""
    words = [row.words[at] for at in sorted(places)]
    pairs = [row.pairs[at] for at in joined if at in places or at + 1 in places]
    for one in dict.fromkeys(words):
        postings[one].append(number)
    for one in dict.fromkeys(pairs):
        postings[one].append(number)


def _joined(numbers: tuple[int, int], tokens: Sequence[Token]) -> Joined:
    both = join(tokens[numbers[0]], tokens[numbers[1]])
    assert both is not None
    return both

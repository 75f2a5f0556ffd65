"""TextIndex: every listed name that stands in a free text, found without looking at the others.

Lossless: an entity is found whenever some window of the text scores `threshold` or more with one of its names
(`exhaustive.py` is the specification). Rows of names of which too little stands in the text are left out by a bound
(`bound.py`), the windows of the others are scored as any name is. A long text is read block by block.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.party import WEAK_CEILING
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.readings import Readings, compare
from watchgate.risk.names.score import NAME_MAX
from watchgate.risk.texts.answers import Answer, Answers
from watchgate.risk.texts.bound import NEARLY, bound_of
from watchgate.risk.texts.exhaustive import order
from watchgate.risk.texts.heard import A_NUMBER, DIGITS, Gains, Heard, Hearing, gained, gaining
from watchgate.risk.texts.joining import Joining
from watchgate.risk.texts.kept_names import KeptName, KeptTexts
from watchgate.risk.texts.listed_names import ListedNames, rows_of
from watchgate.risk.texts.met import Listed, Met, Scores
from watchgate.risk.texts.of_letters import with_letters_of
from watchgate.risk.texts.on_demand import OnDemand
from watchgate.risk.texts.quiet import Quiet
from watchgate.risk.texts.row import Covered, Row
from watchgate.risk.texts.seen import sight_of, together
from watchgate.risk.texts.sight import Place, Seen, Sight
from watchgate.risk.texts.spoken import SpokenNames
from watchgate.risk.texts.spotted import Spotted
from watchgate.risk.texts.standing import lacking
from watchgate.risk.texts.windows import STEP, Pieces, blocks, longest_window
from watchgate.risk.texts.windows_of_row import windows_of
from watchgate.risk.texts.work import TooMuchTextError, Work, reading


class Extra(NamedTuple):
    """What a run of pieces is beside what each is by itself. `more`: words of several pieces; `covers`: what these
    cover, and two pieces as one, and what is met by its bones alone. `letters`: some
    may stand for words; `translated`: some of it is in a script that is; `alone`: neither, and nothing of `covers`."""

    more: list[Seen]
    covers: list[tuple[Place, Gains]]
    letters: bool
    translated: bool
    plain: bool


class TextIndex:
    """Parties in, names spotted in texts out. Live: what is added or removed counts for the next text."""

    def __init__(
        self, threshold: int, analysis_of: Callable[[str], Analysis] = analyse, kept: KeptTexts | None = None
    ) -> None:
        """`threshold` (1-920): no text can be asked about with a lower one. `analysis_of`: how names are taken apart,
        for analyses that are known already. `kept`: what was kept of an index with that threshold: see `restored`."""
        self.threshold = threshold
        self._analysis_of = analysis_of
        self._listed = ListedNames(bound_of(threshold), kept.listed if kept is not None else None)
        self._hearing = Hearing(self._listed)
        self._joining = Joining(self._listed.words, self._listed.bound)
        self._spoken = SpokenNames(threshold, kept.spoken if kept is not None else ())
        self._quiet = Quiet(self._listed, self._hearing, self._joining, self._spoken)
        self._scores = Scores(threshold)
        self._names: OnDemand[Listed] = OnDemand()
        self._number: dict[tuple[str, bool], int] = {}
        self._parties: dict[str, Party] = {}
        self._answers = Answers()
        if kept is not None:
            names = kept.names
            self._names = OnDemand(len(names), lambda number: _listed(names[number]))
            self._number = {(one.text, one.person): number for number, one in enumerate(names)}

    @classmethod
    def restored(cls, kept: KeptTexts, parties: Iterable[Party], most: int) -> TextIndex | None:
        """The index of `parties` out of what was kept of these or others; None where more than `most` are others."""
        index = cls(kept.threshold, kept=kept)
        borne: dict[str, list[int]] = {}
        for number, name in enumerate(kept.names):
            for party_id in name.holders:
                borne.setdefault(party_id, []).append(number)
        others: list[Party] = []
        for party in parties:
            person = may_be_person(party.schema)
            numbers = sorted([index._number.get((text, person), -1) for text in index._texts(party)])
            if numbers == borne.get(party.id, []):
                index._parties[party.id] = party
                borne.pop(party.id, None)
            else:
                others.append(party)
        if max(len(others), len(borne)) > most:
            return None
        for party_id, names in borne.items():
            for number in names:
                del index._names[number].holders[party_id]
        for party in others:
            index.add(party)
        return index

    def kept(self) -> KeptTexts:
        """What may be kept of it."""
        names = [self._names[number] for number in range(len(self._names))]
        return KeptTexts(
            threshold=self.threshold,
            names=[KeptName(one.text, one.person, one.longest, list(one.holders)) for one in names],
            listed=self._listed.kept(),
            spoken=self._spoken.kept(),
        )

    def add(self, party: Party) -> None:
        """Add, or replace by id."""
        self.remove(party.id)
        self._answers.changed(party.id)
        self._parties[party.id] = party
        for text in self._texts(party):
            self._names[self._name(text, person=may_be_person(party.schema))].holders[party.id] = None

    def learn(self, party: Party) -> None:
        """Make ready what adding `party` takes time for: its names stand there, and nobody bears them yet."""
        for text in self._texts(party):
            self._name(text, person=may_be_person(party.schema))

    def remove(self, party_id: str) -> None:
        """Take out; unknown ids are ignored."""
        party = self._parties.pop(party_id, None)
        if party is not None:
            self._answers.changed(party_id)
            for text in self._texts(party):
                del self._names[self._name(text, person=may_be_person(party.schema))].holders[party_id]

    def spotted(self, text: str, threshold: int | None = None) -> list[Spotted]:
        """Every entity named in `text`, best first, ties by id and place; of windows that overlap the best one, and of
        places that do not the best few.

        TooMuchTextError for a text that asks for more than a text may (`work.py`).
        """
        least = self.threshold if threshold is None else max(self.threshold, threshold)
        known = self._answers.of(text, least)
        if known is not None:
            changed = self._answers.since(known)
            if not changed:
                return list(known.spots)
            if self._stands(known, text, least, changed):
                return list(known.spots)
        if self._quiet.says_nothing(text):
            self._answers.keep(text, least, (), 0)
            return []
        met = self._met(text, least)
        found = self._spots(met)
        self._answers.keep(text, least, found, met.work.spent)
        return found

    def _stands(self, known: Answer, text: str, least: int, changed: Collection[str]) -> bool:
        """Whether an answer is what it was though these parties came, went or changed: none of it, and now none of
        their names is met."""
        if any(one.hit.entity_id in changed for one in known.spots):
            return False
        if self._quiet.says_nothing(text):
            return self._answers.renew(known, 0)
        parties = [self._parties[one] for one in changed if one in self._parties]
        names = {self._name(name, person=may_be_person(one.schema)) for one in parties for name in self._texts(one)}
        try:
            met = self._met(text, least, names)
        except TooMuchTextError:
            return False
        return not met.windows and self._answers.renew(known, met.work.spent)

    def _met(self, text: str, least: int, only: Collection[int] | None = None) -> Met:
        """What is met in `text`; `only`: of the names with these numbers."""
        pieces = Pieces(text)
        work = Work()
        work.spend(reading(pieces.texts))
        heard = self._hearing.of(pieces.texts)
        numbers = (
            [] if self._listed.words.with_text(DIGITS) else [at for at, one in enumerate(heard) if one is A_NUMBER]
        )
        met = Met(pieces, [one.weight for one in heard], least, self._scores, work, only, numbers)
        for start, end in blocks(len(pieces)):
            self._look(pieces.part(start, end), heard[start:end], start, met, last=end == len(pieces))
        for name, window, readings in self._spoken.reached([one.syllables for one in heard], work):
            listed = self._names[name]
            if (
                listed.holders
                and not met.is_done(name)
                and window[1] - window[0] <= listed.longest
                and _sounds_alike(listed, readings, least)
            ):
                met.take(name, listed, [window])
        return met

    def __len__(self) -> int:
        return len(self._parties)

    def _spots(self, met: Met) -> list[Spotted]:
        return sorted((one for party_id in met.windows for one in met.spots(self._parties[party_id])), key=order)

    def _look(self, pieces: Pieces, heard: Sequence[Heard], offset: int, met: Met, *, last: bool) -> None:
        """Take the windows that begin in the first STEP pieces of a block, or anywhere in the last one."""
        extra = self._extra(pieces, heard, met, offset)
        numbers = [number for _, gains in extra.covers for number in gaining(gains)]
        known = gained([*(one.gains for one in heard), *(gains for _, gains in extra.covers)])
        if extra.plain and not extra.letters:
            rows = dict.fromkeys([row for one in dict.fromkeys(heard) for row in one.standing.met(one.gains, known)])
        else:
            rows = rows_of(self._listed.rich, [number for one in heard for number in gaining(one.gains)])
            rows.update(dict.fromkeys([row for one in heard for row in one.easy_rows]))
            words = (word for one in heard for word in one.tokens)
            rows.update(dict.fromkeys(with_letters_of(words, self._listed.of_letters)))
        if extra.covers:
            rows.update(self._listed.rows_with(numbers))
            rows.update(
                dict.fromkeys(self._listed.easy_rows_with(number for _, gains in extra.covers for number in gains))
            )
        met.work.spend(len(rows) // 8)
        if rows:
            self._look_at(rows, known, heard, extra, offset, met, last=last)

    def _look_at(
        self,
        rows: Iterable[int],
        known: Gains,
        heard: Sequence[Heard],
        extra: Extra,
        offset: int,
        met: Met,
        *,
        last: bool,
    ) -> None:
        """Of these rows those of which enough stands together. `known`: the most that is gained."""
        listed, asked = self._listed, self._listed.asked
        covered: Covered | None = None
        sight: Sight | None = None
        lettered = listed.lettered if extra.plain and not extra.letters else {}
        for number in rows:
            need, parts, begins, freed = asked[number]
            more = lettered.get(number, 0.0)
            need = lacking(need + more, parts, freed, known)
            if need > NEARLY and not (extra.letters and need <= begins + NEARLY) and not extra.translated:
                continue
            row = listed.rows[number]
            name = self._names[row.name]
            if not name.holders or met.is_done(row.name):
                continue
            sight = sight or sight_of(heard, extra.more)
            covered = covered or _covered(known, heard, extra)
            least = row.need_translated if sight.translated else row.need
            if more:
                least = listed.need_without_letters(row)
            by_letters = _by_letters(row, sight) if extra.letters else 0.0
            held, lacked = listed.held(row, sight) if row.granted else (0.0, 0.0)
            least += lacked
            if need - more - row.need + row.granted - held + least > by_letters + NEARLY:
                continue
            owed = sum(min(0.0, one) for one in row.freed)
            if not covered.stand_close(row.numbers, name.longest, least - held - by_letters + owed - NEARLY):
                continue
            least += listed.spared(row)
            windows = windows_of(
                row, listed.parts(row, sight, covered), least, listed.bound, name.longest, sight, met.work
            )
            met.take(row.name, name, [(start + offset, end + offset) for start, end in windows if last or start < STEP])

    def _extra(self, pieces: Pieces, heard: Sequence[Heard], met: Met, offset: int) -> Extra:
        """What the pieces of a block are beside what each is by itself."""
        plain, bones, translated, letters = True, False, False, False
        for one in heard:
            plain = plain and one.plain
            bones = bones or one.crossing
        more = together(pieces, heard, met.work)
        if more or not plain:
            translated = any(one.translated for one in heard)
            letters = any(one.letter for one in heard) or any(len(one.word.text) == 1 for one in more)
            met.lighten(more, offset, len(heard) if translated else 0)
        covers: list[tuple[Place, Gains]] = [
            ((at, at + 2), gains) for at, gains in self._joining.found(heard, bones=bones)
        ]
        covers += [((one.start, one.end), self._hearing.gains(one.word, bones=bones)) for one in more]
        if bones:
            covers += [((at, at + 1), self._hearing.by_bones(one)) for at, one in enumerate(heard)]
        return Extra(more, covers, letters, translated, plain)

    def _texts(self, party: Party) -> list[str]:
        """The names that can reach the threshold: weak ones may not."""
        return list(
            dict.fromkeys(
                name.text for name in party.names if name.kind != NameKind.WEAK or self.threshold <= WEAK_CEILING
            )
        )

    def _name(self, text: str, *, person: bool) -> int:
        number = self._number.get((text, person))
        if number is None:
            analysis = self._analysis_of(text)
            number = self._number[text, person] = len(self._names)
            self._names.append(Listed(text, person, longest_window(analysis), {}, analysis))
            self._listed.add(number, analysis, person=person)
            self._spoken.add(number, analysis)
        return number


def _listed(kept: KeptName) -> Listed:
    return Listed(kept.text, kept.person, kept.longest, dict.fromkeys(kept.holders))


def _covered(known: Gains, heard: Sequence[Heard], extra: Extra) -> Covered:
    """What the pieces of a block cover, each by itself and some together, with its place."""
    covered = Covered(known, {at for at, one in enumerate(heard) if len(one.tokens) > 1})
    for at, one in enumerate(heard):
        covered.put(one.gains, (at, at + 1))
    for place, gains in extra.covers:
        covered.put(gains, place)
    return covered


def _by_letters(row: Row, sight: Sight) -> float:
    """What single letters of the text may gain, standing for words."""
    letters = sight.letters
    return sum(gain for gain, one in zip(row.begins, row.tokens, strict=True) if gain and one.text[:1] in letters)


def _sounds_alike(listed: Listed, readings: Readings, least: int) -> bool:
    """Whether the two, read as a whole, reach `least`; organisations are compared by their characters alone."""
    if not listed.person:
        return bool(readings.characters) and readings.characters == listed.analysis.readings.characters
    return compare(readings, listed.analysis.readings)[0] * NAME_MAX // 1000 >= least

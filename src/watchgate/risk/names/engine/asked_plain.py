"""Names that are asked about, taken apart by a kernel as far as it knows how: many in one call, no object a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from watchgate.risk.names.analysis import Analysis, read_all
from watchgate.risk.names.engine.asked_words import AskedWords
from watchgate.risk.names.engine.build_keys import acronym_keys, asked_keys
from watchgate.risk.names.engine.names_columns import encode_acronyms, encode_name
from watchgate.risk.names.engine.plain_known import bytes_of
from watchgate.risk.names.engine.plain_names import take_apart
from watchgate.risk.names.engine.plain_record import CODES, CONSONANTS, LETTERS_A_LETTER
from watchgate.risk.names.engine.plain_room import (
    ACRONYM,
    ASK_PHRASE,
    ASK_WORD,
    BY_ANALYSIS,
    CHINESE,
    END_ASKED,
    FIRST_ASKED,
    HAS_PHRASE,
    KOREAN,
    LETTERS,
    OUT,
    OWN,
    PHRASE,
    ROOM,
    STATE,
    TITLED,
    TITLED_END,
    TOKENS,
)
from watchgate.risk.names.engine.plain_tables import phrases, plain_tables
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.forms import forms
from watchgate.risk.names.lexicon import entry
from watchgate.risk.names.normal import dotted_as_words, words
from watchgate.risk.names.readings import NONE, read
from watchgate.risk.names.token import of_kind
from watchgate.risk.names.token_counts import note_counts


class Taken(NamedTuple):
    """What the analysis of a name of one spelling would say, with the numbers of its tokens (`asked_words.py`)."""

    numbers: list[int]
    readings: list[int]
    keys: list[int]


class AskedPlain:
    """What a kernel works with, and the words that it numbers; to be used by one thread at a time."""

    def __init__(self) -> None:
        self.words = AskedWords()
        self._phrases: Array = np.zeros(0, dtype=np.int64)
        self._codes: Array = np.zeros(CODES + CONSONANTS, dtype=np.uint32)
        self._room: Array = np.zeros(ROOM, dtype=np.int64)
        self._told: Array = np.zeros(OUT, dtype=np.int64)

    def taken(self, texts: Sequence[str], people: Sequence[bool]) -> list[Taken | None]:
        """Names taken apart, `people`: which are asked about as those of people; None of what is left to `analyse`."""
        found: list[Taken | None] = [None] * len(texts)
        parts = [words(text) for text in texts]
        waiting = [number for number, text in enumerate(texts) if "," not in text or read_all(text) is None]
        while waiting:
            joined = [" ".join(parts[number]) for number in waiting]
            plain = [place for place, one in enumerate(joined) if one and one.isascii()]
            waiting, joined = [waiting[place] for place in plain], [joined[place] for place in plain]
            told = self._taken_apart(joined, [texts[number] for number in waiting])
            again = []
            for number, out in zip(waiting, told, strict=True):
                state = out[STATE]
                if state in (ASK_WORD, ASK_PHRASE):
                    again.append(number)
                elif state != BY_ANALYSIS:
                    found[number] = _told(texts[number], parts[number], out, person=people[number])
            waiting = again
        note_counts((text, len(one.numbers)) for text, one in zip(texts, found, strict=True) if one is not None)
        return found

    def _taken_apart(self, joined: Sequence[str], texts: Sequence[str]) -> list[list[int]]:
        """What the kernel tells of each; what it asks for is known the next time."""
        lines = [
            f".{one}" if "." in text and dotted_as_words(text) != text else one
            for one, text in zip(joined, texts, strict=True)
        ]
        body = "\n".join(lines)
        known = self.words
        known.make_room(len(body) // 2 + 1, LETTERS_A_LETTER * len(body))
        if len(self._told) < OUT * len(lines):
            self._told = np.zeros(2 * OUT * len(lines), dtype=np.int64)
        if not len(self._phrases):
            self._phrases = np.full(PHRASE * len(phrases()), -1, dtype=np.int64)
        out = self._told[: OUT * len(lines)]
        take_apart(
            bytes_of(body),
            plain_tables(),
            bone_table(),
            known.slots,
            known.records,
            known.letters,
            known.facts,
            known.about,
            known.counts,
            self._phrases,
            self._codes,
            self._room,
            out,
        )
        told = out.reshape(-1, OUT).tolist()
        for one in told:
            if one[STATE] == ASK_WORD:
                known.numbers([entry(body[one[FIRST_ASKED] : one[END_ASKED]]).token])
            elif one[STATE] == ASK_PHRASE:
                self._ask_phrase(one[FIRST_ASKED])
        known.encode()
        return told

    def _ask_phrase(self, number: int) -> None:
        """Number the tokens of a form or phrase."""
        written = phrases()[number]
        tokens = [of_kind(text, written, kind) for text, kind in forms()[0][written.replace(" ", "+")]]
        at = PHRASE * number
        self._phrases[at] = len(tokens)
        self._phrases[at + 1 : at + 1 + len(tokens)] = self.words.numbers(tokens)


def _told(text: str, parts: list[str], out: list[int], *, person: bool) -> Taken | None:
    """What the kernel told of a name, with its readings; None of one of which it told too little."""
    own = spelled = ""
    if out[ACRONYM]:
        letters = out[LETTERS].to_bytes(8, "little").rstrip(b"\0").decode()
        own, spelled = (letters, "") if out[ACRONYM] == OWN else ("", letters)
    numbers = out[TOKENS + 1 : TOKENS + 1 + out[TOKENS]]
    if out[STATE] & (KOREAN | CHINESE):
        named = tuple(parts[out[TITLED] : out[TITLED_END]])
        readings = read(named, korean=out[STATE] & KOREAN != 0, chinese=out[STATE] & CHINESE != 0)
        if readings is not NONE:
            if out[STATE] & HAS_PHRASE:
                return None
            analysis = Analysis(
                text=text,
                tokens=(),
                key=" ".join(sorted(parts)),
                readings=readings,
                acronym=own,
                spelled_acronym=spelled,
            )
            return Taken(numbers, encode_name(analysis), asked_keys(analysis, person=person))
    if not (own or spelled):
        return Taken(numbers, _NOTHING, [])
    return Taken(numbers, encode_acronyms(own, spelled), [] if person else acronym_keys(own, spelled))


_NOTHING = encode_acronyms("", "")

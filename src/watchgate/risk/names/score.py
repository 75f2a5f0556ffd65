"""How alike two names are: 0 to NAME_MAX, as a sum over the words that stand for each other.

    similarity = value / (matched + conflict + EXTRA * surplus + lack)

value: weight times similarity over the aligned words. matched: their weight. What both sides have left over is a
conflict (two different people share the rest of the name) and counts in full; what only one side has more is surplus
(a patronymic, a second family name) and counts little. `lack`: where anything is left over, the words that do meet
must by themselves say who it is; what they fall short of that counts as missing. All integers; symmetric.
"""

from __future__ import annotations

import msgspec

from watchgate.risk.names.alignment import Edge, align
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.readings import Sense, compare
from watchgate.risk.names.similarity import Way
from watchgate.risk.names.token import Kind, Token

NAME_MAX = 920
"""What the exact name alone scores; the rest is for what supports it."""

CONFLICT = 100
REST_FREE = 20
"""What may be left over without a question: a form, a title, an article."""
ACRONYM = 880
SHORT_ACRONYM = 780
LONG_ACRONYM = 4
SURPLUS_PERSON = 10
SURPLUS_BEYOND = 60
SURPLUS_OTHER = 45
EVIDENCE_PERSON = 265
EVIDENCE_OF_ONE = 170
EVIDENCE_INITIAL = 130
EVIDENCE_OTHER = 240
EVIDENCE_TRADE = 190
"""Asked of a translation where only one name has something left over, and only words that it may add or drop."""
EVIDENCE_GENERIC = 300
"""Asked of organisations of which only words agree that many bear, where others are left over."""
FEW_CONSONANTS = 2
LACK_FEW_CONSONANTS = 60
TRADE_CONFLICT = 15
TRADE_SURPLUS = 5
"""Of words that a translation may add or drop, where both names have some left over, and where one has more."""


class NameScore(msgspec.Struct, frozen=True):
    """`points` 0-NAME_MAX; `edges` between the words of `a` and `b`; `sense`: words, or a whole reading.

    `spellings`: which of `Analysis.spellings` of either name the edges are between.
    """

    points: int
    edges: tuple[Edge, ...] = ()
    sense: Sense = Sense.WORDS
    spellings: tuple[int, int] = (0, 0)


def score_names(a: Analysis, b: Analysis, *, person: bool) -> NameScore:
    """The score of two names; `person`: compare as names of people."""
    if not person:
        return _best_words(a, b)
    similarity, sense, instead = compare(a.readings, b.readings)
    read = NameScore(NAME_MAX * similarity // 1000, sense=sense)
    if instead and a.key != b.key:
        return read
    spelled = _words(a.tokens, b.tokens, person=True)
    return read if read.points > spelled.points else spelled


def _best_words(a: Analysis, b: Analysis) -> NameScore:
    """The best over what the names say as written, as of organisations, as translated; or one is an acronym."""
    if a.readings.characters and a.readings.characters == b.readings.characters:
        return NameScore(NAME_MAX, sense=Sense.CHARACTERS)
    best = _words(a.tokens, b.tokens, person=False)
    for one, other in ((a, b), (b, a)):
        if one.acronym and one.acronym == other.spelled_acronym:
            similarity = ACRONYM if len(one.acronym) >= LONG_ACRONYM else SHORT_ACRONYM
            if NAME_MAX * similarity // 1000 > best.points:
                best = NameScore(NAME_MAX * similarity // 1000, sense=Sense.ACRONYM)
    if not (a.filed or a.meant or b.filed or b.meant):
        return best
    for i, left in enumerate(a.spellings):
        for j, right in enumerate(b.spellings):
            if i or j:
                translated = i >= a.written_spellings or j >= b.written_spellings
                found = _words(left, right, person=False, translated=translated)
                if found.points > best.points:
                    best = msgspec.structs.replace(found, spellings=(i, j))
    return best


def _words(left: tuple[Token, ...], right: tuple[Token, ...], *, person: bool, translated: bool = False) -> NameScore:
    """In an order of the two that does not depend on which was asked about: of equal assignments one is taken."""
    if [one.text for one in right] < [one.text for one in left]:
        turned = _score(right, left, person=person, translated=translated)
        edges = tuple(msgspec.structs.replace(edge, left=edge.right, right=edge.left) for edge in turned.edges)
        return NameScore(turned.points, edges)
    return _score(left, right, person=person, translated=translated)


def _score(left: tuple[Token, ...], right: tuple[Token, ...], *, person: bool, translated: bool) -> NameScore:
    if not left or not right:
        return NameScore(0)
    edges = align(left, right, person=person)
    if not any(_names(edge, left) for edge in edges):
        return NameScore(0)
    value = sum(edge.value for edge in edges)
    matched = sum(edge.weight for edge in edges)
    telling = any(_tells(edge, left, right) for edge in edges)
    free = translated and telling
    rest_left, trade_left = _rest(left, edges, "left", free=free)
    rest_right, trade_right = _rest(right, edges, "right", free=free)
    conflict = 2 * min(rest_left, rest_right) * CONFLICT // 100
    surplus = surplus_cost(abs(rest_left - rest_right), matched, person=person)
    if free:
        conflict += 2 * min(trade_left, trade_right) * TRADE_CONFLICT // 100
        surplus += abs(trade_left - trade_right) * TRADE_SURPLUS // 100
    lack = 0
    whole_left, whole_right = rest_left + trade_left, rest_right + trade_right
    open_ended = max(whole_left, whole_right) > REST_FREE
    if person and not open_ended:
        open_ended = _one_word_alike(edges, left) or _one_word_of_company(edges, left, right)
    if open_ended or any(edge.way == Way.INITIAL for edge in edges):
        known = _evidence(edges, person=person, open_ended=open_ended)
        asked = EVIDENCE_PERSON if person else EVIDENCE_OTHER if telling else EVIDENCE_GENERIC
        if free and not min(trade_left, trade_right) and max(rest_left, rest_right) <= REST_FREE:
            asked = EVIDENCE_TRADE
        lack = max(0, asked - known)
    if not person and _few_consonants_alike(edges, left, right):
        lack += LACK_FEW_CONSONANTS
    return NameScore(NAME_MAX * value // (1000 * (matched + conflict + surplus + lack)), edges)


def _one_word_alike(edges: tuple[Edge, ...], left: tuple[Token, ...]) -> bool:
    """Whether a single word, only similar, is all that the two share: a person of one name must be that very name."""
    named = [edge for edge in edges if _names(edge, left)]
    return len(named) == 1 and not named[0].joined and named[0].way not in (Way.SAME, Way.VARIANT)


def _one_word_of_company(edges: tuple[Edge, ...], left: tuple[Token, ...], right: tuple[Token, ...]) -> bool:
    """Whether a single word is all that the two share and one of them has a company's form: Hussein & Co is no Hussein.

    A person's company may bear the whole name; one word of it is some other's as well.
    """
    named = [edge for edge in edges if _names(edge, left)]
    if len(named) != 1 or named[0].joined:
        return False
    forms = [sum(one.kind == Kind.FORM for one in tokens) for tokens in (left, right)]
    return forms[0] != forms[1]


def _few_consonants_alike(edges: tuple[Edge, ...], left: tuple[Token, ...], right: tuple[Token, ...]) -> bool:
    """Whether all that two organisations share is one word of an abjad with one or two consonants.

    Every language has many words with the consonants of such a one: good, quod and guide have those of Qaida.
    """
    named = [edge for edge in edges if _names(edge, left)]
    if len(named) != 1 or named[0].way != Way.SKELETON or named[0].joined:
        return False
    words = (left[named[0].left.bit_length() - 1], right[named[0].right.bit_length() - 1])
    return max(len(word.skeleton) for word in words) <= FEW_CONSONANTS


def _evidence(edges: tuple[Edge, ...], *, person: bool, open_ended: bool) -> int:
    """What the words that meet say of who it is: of a person no word everything, an initial little.

    `open_ended`: words are left over; then an initial says nothing.
    """
    named = [edge for edge in edges if edge.way != Way.INITIAL]
    if len(named) < len(edges):
        return sum(edge.weight for edge in named) + (0 if open_ended else EVIDENCE_INITIAL)
    return sum(min(edge.weight, EVIDENCE_OF_ONE) if person else edge.weight for edge in named)


def surplus_cost(surplus: int, matched: int, *, person: bool) -> int:
    """What only one side has more: little up to as much as one side has matched, most of it beyond."""
    if not person:
        return surplus * SURPLUS_OTHER // 100
    beyond = max(0, surplus - matched // 2)
    return (surplus - beyond) * SURPLUS_PERSON // 100 + beyond * SURPLUS_BEYOND // 100


def _names(edge: Edge, tokens: tuple[Token, ...]) -> bool:
    """Whether the edge is between words that can name somebody: letters written as one word are such a word."""
    first = tokens[(edge.left & -edge.left).bit_length() - 1]
    return edge.joined or first.kind in (Kind.SPELLED, Kind.WORD, Kind.GENERIC, Kind.TITLE, Kind.NUMBER)


def _tells(edge: Edge, left: tuple[Token, ...], right: tuple[Token, ...]) -> bool:
    """Whether the edge is between words of which neither is one that many organisations bear."""
    ends = (left[(edge.left & -edge.left).bit_length() - 1], right[(edge.right & -edge.right).bit_length() - 1])
    return max(word.kind for word in ends) <= Kind.WORD


def _rest(tokens: tuple[Token, ...], edges: tuple[Edge, ...], side: str, *, free: bool) -> tuple[int, int]:
    """The weight of the words left over, and apart from it of those that a translation may add or drop (`free`).

    Forms are dropped at no cost. Where nothing else agrees (not `free`), words that many bear are all there is to
    tell the two apart: they count in full.
    """
    used = 0
    for edge in edges:
        used |= edge.left if side == "left" else edge.right
    rest = trade = 0
    for index, one in enumerate(tokens):
        if not used >> index & 1:
            if not free or not free_in_translation(one):
                rest += one.weight
            elif one.kind != Kind.FORM:
                trade += one.weight
    return rest, trade


def free_in_translation(word: Token) -> bool:
    """Whether a translation may add or drop the word."""
    return word.kind in (Kind.GENERIC, Kind.FORM, Kind.NUMBER)

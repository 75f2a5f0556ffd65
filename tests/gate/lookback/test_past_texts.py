"""Past texts: a listed name is found in exactly those in which the gate's own search finds it."""

from __future__ import annotations

import random

from support.name_parties import altered, random_party
from watchgate.gate.lookback.past_texts import PastTexts
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.texts.index import TextIndex

LINE = (
    "invoice for the payment of goods and services no 44 ref contract de la société generale trade limited from to "
    "company bank A J mr dr S.A. Hamburg 2026 october rent ltd co trading K.L. al forty four GmbH Söhne"
)
WORDS = LINE.split()
NAMES = (
    Party(id="kim", schema="Person", names=(Name("Kim Jong Un"), Name("김정은"), Name("金正恩"))),
    Party(id="petrov", schema="Person", names=(Name("Ivan Ivanovich Petrov"), Name("Пётр Иванов"))),
    Party(id="tornado", schema="Company", names=(Name("Tornado Shipping Company LLC"),)),
    Party(id="bank", schema="Company", names=(Name("Joint Stock Company Rosneftegaz Bank"), Name("АО «Роснефтегаз»"))),
    Party(id="hope", schema="Vessel", names=(Name("HOPE"), Name("Lady Rasputina"))),
    Party(id="initials", schema="Person", names=(Name("B Rashid"), Name("J. R. Smith"), Name("黄娟霞"), Name("黄娟A"))),
    Party(id="weak", schema="Person", names=(Name("Viktor Zolotov", NameKind.WEAK),)),
    Party(id="arab", schema="Person", names=(Name("محمد علي الحسن"), Name("Mohammed Ali al-Hassan bin Yusuf"))),
)


def composed(rng: random.Random, name: str) -> str:
    """`name`, altered, joined or split, among words of a remittance line."""
    for _ in range(rng.choice((0, 0, 1, 2))):
        name = altered(name, rng) if name.strip() else name
    words = name.split()
    if rng.random() < 0.3 and len(words) > 1:
        at = rng.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1]]
    if rng.random() < 0.2 and words and len(words[0]) > 3:
        words[:1] = [words[0][:3], words[0][3:]]
    before = [rng.choice(WORDS) for _ in range(rng.randint(0, 4))]
    return " ".join([*before, *words, *(rng.choice(WORDS) for _ in range(rng.randint(0, 4)))])


def test_a_name_is_found_in_exactly_the_texts_in_which_reading_all_finds_it(seed: int) -> None:
    rng = random.Random(seed)
    found = 0
    for threshold in (900, 850, 700):
        parties = [*NAMES, *(random_party(number, rng) for number in range(12))]
        texts = [composed(rng, rng.choice(rng.choice(parties).names).text) for _ in range(60)]
        past = PastTexts(threshold)
        for number, text in enumerate(texts):
            past.add(number, text)
        for party in parties:
            index = TextIndex(threshold)
            index.add(party)
            expected = {number for number, text in enumerate(texts) if index.spotted(text)}
            assert past.touched(party) == expected, f"seed {seed}: {party} at {threshold}"
            found += len(expected)
    assert found > 20


def test_a_name_of_which_light_words_are_enough_is_looked_for_where_a_word_of_it_stands() -> None:
    past = PastTexts(900)
    for number in range(50):
        past.add(number, f"invoice {number} of 14/11 B. R. valves")
    past.add(50, "paid to B. Rashid")
    may_hold = getattr(past, "_may_hold")  # noqa: B009 - what is read, not what is found
    assert set(may_hold(analyse("B Rashid"), person=True)) == {50}
    assert not set(may_hold(analyse("黄娟霞"), person=True))


def test_a_text_that_is_added_is_found_by_the_next_question() -> None:
    past = PastTexts(900)
    assert past.touched(NAMES[2]) == set()
    past.add(1, "freight Tornado Shipping Company vessel")
    assert past.touched(NAMES[2]) == {1}
    past.add(2, "TORNADO SHIPPING 44")
    past.add(3, "invoice 4711")
    assert past.touched(NAMES[2]) == {1, 2}
    assert len(past) == 3


def test_numbers_of_a_name_are_met_however_a_text_writes_them() -> None:
    listed = Party(id="c", schema="Company", names=(Name("Kolchuga 61398 Unit 44"), Name("Forty Four Kolchuga 0071")))
    index = TextIndex(900)
    index.add(listed)
    texts = (
        "paid Kolchuga 61398 Unit 44",
        "paid KOLCHUGA 061398 UNIT FORTY FOUR",
        "paid Kolchuga 61398 Unit 40 4",
        "Kolchuga 71 forty four",
        "Kolchuga 0071 forty-four",
        "paid Kolchuga 99 Unit 45",
        "44 61398",
        f"Kolchuga {'9' * 5_000} Unit 44",
    )
    past = PastTexts(900)
    for number, text in enumerate(texts):
        past.add(number, text)
    assert past.touched(listed) == {number for number, text in enumerate(texts) if index.spotted(text)}
    assert {0, 1} <= past.touched(listed)
    assert PastTexts(900, past.kept()).touched(listed) == past.touched(listed)

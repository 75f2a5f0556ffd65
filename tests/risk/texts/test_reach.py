"""Reach: whatever scores enough is never left out, and what shares one generic word with a name is."""

from __future__ import annotations

import random

import pytest

from support.name_parties import altered
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.score import NAME_MAX, score_names
from watchgate.risk.texts.reach import Reach

NAMES = (
    "Общество с Ограниченной Ответственностью «Опытно-Конструкторское Бюро «Техника»",
    "ПАО КБ “Центр-инвест”",
    "Акционерное общество “Промышленные Технологии”",
    "上海亚商贸有限公司",
    "조선민주주의인민공화국 국가해사감독국",
    "شرکت بازرگانی نفت ایران",
    "مكتب الخدمات",
    "Order 9",
    "G&G Internacional S.A.S.",
    "MACERLAB, S.A. DE C.V.",
    "Second Economic Committee",
    "KING TRADE B.V.",
    "NPP Vostok 2000 Limited Liability Company",
    "TornadoShipping Agency",
    "Korea Mining Development Trading Corporation",
    "KOMID",
    "Bank Melli Iran",
)
SPOKEN = (
    "office trade centre design bureau technics invest center oil company iran order nine second economic committee "
    "king general trading internacional s.a. de c.v. llc ltd 9 2000 korea mining development corporation komid bank "
    "melli tornado shipping agency tornadoshipping vostok npp industrial technologies g & shanghai"
)


@pytest.mark.parametrize("least", [900, 800, 600])
@pytest.mark.parametrize("seed", range(2))
def test_what_scores_enough_is_never_left_out(least: int, seed: int) -> None:
    found = random.Random(f"reach {seed}")
    reach = Reach(least)
    enough = out = 0
    for _ in range(1_000):
        written = found.choice(NAMES)
        name, window = analyse(written), analyse(_window(found, written))
        points = score_names(window, name, person=False).points
        may = reach.may(window, name)
        assert may or points < least, (seed, window.text, name.text, points)
        enough += points >= least
        out += not may
    assert enough > 15, "the names were met"
    assert out > 200, "and most others were left out"


def test_office_of_an_address_is_no_design_bureau() -> None:
    name = analyse("АО СКБ «Турбина»")
    window = analyse("168\nOffice 1204")
    assert score_names(window, name, person=False).points > 0
    assert not Reach(900).may(window, name)


def test_exact_name_may_at_the_highest_threshold() -> None:
    reach = Reach(NAME_MAX)
    assert all(reach.may(analyse(name), analyse(name)) for name in NAMES)


def test_answer_is_the_same_once_all_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchgate.risk.texts.reach.MOST_REMEMBERED", 7)
    found = random.Random("forgotten")
    forgetful, fresh = Reach(900), [Reach(900) for _ in NAMES]
    for _ in range(300):
        at = found.randrange(len(NAMES))
        window = analyse(_window(found, NAMES[at]))
        assert forgetful.may(window, analyse(NAMES[at])) == fresh[at].may(window, analyse(NAMES[at]))


def _window(found: random.Random, name: str) -> str:
    """This name or another one, or an altered one, with words more or less, or words alone."""
    way = found.random()
    words = name.split() if way < 0.4 else found.choice(NAMES).split() if way < 0.6 else []
    if words and found.random() < 0.4:
        words = altered(" ".join(words), found).split()
    if len(words) > 1 and found.random() < 0.4:
        del words[found.randrange(len(words))]
    for _ in range(found.choice((0, 0, 1, 2, 3)) + (not words)):
        words.insert(found.randint(0, len(words)), found.choice(SPOKEN.split()))
    return " ".join(words)

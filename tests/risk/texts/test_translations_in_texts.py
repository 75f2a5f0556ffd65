"""Names in other scripts found by their translation: a translation adds and drops words that many bear, and no others.

What a name needs is worked out from that (docs/gate.md); scoring every window says what must be found.
"""

from __future__ import annotations

import random

from support.name_parties import altered
from watchgate.model.party import Name, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.texts.exhaustive import spotted_exhaustively
from watchgate.risk.texts.index import TextIndex

FORMS = ("Акционерное общество", "ООО", "ПАО", "Публичное акционерное общество", "")
COMMON = (
    *("Научно-производственное предприятие", "Конструкторское бюро", "Банк", "Завод", "Центр", "Связь", "Торговый"),
    *("Машиностроение", "Коммерческий", "Промышленные технологии", "Международный", "Группа", "Институт", "39"),
)
TELLING = ("Турбина", "Кубань", "Севастопольский", "Роснефтегаз", "Вымпел", "Солидарность", "Энергия", "")
WHOLE = (
    "上海亚商贸有限公司",
    "新疆生产建设兵团公安局",
    "조선민주주의인민공화국 국가해사감독국",
    "شرکت بازرگانی نفت ایران",
    "مكتب الخدمات",
)

ADDED = (
    *("joint", "stock", "company", "industrial", "trade", "bank", "group", "of", "the", "international", "llc"),
    *("centre", "no", "39", "office", "for", "state"),
)


def _listed(rng: random.Random) -> tuple[Party, ...]:
    names = [
        " ".join(filter(None, (rng.choice(FORMS), *rng.sample(COMMON, rng.randint(1, 3)), rng.choice(TELLING))))
        for _ in range(8)
    ]
    return tuple(
        Party(id=f"p{number}", schema="Company", names=(Name(name),))
        for number, name in enumerate((*names, *rng.sample(WHOLE, 2)))
    )


def _text(rng: random.Random, name: str) -> str:
    """The words of a translation with some less and some more, or of the name itself."""
    meant = analyse(name).meant
    words = [one.text for one in rng.choice(meant)] if meant and rng.random() < 0.9 else name.split()
    words = [one for one in words if rng.random() < 0.85] or words
    for _ in range(rng.choice((0, 0, 1, 2))):
        words.insert(rng.randrange(len(words) + 1), rng.choice(ADDED))
    text = " ".join(words)
    return altered(text, rng) if rng.random() < 0.3 else text


def test_every_translation_that_any_window_scores_is_found_and_no_other(seed: int) -> None:
    rng = random.Random(seed)
    found = 0
    for _ in range(12):
        threshold = rng.choice((900, 900, 850, 780, 700, 620))
        parties = _listed(rng)
        index = TextIndex(threshold)
        for party in parties:
            index.add(party)
        for _ in range(6):
            text = _text(rng, rng.choice(parties).names[0].text)
            expected = {one.hit.entity_id for one in spotted_exhaustively(parties, text, threshold)}
            assert {one.hit.entity_id for one in index.spotted(text)} == expected, f"seed {seed}: {text!r} {threshold}"
            found += len(expected)
    assert found

"""An index that was kept answers as one that is made anew, for the same parties and for others."""

from __future__ import annotations

import random

import msgspec

from support.name_parties import altered, random_party
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.texts import one_edit, ordered
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.kept_names import KeptTexts
from watchgate.risk.texts.spotted import Spotted

REMITTANCE = (
    "invoice payment of goods and services no 44 la société generale trade limited company bank A J mr dr S.A. Hamburg "
    "2026 october rent ltd co trading K.L. al forty four GmbH"
)
FILLER = REMITTANCE.split()
CHINESE = Party(id="zh", schema="Company", names=(Name("朝鲜贸易公司"), Name("شركة النور للتجارة"), Name("金正恩")))


def made(parties: list[Party], threshold: int) -> TextIndex:
    index = TextIndex(threshold)
    for one in parties:
        index.add(one)
    return index


def kept(index: TextIndex) -> KeptTexts:
    """What is kept, through bytes."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(index.kept()), type=KeptTexts)


def texts(rng: random.Random, parties: list[Party], count: int) -> list[str]:
    found = []
    for _ in range(count):
        name = rng.choice(rng.choice(parties).names).text
        words = (altered(name, rng) if rng.random() < 0.6 and name.strip() else name).split()
        at = rng.randint(0, 4)
        found.append(" ".join([*rng.choices(FILLER, k=at), *words, *rng.choices(FILLER, k=4 - at)]))
    return found


def changed(rng: random.Random, parties: list[Party]) -> list[Party]:
    """Some gone, some other, some new, in another order."""
    others = [one for one in parties if rng.random() < 0.8]
    for at, one in enumerate(others):
        if rng.random() < 0.2:
            new = random_party(500 + at, rng)
            others[at] = msgspec.structs.replace(one, names=(*one.names[1:], *new.names[:1]) or one.names)
        elif rng.random() < 0.1:
            others[at] = msgspec.structs.replace(one, schema="Company" if one.schema == "Person" else "Person")
    others += [random_party(1_000 + number, rng) for number in range(3)]
    rng.shuffle(others)
    return others


def same(first: list[Spotted], second: list[Spotted]) -> bool:
    """All that is told of each."""
    return [(one.hit, one.text, one.start, one.end) for one in first] == [
        (one.hit, one.text, one.start, one.end) for one in second
    ]


def test_a_kept_index_answers_as_one_made_anew_and_goes_on_changing(seed: int) -> None:
    rng = random.Random(seed)
    met = 0
    for _ in range(10):
        threshold = rng.choice((900, 900, 870, 780, 700))
        parties = [CHINESE, *(random_party(number, rng) for number in range(25))]
        index = made(parties, threshold)
        before = kept(index)
        others = changed(rng, parties)
        restored = {
            "the same": (TextIndex.restored(before, parties, 0), parties),
            "others": (TextIndex.restored(kept(index), others, 1_000), others),
        }
        for which, (found, listed) in restored.items():
            assert found is not None, f"seed {seed}: {which}"
            for late_id in (2_000, 2_001):
                fresh = made(listed, threshold)
                assert len(found) == len(fresh)
                for text in texts(rng, [*parties, *others], 12):
                    answer = found.spotted(text)
                    assert same(answer, fresh.spotted(text)), f"seed {seed}: {which}: {text!r} at {threshold}"
                    met += len(answer)
                late = random_party(late_id, rng)
                gone = rng.choice(listed)
                found.remove(gone.id)
                found.add(late)
                listed = [*(one for one in listed if one is not gone), late]
            again = TextIndex.restored(kept(found), listed, 0)
            assert again is not None, f"seed {seed}: kept again"
            for text in texts(rng, listed, 5):
                assert same(again.spotted(text), found.spotted(text)), f"seed {seed}: kept again: {text!r}"
    assert met


def test_what_is_kept_of_an_index_serves_only_parties_that_are_much_the_same() -> None:
    parties = [Party(id=f"p{one}", schema="Company", names=(Name(f"Tornado{one} Shipping"),)) for one in range(22)]
    found = kept(made(parties[:20], 900))
    assert TextIndex.restored(found, parties[:18], 1) is None
    assert TextIndex.restored(found, parties, 1) is None
    index = TextIndex.restored(found, parties[:18], 2)
    assert index is not None
    assert len(index) == 18


def test_a_weak_name_that_becomes_a_strong_one_is_another_party() -> None:
    weak = Party(id="w", schema="Person", names=(Name("Viktor Zolotov", NameKind.WEAK),))
    strong = Party(id="w", schema="Person", names=(Name("Viktor Zolotov"),))
    found = TextIndex.restored(kept(made([weak], 900)), [strong], 1)
    assert found is not None
    assert [one.hit.entity_id for one in found.spotted("rent viktor zolotov")] == ["w"]


def test_spellings_that_are_kept_are_found_beside_new_ones() -> None:
    index = one_edit.OneEdit()
    order = ordered.Ordered()
    for word in ("alpha", "beta", "gamma"):
        index.append(word)
        order.append(word)
    index = one_edit.OneEdit(index.kept())
    order = ordered.Ordered(order.kept())
    index.append("alpho")
    order.append("alphabet")
    assert index.near(["alph", "bet"]) == [[0, 3], [1]]
    assert order.lengths("alp") == ordered.length_bit(5) | ordered.length_bit(8)
    assert one_edit.OneEdit(index.kept()).near(["alph"]) == [[0, 3]]

"""Names made ready before they are borne: nobody is found by them, and adding their party changes nothing else."""

from __future__ import annotations

from random import Random

from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.texts.index import TextIndex

WORDS = ("kim", "chol", "trading", "ocean", "maritime", "pak", "green", "pine", "general", "bureau", "ri", "company")


def _party(number: int, random: Random) -> Party:
    names = tuple(
        Name(" ".join(random.sample(WORDS, random.randrange(1, 4))).title(), random.choice((*NameKind,)))
        for _ in range(random.randrange(1, 4))
    )
    return Party(id=f"p{number}", schema=random.choice(("Person", "Company")), names=names)


def test_a_learned_party_is_not_met_before_it_is_added() -> None:
    index = TextIndex(900)
    party = Party(id="p", schema="Company", names=(Name("Green Pine Maritime"),))
    index.learn(party)
    assert index.spotted("paid to GREEN PINE MARITIME for rice") == []
    assert len(index) == 0
    index.add(party)
    assert [one.hit.entity_id for one in index.spotted("paid to GREEN PINE MARITIME for rice")] == ["p"]


def test_what_was_learned_and_what_was_not_find_the_same_at_every_step(seed: int) -> None:
    random = Random(seed)
    plain, learned = TextIndex(900), TextIndex(900)
    for number in range(60):
        party = _party(number % 40, random)
        learned.learn(party)
        texts = [" ".join(random.choices(WORDS, k=random.randrange(2, 9))) for _ in range(4)]
        assert [plain.spotted(text) for text in texts] == [learned.spotted(text) for text in texts], f"seed {seed}"
        plain.add(party)
        learned.add(party)
        if number % 7 == 0:
            plain.remove(f"p{number // 2}")
            learned.remove(f"p{number // 2}")
        assert [plain.spotted(text) for text in texts] == [learned.spotted(text) for text in texts], f"seed {seed}"

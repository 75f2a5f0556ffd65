"""Stop rules: what is said, from when to when, goes before what is shipped; taken back, what it went before holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from support.parties import delivered, says
from support.utxo_chains import Blocks, Tx, name_of, stored
from watchgate.ledger.open import open_ledger
from watchgate.ledger.proposals import confirm, propose, retract
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Locator
from watchgate.risk.exposure.answer import Answer, exposure_of
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.marking import marked
from watchgate.risk.exposure.stop_rules import (
    ADDRESS,
    ALWAYS,
    CATEGORY,
    NEVER,
    StopRule,
    StopRules,
    every_shipped,
    rule_of,
    rule_statement,
    shipped,
)

DAY = 86_400
FIRST = int(datetime(2011, 3, 13, 7, 6, 40, tzinfo=UTC).timestamp())
"""When block 0 of the chains of these tests was made; a block comes every ten minutes."""
HEIGHTS = {"2011-03-14": 144, "2011-03-15": 288, "2011-03-16": 432}
"""Days, and a block of each."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = open_ledger(tmp_path / "ledger")
    yield found
    found.close()


@pytest.fixture
def chain(tmp_path: Path) -> UtxoChain:
    """A thief pays an exchange on each of three days; each time it pays somebody else the same day."""
    blocks: list[tuple[int, list[Tx]]] = [(0, [Tx(name_of(0), (), tuple(("thief", 10) for _ in HEIGHTS))])]
    for at, height in enumerate(HEIGHTS.values()):
        blocks.append((height, [Tx(name_of(10 + at), ((name_of(0), at),), (("shop1", 10),))]))
        blocks.append((height + 1, [Tx(name_of(20 + at), ((name_of(10 + at), 0),), ((f"end{at}", 10),))]))
    return stored(tmp_path / "chain", Blocks(blocks))


def tagged(ledger: SqliteLedger, who: str, category: str) -> None:
    keywords = f"category:{category}"
    ledger.append(delivered(*says(f"tag-{who}", "CryptoWallet", "tags_pack", publicKey=who, keywords=keywords)))


def ruled(
    ledger: SqliteLedger, about: str, *, ends: bool, since: str | None = None, until: str | None = None
) -> Locator:
    draft = rule_statement(rule_of(about, ends=ends, since=since, until=until))
    receipt = propose(ledger, draft, author="kim", source="kim", note="because")
    target = Locator(receipt.position, 0)
    confirm(ledger, target, author="lee", reason="", reader=SYSTEM)
    return target


def asked(chain: UtxoChain, ledger: SqliteLedger, position: int | None = None, rule: str = "haircut") -> list[Answer]:
    tags = Attribution.at(ledger, SYSTEM, position)
    known = marked(chain, "btc", tags)
    return [exposure_of(chain, "btc", f"end{at}", tags, known, rule=rule) for at in range(3)]


def came_from(answers: list[Answer]) -> list[str]:
    return [answer.shares[0].category for answer in answers]


def test_what_is_shipped_says_why_and_names_each_category_once() -> None:
    names = [one.of for one in every_shipped()]
    assert len(names) == len(set(names))
    assert all(one.reason for one in every_shipped())
    assert not shipped("user").ends
    assert shipped("exchange").ends
    assert shipped("a category nobody thought of").ends


@pytest.mark.parametrize("rule", ["haircut", "fifo"])
def test_a_category_goes_on_from_the_day_that_is_said_and_ends_again_when_it_is_taken_back(
    rule: str, chain: UtxoChain, ledger: SqliteLedger
) -> None:
    tagged(ledger, "thief", "theft")
    tagged(ledger, "shop1", "exchange")
    before = ledger.head().position
    assert came_from(asked(chain, ledger, rule=rule)) == ["exchange"] * 3
    said = ruled(ledger, "exchange", ends=False, since="2011-03-15", until="2011-03-16")
    ruled_at = ledger.head().position
    answers = asked(chain, ledger, rule=rule)
    assert came_from(answers) == ["exchange", "theft", "exchange"]
    for answer in answers:
        assert [one.statement for one in answer.stop_rules] == ["default", str(said)]
    retract(ledger, said, author="lee", reason="x", reader=SYSTEM, may_retract_confirmed=True)
    assert came_from(asked(chain, ledger, rule=rule)) == ["exchange"] * 3
    assert [one.statement for one in asked(chain, ledger, rule=rule)[0].stop_rules] == ["default"]
    assert came_from(asked(chain, ledger, before, rule)) == ["exchange"] * 3
    assert asked(chain, ledger, ruled_at, rule) == answers


def test_a_rule_holds_only_once_somebody_else_confirmed_it(chain: UtxoChain, ledger: SqliteLedger) -> None:
    tagged(ledger, "shop1", "exchange")
    draft = rule_statement(rule_of("exchange", ends=False, since=None, until=None))
    propose(ledger, draft, author="kim", source="kim")
    assert came_from(asked(chain, ledger)) == ["exchange"] * 3


def test_what_is_said_of_an_address_goes_before_what_is_said_of_its_category(
    chain: UtxoChain, ledger: SqliteLedger
) -> None:
    tagged(ledger, "thief", "theft")
    tagged(ledger, "shop1", "exchange")
    ruled(ledger, "address:shop1", ends=False, since="2011-03-16")
    assert came_from(asked(chain, ledger)) == ["exchange", "exchange", "theft"]
    ruled(ledger, "exchange", ends=False)
    assert came_from(asked(chain, ledger)) == ["theft"] * 3
    ruled(ledger, "address:shop1", ends=True, until="2011-03-15")
    assert came_from(asked(chain, ledger)) == ["exchange", "theft", "theft"]


def test_where_the_strongest_category_no_longer_ends_the_next_does(chain: UtxoChain, ledger: SqliteLedger) -> None:
    tagged(ledger, "thief", "theft")
    tagged(ledger, "shop1", "exchange")
    ledger.append(
        delivered(*says("other", "CryptoWallet", "tags_pack", publicKey="shop1", keywords="category:mixing_service"))
    )
    assert came_from(asked(chain, ledger)) == ["mixing_service"] * 3
    ruled(ledger, "mixing_service", ends=False, since="2011-03-15")
    answers = asked(chain, ledger)
    assert came_from(answers) == ["mixing_service", "exchange", "exchange"]
    assert [answer.tags[0].category for answer in answers] == ["mixing_service", "exchange", "exchange"]


def test_a_person_s_wallet_may_be_said_to_end_a_trail(chain: UtxoChain, ledger: SqliteLedger) -> None:
    tagged(ledger, "thief", "theft")
    tagged(ledger, "shop1", "user")
    assert came_from(asked(chain, ledger)) == ["theft"] * 3
    ruled(ledger, "address:shop1", ends=True)
    assert came_from(asked(chain, ledger)) == ["user"] * 3


def test_no_rule_lets_a_listed_party_s_wallet_through(chain: UtxoChain, ledger: SqliteLedger) -> None:
    with pytest.raises(BadInputError, match="end every trail"):
        rule_of("sanctions", ends=False, since=None, until=None)
    tagged(ledger, "thief", "sanctions")
    tagged(ledger, "shop1", "user")
    keywords = ["stop:goes_on:category:sanctions", "stop:goes_on:address:thief"]
    ledger.append(delivered(*says("slip", "CryptoWallet", "notes", keywords=keywords)))
    assert came_from(asked(chain, ledger)) == ["sanctions"] * 3
    tags = Attribution.at(ledger, SYSTEM)
    assert [one.of for one in tags.rules.of_no_effect()] == ["sanctions"]


@pytest.mark.parametrize(
    ("about", "since", "until"),
    [("exchange", "yesterday", None), ("exchange", "2024", "2023"), ("", None, None), ("exchange", "2024-13", None)],
)
def test_what_can_be_no_rule_is_refused(about: str, since: str | None, until: str | None) -> None:
    with pytest.raises(BadInputError):
        rule_of(about or "address:", ends=True, since=since, until=until)


@pytest.mark.parametrize("before", ["", "address:"])
@pytest.mark.parametrize(
    "about",
    [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u",
    ],
)
def test_a_mistyped_address_is_no_rule(about: str, before: str) -> None:
    with pytest.raises(BadInputError, match="no address of a wallet"):
        rule_of(before + about, ends=True, since=None, until=None)


@pytest.mark.parametrize("seed", range(20))
def test_spans_are_what_each_day_by_itself_is_said_to_be(seed: int) -> None:
    random = Random(seed)
    rules = StopRules()
    said: list[StopRule] = []
    for at in range(random.randint(0, 6)):
        first, last = sorted(random.sample(range(1, 28), 2))
        said.append(
            StopRule(
                kind=random.choice((CATEGORY, ADDRESS)),
                of="",
                ends=random.random() < 0.5,
                since=random.choice((None, f"2024-02-{first:02d}")),
                until=random.choice((None, f"2024-02-{last:02d}")),
                statement=f"{10 + at}.0",
            )
        )
        of = "exchange" if said[-1].kind == CATEGORY else "1A"
        said[-1] = StopRule(**{name: getattr(said[-1], name) for name in StopRule.__struct_fields__} | {"of": of})
        rules.take(f"e{at}", [said[-1]])
    spans = rules.spans("exchange", "1A")
    for day in range(1, 29):
        at_second = int(datetime(2024, 2, day, 12, tzinfo=UTC).timestamp())
        ends = True
        for kind in (CATEGORY, ADDRESS):
            for one in said:
                if one.kind == kind and one.span[0] <= at_second < one.span[1]:
                    ends = one.ends
        assert any(first <= at_second < last for first, last in spans) == ends, f"seed {seed}, day {day}"
    if not said:
        assert spans == ALWAYS
    for at in range(len(said)):
        rules.take(f"e{at}", [])
    assert (rules.spans("exchange", "1A"), rules.spans("user", "1A"), rules.said()) == (ALWAYS, NEVER, ())

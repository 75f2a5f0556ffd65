"""Labels that are kept up with the tags are those that are made anew, after any sequence of tags that come and go."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.parties import delivered, says
from support.utxo_chains import Blocks, random_blocks, stored
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Entry, Retraction, Statement
from watchgate.risk.exposure import relabel
from watchgate.risk.exposure.answer import exposure_of
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.marking import Marked, marked
from watchgate.risk.exposure.relabel import renewed

CATEGORIES = ("theft", "exchange", "mixing_service", "user", "zoo")


def same(known: Marked, anew: Marked, chain: UtxoChain, tags: Attribution, seed: int) -> None:
    assert known.tag_of == anew.tag_of, f"seed {seed}"
    assert (known.own_rules, known.said) == (anew.own_rules, anew.said), f"seed {seed}"
    outputs = known.labels.rows.tolist()
    assert [known.tag_at(chain, one) for one in outputs] == [anew.tag_at(chain, one) for one in outputs], f"seed {seed}"
    names = [[one.categories[at] for at in one.labels.label] for one in (known, anew)]
    assert names[0] == names[1], f"seed {seed}"
    assert known.labels.rows.tolist() == anew.labels.rows.tolist(), f"seed {seed}"
    assert known.labels.special(chain).tolist() == anew.labels.special(chain).tolist(), f"seed {seed}"
    for row in range(0, chain.counts.addresses, 7):
        address = chain.text_keys.text(row)
        for rule in ("haircut", "fifo"):
            answers = [exposure_of(chain, "btc", address, tags, one, rule=rule, eps=0) for one in (known, anew)]
            assert answers[0] == answers[1], f"seed {seed}"


def stop_rule(random: Random) -> Statement:
    about = random.choice(("category:exchange", "category:user", *(f"address:addr{at}" for at in range(8))))
    first, last = sorted(random.sample(range(14, 24), 2))
    return Statement(
        entity_id=f"stop-{random.randrange(4)}",
        schema="CryptoWallet",
        prop="keywords",
        value=f"stop:{random.choice(('ends', 'goes_on'))}:{about}",
        dataset="stop_rules",
        valid_from=random.choice((None, f"2011-03-{first}")),
        valid_to=random.choice((None, f"2011-03-{last}")),
    )


@pytest.mark.parametrize("seed", range(6))
def test_kept_up_and_made_anew_give_the_same_answers(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    monkeypatch.setattr(relabel, "MOST_ADDRESSES", random.choice((1, 3, 20_000)))
    blocks = random_blocks(random, blocks=15, addresses=25).blocks
    chain = stored(tmp_path / "chain", Blocks([(100 * height, txs) for height, txs in blocks]))
    ledger = open_ledger(tmp_path / "ledger")
    tags = Attribution.at(ledger, SYSTEM)
    known = marked(chain, "btc", tags)
    for step in range(25):
        entities = [*(f"tag-{at}" for at in range(12)), *(f"stop-{at}" for at in range(4))]
        said = [one for name in entities for one in ledger.as_of(reader=SYSTEM).entity(name)]
        if said and random.random() < 0.4:
            entries: list[Entry] = [Retraction(target=one.locator, reason="x") for one in said if random.random() < 0.5]
        else:
            entries = [
                one
                for _ in range(random.randint(1, 3))
                for one in says(
                    f"tag-{random.randrange(12)}",
                    "CryptoWallet",
                    "tags_pack",
                    publicKey=f"addr{random.randrange(26)}",
                    currency=random.choice(("BTC", "BTC", "ETH")),
                    keywords=f"category:{random.choice(CATEGORIES)}",
                )
            ]
        if random.random() < 0.3:
            entries.append(stop_rule(random))
        if not entries:
            continue
        ledger.append(delivered(*entries, source=f"pack-{step}"))
        tags.catch_up()
        known = renewed(known, chain, "btc", tags)
        same(known, marked(chain, "btc", Attribution.at(ledger, SYSTEM)), chain, tags, seed)
    assert np.count_nonzero(known.labels.label) == len(known.labels.rows)
    ledger.close()
    chain.close()

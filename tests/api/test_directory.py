from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.api_service import NOW_US, Hands
from watchgate.api.directory import Directory
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError
from watchgate.model.handling import SYSTEM, Handling, Reader, Tlp
from watchgate.model.statement import Confirmation, Entry, Locator, Marking, Retraction, Statement, Status

READERS = (SYSTEM, Reader(name="public"), Reader(name="amber", clearance=Tlp.AMBER_STRICT))
LEVELS = st.sampled_from([Tlp.CLEAR, Tlp.AMBER_STRICT, Tlp.RED])
SAID = st.fixed_dictionaries(
    {
        "entity_id": st.sampled_from(["a", "b", "c"]),
        "what": st.sampled_from(
            [
                ("Person", "name", "Kim Chol"),
                ("Person", "name", "Ri Won Ho"),
                ("Person", "topics", "sanction"),
                ("Person", "country", "kp"),
                ("Sanction", "entity", "a"),
                ("LegalEntity", "alias", "Namchon"),
            ]
        ),
        "dataset": st.sampled_from(["one", "two"]),
        "status": st.sampled_from([Status.CONFIRMED, Status.PROPOSED]),
        "tlp": LEVELS,
    }
)
STEPS = st.lists(
    st.one_of(
        SAID,
        st.tuples(st.sampled_from(["retract", "confirm"]), st.integers(0, 20), LEVELS),
        st.tuples(st.just("mark"), st.integers(0, 20), LEVELS),
    ),
    max_size=10,
)


def state(directory: Directory) -> tuple[object, ...]:
    return (
        directory.position,
        directory.cards,
        directory.postings,
        directory.listings,
        directory.datasets(),
        {name: directory.things(name) for name in ("one", "two")},
    )


@settings(max_examples=60, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, every=st.integers(1, 4))
def test_following_the_ledger_ends_where_a_rebuild_does(
    steps: list[object], every: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ledger = open_ledger(tmp_path_factory.mktemp("ledger"), clock=Hands(NOW_US))
    try:
        followed = {reader.name: Directory.build(ledger.as_of(reader=reader)) for reader in READERS}
        standing: list[Locator] = []
        for number, step in enumerate(steps):
            delivery = delivery_of(step, standing)
            if delivery is None:
                continue
            try:
                position = ledger.append(delivery).position
            except BadInputError:  # an act that cannot be, such as confirming what is confirmed
                continue
            if isinstance(step, dict):
                standing.append(Locator(position, 0))
            if number % every == 0:
                for reader in READERS:
                    followed[reader.name].catch_up(ledger, reader)
        for reader in READERS:
            followed[reader.name].catch_up(ledger, reader)
            rebuilt = Directory.build(ledger.as_of(reader=reader))
            assert state(followed[reader.name]) == state(rebuilt), reader.name
    finally:
        ledger.close()


def delivery_of(step: object, standing: list[Locator]) -> Delivery | None:
    """The delivery a step stands for; None for an act when there is nothing to act on."""
    entry: Entry
    if isinstance(step, dict):
        schema, prop, value = step["what"]
        entry = Statement(
            entity_id=step["entity_id"],
            schema=schema,
            prop=prop,
            value=value,
            dataset=step["dataset"],
            status=step["status"],
        )
        return Delivery(source="test", entries=(entry,), handling=Handling(tlp=step["tlp"]))
    assert isinstance(step, tuple)
    act, number, level = step
    if not standing:
        return None
    target = standing[number % len(standing)]
    if act == "retract":
        standing.remove(target)
        entry = Retraction(target=target, reason="test")
    elif act == "confirm":
        entry = Confirmation(target=target, by="test")
    else:
        entry = Marking(target=target, handling=Handling(tlp=level))
    return Delivery(source="test", entries=(entry,), handling=Handling(tlp=level))


def test_a_card_knows_what_filters_ask_for(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, clock=Hands())
    said = [("name", "Ky'ŏng-su PAK"), ("country", "kp"), ("nationality", "ru"), ("topics", "sanction")]
    entries = tuple(
        Statement(entity_id="a", schema="Person", prop=prop, value=value, dataset="one") for prop, value in said
    )
    ledger.append(Delivery(source="test", entries=entries))
    directory = Directory.build(ledger.as_of(reader=SYSTEM))
    card = directory.cards["a"]
    assert card.words == ("kyong", "pak", "su")
    assert card.countries == ("kp", "ru")
    assert card.topics == ("sanction",)
    assert directory.is_target("a")
    assert directory.datasets() == {"one": 1}
    ledger.close()

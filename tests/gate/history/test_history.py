"""The history: what was kept comes back, the same bytes once, other bytes under the same ids with a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.gate_entries import DECIDED_AT, decided, entry, keep, met, payment
from watchgate.gate.history.history import History, open_history
from watchgate.model.decision import Verdict, sealed
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.policy_file import default_policy


@pytest.fixture
def history(tmp_path: Path) -> History:
    found = open_history(tmp_path)
    found.know_policy(default_policy())
    return found


def test_record_and_decision_come_back_as_they_were_kept(history: History) -> None:
    record = payment(1, uetr="eb6305c9-1f7f-49de-aed0-16487c27b42d")
    decision = decided(record, Verdict.HOLD, matches=(met(record),))
    (kept,) = history.keep([entry(record, decision)])
    found = history.get(decision.sha256)
    assert (kept.number, kept.decision) == (1, decision)
    assert (found.record, found.decision, found.number) == (record, decision, 1)
    assert found.message.message_id == ""  # that of a message that was read stands in its records
    assert history.original(found.original) == b"1 "


def test_what_was_kept_is_there_after_opening_again(tmp_path: Path) -> None:
    first = open_history(tmp_path)
    keep(first, payment(1), payment(2))
    first.close()
    again = open_history(tmp_path)
    assert [one.record for one in again.all()] == [payment(1), payment(2)]
    assert keep(again, payment(3)) == [3]


def test_same_bytes_again_give_the_old_decision_when_nothing_about_them_changed(history: History) -> None:
    record = payment(1)
    (first,) = history.keep([entry(record, decided(record, position=7))])
    (again,) = history.keep([entry(record, decided(record, position=9, at=DECIDED_AT + 5))])
    assert again.repeated
    assert (again.number, again.decision) == (first.number, first.decision)
    assert history.last_number() == 1


def test_same_bytes_twice_in_one_commit_are_kept_once(history: History) -> None:
    record = payment(1)
    first, again = history.keep([entry(record), entry(record)])
    assert (first.number, first.repeated, again.number, again.repeated) == (1, False, 1, True)


def test_same_bytes_again_give_a_new_linked_decision_when_the_evidence_changed(history: History) -> None:
    record = payment(1)
    (first,) = history.keep([entry(record)])
    held = decided(record, Verdict.HOLD, position=8, matches=(met(record),))
    (second,) = history.keep([entry(record, held)])
    assert not second.repeated
    assert second.decision.previous == first.decision.sha256
    assert second.decision == sealed(second.decision)
    assert history.get("2").previous == 1
    (third,) = history.keep([entry(record, held)])
    assert (third.repeated, third.number) == (True, 2)


def test_other_bytes_under_the_same_ids_are_held_and_kept(history: History) -> None:
    first, forged = payment(1), payment(1, content="forged", creditor="Somebody Else")
    (kept,) = history.keep([entry(first)])
    (held,) = history.keep([entry(forged)])
    assert (held.conflict, held.decision.verdict, held.decision.rule) == (1, Verdict.HOLD, "ids used again")
    assert kept.decision.sha256[:16] in held.decision.reason
    assert history.get("2").record == forged
    (again,) = history.keep([entry(forged)])
    assert (again.repeated, again.number, again.conflict) == (True, 2, 1)
    (first_again,) = history.keep([entry(first)])
    assert (first_again.number, first_again.decision.verdict) == (1, Verdict.PASS)


def test_a_conflict_makes_no_stop_milder(history: History) -> None:
    history.keep([entry(payment(1))])
    forged = payment(1, content="forged")
    (kept,) = history.keep([entry(forged, decided(forged, Verdict.STOP))])
    assert kept.decision.verdict is Verdict.STOP
    assert any("used before for other bytes" in one for one in kept.decision.warnings)


def test_ids_of_another_sender_or_of_none_are_no_conflict(history: History) -> None:
    history.keep([entry(payment(1))])
    (other,) = history.keep([entry(payment(1, content="other", sender="OTHERXXX"))])
    assert (other.conflict, other.decision.verdict) == (0, Verdict.PASS)


def test_transactions_of_one_message_share_it_and_its_bytes(history: History) -> None:
    first, second = payment(1), payment(1, ordinal=1, creditor="Li Wei")
    history.keep([entry(first), entry(second)])
    one, two = history.get("1"), history.get("2")
    assert one.original == two.original
    assert one.parties[0] == two.parties[0]
    assert one.parties[1] != two.parties[1]


def test_parties_are_kept_once_with_where_they_stood(history: History) -> None:
    history.keep([entry(payment(1), decided(payment(1), position=3))])
    history.keep([entry(payment(2), decided(payment(2), position=9))])
    stood = {
        one.names[0].text if one.names[0].text != "Anna Nowak" else one.identifiers[0].value: history.decisions_of(key)
        for key, one in history.parties_after(0)
    }
    assert stood == {f"DE{1:020}": [1], f"DE{2:020}": [2], "Sven Olsson": [1, 2], "Sparbanken": [1, 2]}


def test_a_decision_is_found_by_number_hash_and_record(history: History) -> None:
    keep(history, *(payment(number) for number in range(1, 30)))
    seventh = history.get("7")
    for reference in ("#7", seventh.sha256, seventh.sha256[:10], seventh.record_id, seventh.record_id[:12].upper()):
        assert history.get(reference).number == 7
    for reference in ("30", "f" * 64, "00000000"):
        with pytest.raises(NotFoundError):
            history.get(reference)
    with pytest.raises(BadInputError, match="neither the number"):
        history.get("pay ment")


def test_a_record_decided_again_is_found_by_its_newest_decision(history: History) -> None:
    record = payment(1)
    keep(history, record)
    keep(history, record, verdict=Verdict.HOLD)
    assert history.get(record.id).number == 2


def test_messages_about_one_payment_find_each_other(history: History) -> None:
    uetr = "eb6305c9-1f7f-49de-aed0-16487c27b42d"
    history.keep([entry(payment(1, uetr=uetr), uetrs=(uetr,)), entry(payment(2))])
    history.keep([entry(payment(3, uetr=uetr.upper()), uetrs=(uetr,))])
    assert [one.number for one in history.related(uetr)] == [1, 3]


def test_two_histories_on_one_home_see_each_other_and_count_on(tmp_path: Path) -> None:
    one, other = open_history(tmp_path), open_history(tmp_path)
    assert keep(one, payment(1)) == [1]
    assert keep(other, payment(2)) == [2]
    assert keep(one, payment(2)) == [2]
    assert keep(other, payment(3)) == [3]
    assert [stored.record for stored in one.all()] == [payment(1), payment(2), payment(3)]


def test_without_the_key_the_history_is_not_opened(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    keep(history, payment(1))
    history.close()
    (tmp_path / "keys/history.key").rename(tmp_path / "keys/lost")
    with pytest.raises(BadInputError, match="the key of the history is not there"):
        open_history(tmp_path)
    (tmp_path / "keys/history.key").write_text("00" * 32)
    with pytest.raises(BadInputError, match="not the one its history was written under"):
        open_history(tmp_path)


def test_nothing_of_a_customer_can_be_read_in_the_file(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    keep(history, payment(1, debtor="Wilhelmine Unverwechselbar", text="Rechnung Unverwechselbar"))
    history.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "history").glob("history.sqlite*"))
    assert b"Unverwechselbar" not in stored
    assert b"unverwechselbar" not in stored

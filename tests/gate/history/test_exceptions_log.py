"""The log of exceptions: two people, positions of its own, every state of it readable again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.verifying import verify
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.exception import DAY_US, MatchException
from watchgate.model.policy_file import default_policy

NOW = 1_763_800_000_000_000
DRAFT = MatchException(
    id="",
    customer="C-17",
    entity_id="us-1",
    role="creditor",
    reason="other birth date; passport seen",
    author="kim",
    made_at=NOW,
    expires_at=NOW + 30 * DAY_US,
    compared="ab" * 32,
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return open_history(tmp_path, clock=lambda: NOW)


def test_each_state_of_the_log_can_be_read_again(history: History) -> None:
    log = ExceptionsLog(history)
    first = log.propose(DRAFT, default_policy())
    agreed = log.agree(first.id[:8], "lee")
    log.take_back(first.id, "mara", "passport was forged")
    assert [list(log.at(position)) for position in range(4)] == [[], [first], [agreed], []]
    assert (agreed.in_force, first.in_force) == (True, False)
    assert log.at().position == 3
    with pytest.raises(BadInputError, match="positions 0 to 3"):
        log.at(4)


def test_another_process_sees_what_was_added(history: History, tmp_path: Path) -> None:
    log, other = ExceptionsLog(history), ExceptionsLog(open_history(tmp_path, clock=lambda: NOW))
    assert list(other.at()) == []
    found = log.propose(DRAFT, default_policy())
    assert list(other.at()) == [found]


def test_the_author_cannot_agree_and_nobody_twice(history: History) -> None:
    log = ExceptionsLog(history)
    found = log.propose(DRAFT, default_policy())
    with pytest.raises(BadInputError, match="a second person"):
        log.agree(found.id, " KIM ")
    log.agree(found.id, "lee")
    with pytest.raises(BadInputError, match="lee has agreed"):
        log.agree(found.id, "mara")
    with pytest.raises(BadInputError, match="there already"):
        log.propose(DRAFT, default_policy())


def test_one_that_is_not_there_or_not_meant_alone_is_said_so(history: History) -> None:
    log = ExceptionsLog(history)
    log.propose(DRAFT, default_policy())
    for reference in ("", "abc", "f" * 64):
        with pytest.raises(NotFoundError):
            log.agree(reference, "lee")
    with pytest.raises(BadInputError, match="why"):
        log.take_back("f" * 64, "lee", "")


def test_exceptions_are_sealed_and_their_chain_is_verified(history: History, tmp_path: Path) -> None:
    log = ExceptionsLog(history)
    log.propose(msgspec.structs.replace(DRAFT, customer="C-UNVERWECHSELBAR"), default_policy())
    log.propose(DRAFT, default_policy())
    assert verify(history).damages == ()
    history.write(
        lambda connection: connection.execute("UPDATE exception SET at = at + 1 WHERE position = 1").fetchall()
    )
    assert verify(history).damages == ("exception 1: the chain breaks here",)
    history.close()
    assert b"UNVERWECHSELBAR" not in b"".join(path.read_bytes() for path in (tmp_path / "history").glob("history*"))

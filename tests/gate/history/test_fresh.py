"""What is filed and read in one process is given without being opened, and never where its row is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.gate_entries import keep, payment
from watchgate.gate.history import fresh as fresh_module
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.history.filing import Filing
from watchgate.gate.history.fresh import Fresh
from watchgate.gate.history.history import open_history
from watchgate.gate.history.sealing import Sealer
from watchgate.model.policy_file import default_policy


def test_what_was_put_is_given_once_and_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_module, "MOST_BYTES", 2 * (200 + len(b"of a")))
    fresh = Fresh()
    fresh.put(b"a", b"unwanted")
    assert fresh.take(b"a") is None
    fresh.wanted = True
    for secret in (b"a", b"b", b"c"):
        fresh.put(secret, b"of " + secret)
    assert [fresh.take(one) for one in (b"a", b"b", b"c", b"c")] == [None, None, b"of c", None]
    fresh.put(b"d", b"of d")
    fresh.put(b"e", b"more than is remembered" * 20)
    assert [fresh.take(one) for one in (b"d", b"e")] == [None, None]


def test_rows_read_where_they_are_filed_are_not_opened_and_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Filing, "always", lambda _: None)
    history = open_history(tmp_path)
    history.know_policy(default_policy())
    history.file_for_all()
    keep(history, payment(1), payment(2, debtor="Wilhelmine Unverwechselbar", text="for Wilhelmine"))
    history.file()
    other = open_history(tmp_path)
    (gone,) = [key for key, one in other.parties_after(0) if one.names[0].text.startswith("Wilh")]
    other.close()
    erase_parties(history, [gone], author="lee", reason="asked for", despite_retention=True)
    opened: list[str] = []
    unseal = Sealer.open

    def noted(self: Sealer, secret: bytes, sealed: bytes, what: str) -> bytes:
        opened.append(what)
        return unseal(self, secret, sealed, what)

    monkeypatch.setattr(Sealer, "open", noted)
    first = (history.parties_after(0), history.texts_after(0))
    assert opened == []
    assert gone not in [key for key, _ in first[0]]
    assert (history.parties_after(0), history.texts_after(0)) == first
    assert len(opened) == len(first[0]) + len(first[1]) > 3
    history.close()

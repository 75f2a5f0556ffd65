"""A gate that cannot be opened lets go of what it had opened by then, so that one who tries again is not run out."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from support.gate_home import fill, gate
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.service import Gate
from watchgate.gate.service_following import Following


def files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def refuses(*_args: object, **_named: object) -> None:
    raise RuntimeError("no")


@pytest.mark.parametrize(("kind", "made_by"), [(Evidence, "at"), (Following, "__init__")])
def test_a_gate_that_cannot_be_opened_keeps_no_file_and_no_thread(
    kind: type, made_by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = fill(tmp_path / "home")
    with gate(home):
        pass  # what is made once is there
    monkeypatch.setattr(kind, made_by, refuses)
    before, threads = files(), threading.active_count()
    for _ in range(3):
        with pytest.raises(RuntimeError, match="no"):
            Gate(home)
    assert (files(), threading.active_count()) == (before, threads)

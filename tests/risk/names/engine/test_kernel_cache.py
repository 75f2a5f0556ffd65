"""Where compiled kernels are kept, and what makes them stale."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from watchgate.ledger import compiled
from watchgate.risk.names.engine import warm

ROOM = "watchgate.risk.names"


def test_kernels_are_kept_by_all_modules_of_the_room_they_are_made_from() -> None:
    found = compiled._closure(f"{ROOM}.bound")
    assert {f"{ROOM}.bound", f"{ROOM}.score", f"{ROOM}.similarity", f"{ROOM}.tables", f"{ROOM}.alignment"} <= found
    assert f"{ROOM}.index" not in found


def test_a_change_in_an_imported_module_changes_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    before = compiled.kernel_folder(f"{ROOM}.bound")
    unconcerned = compiled.kernel_folder(f"{ROOM}.tables")
    own = compiled._source
    compiled.kernel_folder.cache_clear()
    monkeypatch.setattr(compiled, "_source", lambda name: own(name) + (b"#" if name.endswith(".similarity") else b""))
    after = compiled.kernel_folder(f"{ROOM}.bound")
    assert compiled.kernel_folder(f"{ROOM}.tables") == unconcerned
    monkeypatch.undo()
    compiled.kernel_folder.cache_clear()
    assert before is not None
    assert before != after


def test_the_same_code_elsewhere_finds_what_was_compiled(tmp_path: Path) -> None:
    package = Path(compiled.__file__).parents[1]
    kernels = tmp_path / "kernels"
    say = (
        "import watchgate; from watchgate.risk.names.engine.alike import edit_similarity as made; "
        "print(made(0, 5), sum(made.stats.cache_hits.values()), watchgate.__file__)"
    )
    told: list[list[str]] = []
    for place in ("one", "two"):
        shutil.copytree(package, tmp_path / place / "watchgate", ignore=shutil.ignore_patterns("__pycache__"))
        settings = os.environ | {"WATCHGATE_KERNELS": str(kernels), "PYTHONPATH": str(tmp_path / place)}
        run = subprocess.run(
            [sys.executable, "-c", say], env=settings, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        told.append(run.stdout.split())
    assert [one[:2] for one in told] == [["1000", "0"], ["1000", "1"]]
    assert str(tmp_path / "two") in told[1][2]


def test_code_replaced_while_a_process_runs_finds_and_leaves_no_compiled_kernels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, replaced = compiled._path, tmp_path / "similarity.py"
    replaced.write_bytes(own(f"{ROOM}.similarity").read_bytes())
    compiled.kernel_folder.cache_clear()
    assert compiled.kernel_folder(f"{ROOM}.bound") is not None
    compiled.kernel_folder.cache_clear()
    monkeypatch.setattr(compiled, "_path", lambda name: replaced if name.endswith(".similarity") else own(name))
    try:
        assert compiled.kernel_folder(f"{ROOM}.bound") is None
        assert compiled.kernel_folder(f"{ROOM}.tables") is not None
    finally:
        compiled.kernel_folder.cache_clear()


def test_kernels_live_in_a_folder_of_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHGATE_KERNELS", str(tmp_path / "kernels"))
    compiled.kernels_root.cache_clear()
    try:
        root = compiled.kernels_root()
        assert root == tmp_path / "kernels"
        assert root.stat().st_mode & 0o777 == 0o700
    finally:
        compiled.kernels_root.cache_clear()


def test_what_was_compiled_for_code_long_gone_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHGATE_KERNELS", str(tmp_path / "kernels"))
    compiled.kernels_root.cache_clear()
    compiled.kernel_folder.cache_clear()
    try:
        root, own = compiled.kernels_root(), compiled.kernel_folder(f"{ROOM}.engine.bound")
        assert root is not None
        assert own is not None
        days = {"lately": 3, "old": 30, own.name: 30, **{f"{number}.host.warm": 2 + number for number in range(9)}}
        for name, age in days.items():
            (root / name).touch() if name.endswith(".warm") else (root / name).mkdir()
            os.utime(root / name, (1_000_000_000 - age * 86_400,) * 2)
        warm._remove_old()
        assert {path.name for path in root.iterdir()} == days.keys() - {"old"}
        os.utime(root / "8.host.warm", (1_000_000_000 - 20 * 86_400,) * 2)
        (root / "8.host.warm").rename(root / "older.host.warm")
        warm._remove_old()
        assert {path.name for path in root.iterdir()} == days.keys() - {"old", "8.host.warm"}
    finally:
        compiled.kernels_root.cache_clear()
        compiled.kernel_folder.cache_clear()


def test_without_a_folder_kernels_are_still_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    monkeypatch.setenv("WATCHGATE_KERNELS", str(in_the_way))
    compiled.kernels_root.cache_clear()
    compiled.kernel_folder.cache_clear()
    try:
        assert compiled.kernel_folder(f"{ROOM}.bound") is None

        def doubled(value: int) -> int:
            return 2 * value

        made = compiled.kernel(doubled)
        assert made(21) == made.py_func(21) == 42
    finally:
        compiled.kernels_root.cache_clear()
        compiled.kernel_folder.cache_clear()

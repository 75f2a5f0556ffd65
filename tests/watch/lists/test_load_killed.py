"""`watchgate lists load` killed by SIGKILL: run again it ends as if it had never been."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from watchgate.ledger.open import open_ledger
from watchgate.model.handling import SYSTEM

RECORDS = 40_000
KILLS = 2


def test_a_load_killed_at_any_instant_is_completed_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "alt.csv"
    path.write_text("".join(f'{n},{n},"aka","PERSON {n}",-0- \n' for n in range(1, RECORDS + 1)))
    home = tmp_path / "home"
    command = [sys.executable, "-c", "from watchgate.cli.main import main; main()", "lists", "load", str(path)]
    environment = {**os.environ, "WATCHGATE_HOME": str(home)}
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)
    for _ in range(KILLS):
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        ledger_file = home / "ledger.sqlite-wal"
        grown = chance.randrange(1, 8_000_000)
        while running.poll() is None and _size(ledger_file) <= grown:
            time.sleep(0.002)
        running.kill()
        running.communicate()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    ledger = open_ledger(home)
    try:
        in_force = [one.value for one in ledger.as_of(reader=SYSTEM).source("us_ofac_sdn.alt")]
        assert sorted(in_force) == sorted(f"PERSON {n}" for n in range(1, RECORDS + 1)), f"seed {seed}"
        last = list(ledger.as_of(reader=SYSTEM).deliveries("us_ofac_sdn.alt"))[-1]
        assert last.complete, f"seed {seed}"
        assert ledger.verify().damages == (), f"seed {seed}"
    finally:
        ledger.close()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # not there yet, or gone: the load has ended
        return 0

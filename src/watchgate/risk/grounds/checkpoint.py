"""What is kept of the grounds between starts: the facts they are made of."""

from __future__ import annotations

from watchgate.risk.grounds.facts import Facts
from watchgate.risk.view_file import ViewFile

MADE_BY = (
    "risk/grounds/facts.py",
    "risk/grounds/name_key.py",
    "risk/names/normal.py",
    "risk/names/latinise.py",
    "risk/names/tables.py",
    "risk/names/data",
    "risk/grounds/checkpoint.py",
    "risk/parties.py",
    "model/ftm.py",
    "model/ftm_schema.json",
)
"""The code and tables that decide what facts say."""

Part = tuple[str, Facts | None]
"""An entity and its facts; None where nothing is said that a ground could stand on."""

FACTS: ViewFile[Part] = ViewFile("grounds.msgpack", Part, MADE_BY)

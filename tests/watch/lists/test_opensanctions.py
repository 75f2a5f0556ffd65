from __future__ import annotations

from pathlib import Path

import pytest

from support.format_reading import Snapshot, read_damaged, value_of
from watchgate.watch.lists.entry import ListFormat
from watchgate.watch.lists.formats.opensanctions import entities as opensanctions_entities
from watchgate.watch.lists.formats.opensanctions import statements as opensanctions_statements
from watchgate.watch.lists.formats.opensanctions import targets as opensanctions_targets

FOLDER = Path(__file__).parent / "fixtures" / "opensanctions"
FILES: dict[str, tuple[str, ListFormat]] = {
    "entities": ("entities.ftm.json", opensanctions_entities.FORMAT),
    "statements": ("statements.csv", opensanctions_statements.FORMAT),
    "targets": ("targets.simple.csv", opensanctions_targets.FORMAT),
}


@pytest.fixture(scope="module")
def ftm() -> dict[str, Snapshot]:
    return {key: Snapshot(FOLDER / name, form) for key, (name, form) in FILES.items()}


def test_ids_and_values_are_kept_as_they_are(ftm: dict[str, Snapshot]) -> None:
    entities = ftm["entities"]
    assert entities.names("NK-example1") == {"CHANG MYONG-CHIN": "name", "Jang Myong-Jin": "alias"}
    assert entities.values("NK-example1", "birthDate") == ["1968-02-19", "1965"]
    assert entities.entries["NK-example1"][0].claims[0].first_seen == "2021-01-01T00:00:00"


def test_nested_entity_is_an_entry_of_its_own(ftm: dict[str, Snapshot]) -> None:
    assert ftm["entities"].values("NK-example1", "sanctions") == []
    (sanction,) = ftm["entities"].side("NK-example1", "Sanction", "entity")
    assert (sanction.dataset, value_of(sanction, "unscId")) == ("un_sc_sanctions", "KPi.007")


def test_merged_ids_are_a_judgement_and_not_an_id(ftm: dict[str, Snapshot]) -> None:
    assert ftm["entities"].values("NK-example1", "sameAs") == ["un-690743", "eu-fsf-901"]
    statements = ftm["statements"]
    assert set(statements.entries) == {"unsc-690743", "ex-1"}
    assert statements.values("unsc-690743", "sameAs") == ["NK-example1", "NK-example1"]
    assert statements.values("ex-1", "sameAs") == []


def test_statement_keeps_its_own_dataset_language_wording_and_dates(ftm: dict[str, Snapshot]) -> None:
    said = [
        statement
        for entry in ftm["statements"].entries["unsc-690743"]
        for statement in entry.statements(ftm["statements"].file.dataset)
    ]
    name, nationality, alias = (next(s for s in said if s.prop == prop) for prop in ("name", "nationality", "alias"))
    assert (name.dataset, name.lang) == ("un_sc_sanctions", "eng")
    assert nationality.original_value == "Democratic People's Republic of Korea"
    assert nationality.origin == "gpt"
    assert (alias.dataset, alias.external) == ("ext_example", True)
    assert (alias.first_seen, alias.last_seen) == ("2022-05-05", "2022-05-05")
    assert not [statement for statement in said if statement.prop == "id"]


def test_one_dataset_in_the_lines_names_the_source_else_the_folder_does(
    ftm: dict[str, Snapshot], tmp_path: Path
) -> None:
    assert ftm["entities"].file.source == "ftm.opensanctions.entities"
    folder = tmp_path / "sanctions-2026-08-01"
    folder.mkdir()
    only = (FOLDER / "entities.ftm.json").read_text(encoding="utf-8").splitlines()[0]
    (folder / "entities.ftm.json").write_text(only + "\n", encoding="utf-8")
    found = Snapshot(folder / "entities.ftm.json", opensanctions_entities.FORMAT)
    assert (found.file.source, found.file.dataset) == ("ftm.un_sc_sanctions.entities", "un_sc_sanctions")
    (folder / "targets.simple.csv").write_bytes((FOLDER / "targets.simple.csv").read_bytes())
    table = Snapshot(folder / "targets.simple.csv", opensanctions_targets.FORMAT)
    assert table.file.source == "ftm.sanctions.targets"


def test_simple_table_gives_names_identifiers_and_a_listing(ftm: dict[str, Snapshot]) -> None:
    targets = ftm["targets"]
    assert targets.names("NK-example1") == {
        "CHANG MYONG-CHIN": "name",
        "Jang Myong-Jin": "alias",
        "Chang; Myong": "alias",
        "예제": "alias",
    }
    assert targets.values("NK-example1", "idNumber") == ["381310014"]
    assert targets.values("NK-example1", "topics") == ["sanction"]
    assert targets.values("NK-example1-sanction", "program") == ["UN-SCDPRK"]
    assert targets.values("NK-example1-sanction", "reason") == ["DPRK - KPi.007 - 2013-01-22"]
    assert targets.values("ex-vessel", "imoNumber") == ["9999993"]
    assert "birthDate: 2001-01-01" in targets.values("ex-vessel", "notes")
    assert targets.values("ex-vessel", "mmsi") == ["445000000"]
    assert targets.values("ex-vessel", "topics") == []
    assert targets.values("ex-wallet-sanction", "program") == ["UA-WS-MARE"]
    assert targets.values("ex-wallet", "publicKey") == ["bc1qexample"]


def test_what_cannot_be_taken_is_refused_by_id_or_line(ftm: dict[str, Snapshot]) -> None:
    assert [refused.record_id for refused in ftm["entities"].refused] == ["ex-bad", "line 4"]
    assert [refused.record_id for refused in ftm["statements"].refused] == ["ex-2", "line 8"]
    assert [refused.record_id for refused in ftm["targets"].refused] == ["ex-nameless"]


def test_entities_nested_too_deeply_are_refused(tmp_path: Path) -> None:
    line = '{"id":"x","schema":"Person","properties":{}}'
    for number in range(8):
        line = f'{{"id":"x{number}","schema":"Person","properties":{{"associates":[{line}]}}}}'
    path = tmp_path / "deep.json"
    path.write_text(line + "\n", encoding="utf-8")
    deep = Snapshot(path, opensanctions_entities.FORMAT)
    assert [refused.record_id for refused in deep.refused] == ["line 1"]
    assert not deep.entries


@pytest.mark.parametrize("key", FILES)
def test_damaged_file_is_refused_and_nothing_else_breaks(tmp_path: Path, key: str) -> None:
    name, form = FILES[key]
    assert read_damaged(FOLDER / name, form, tmp_path, seed=61, times=150) > 0

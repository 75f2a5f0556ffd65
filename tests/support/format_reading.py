"""Reading list fixtures in tests: through recognition, as the loader does, with what was said of each entity."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.model.ftm import schema
from watchgate.watch.lists.entry import ListEntry, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import read_head

NAME_PROPERTIES = ("name", "alias", "weakAlias", "previousName", "abbreviation")


class Snapshot:
    """A list file as read: entries by entity id, refusals in order."""

    def __init__(self, path: Path, form: ListFormat) -> None:
        found = form.recognise(path, read_head(path))
        assert found is not None, f"{form.name} does not recognise {path.name}"
        self.file = found
        self.entries: dict[str, list[ListEntry]] = defaultdict(list)
        self.refused: list[RefusedEntry] = []
        for entry in form.read(found):
            if isinstance(entry, RefusedEntry):
                self.refused.append(entry)
            else:
                self.entries[entry.entity_id].append(entry)

    def values(self, entity_id: str, prop: str) -> list[str]:
        """What the list says of `prop`, in order."""
        return [claim.value for entry in self.entries[entity_id] for claim in entry.claims if claim.prop == prop]

    def originals(self, entity_id: str, prop: str) -> dict[str, str | None]:
        """Value -> the source's wording."""
        found = (claim for entry in self.entries[entity_id] for claim in entry.claims if claim.prop == prop)
        return {claim.value: claim.original for claim in found}

    def names(self, entity_id: str) -> dict[str, str]:
        """Name -> the property it stands under."""
        return {value: prop for prop in reversed(NAME_PROPERTIES) for value in self.values(entity_id, prop)}

    def of_schema(self, name: str) -> list[ListEntry]:
        """Every entry of that schema."""
        return [entry for group in self.entries.values() for entry in group if entry.schema == name]

    def side(self, entity_id: str, schema_name: str, prop: str) -> list[ListEntry]:
        """The entries of a schema that point at the entity by `prop` (a Sanction's `entity`, a Passport's `holder`)."""
        return [
            entry
            for entry in self.of_schema(schema_name)
            if any(claim.prop == prop and claim.value == entity_id for claim in entry.claims)
        ]


def value_of(entry: ListEntry, prop: str) -> str | None:
    """The first value of `prop`."""
    return next((claim.value for claim in entry.claims if claim.prop == prop), None)


def assert_every_claim_is_ftm(snapshot: Snapshot) -> None:
    """Every property exists on its schema, no value is empty, nothing is said twice."""
    for group in snapshot.entries.values():
        for entry in group:
            known = schema(entry.schema)
            for claim in entry.claims:
                known.property(claim.prop)
                assert claim.value.strip(), (entry.entity_id, claim)
            assert len(set(entry.claims)) == len(entry.claims), entry.entity_id


def read_damaged(path: Path, form: ListFormat, tmp_path: Path, *, seed: int, times: int) -> int:
    """Read `path` with random bytes changed, cut out or doubled; only BadInputError may come. Returns how many read."""
    rng = random.Random(seed)
    content = path.read_bytes()
    read = 0
    for number in range(times):
        damaged = bytearray(content)
        for _ in range(1 + number % 4):
            place = rng.randrange(len(damaged))
            kind = rng.randrange(5)
            if kind == 0:
                damaged[place] = rng.randrange(256)
            elif kind == 4:
                damaged[place] = rng.choice(b"0aZ -")
            elif kind == 1:
                del damaged[place : place + rng.randint(1, 200)]
            elif kind == 2:
                damaged[place:place] = damaged[place : place + rng.randint(1, 200)]
            else:
                del damaged[place:]
        target = tmp_path / f"damaged-{number}-{path.name}"
        target.write_bytes(bytes(damaged) or b"x")
        try:
            found = form.recognise(target, read_head(target))
            if found is not None:
                for _entry in form.read(found):
                    pass
                read += 1
        except BadInputError:
            pass
        except Exception as error:
            raise AssertionError(f"seed {seed}, file {number}: {error!r}") from error
        finally:
            target.unlink()
    return read

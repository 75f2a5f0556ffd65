"""Compile the FollowTheMoney schema (YAML in its wheel) into `src/watchgate/model/ftm_schema.json`.

    python -m pip download --no-deps followthemoney==4.11.2 -d /tmp/ftm
    uv run python tools/compile_ftm.py /tmp/ftm/followthemoney-4.11.2-py3-none-any.whl [--check]

The wheel (or a folder it was unpacked to) is read, not imported: the library needs PyICU, which has no wheels.
`--check` writes nothing and fails when the compiled files are not what this would write.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import yaml  # type: ignore[import-untyped]  # its stubs would be a dependency for this line alone

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src/watchgate/model/ftm_schema.json"
LICENCE = ROOT / "src/watchgate/model/ftm_schema.LICENSE.txt"
DEFAULT_MAX_LENGTH = 250
NAMED_ELSEWHERE = {"MAX_NAME_LENGTH": 384}
"""Limits the schema takes from another package: rigour 2.6 `rigour.env`, read from the installed module."""


def main() -> int:
    """Write the two files, or compare them with what is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("wheel", type=Path, help="followthemoney wheel, or a folder it was unpacked to")
    parser.add_argument("--check", action="store_true", help="compare only; exit code 1 when they differ")
    arguments = parser.parse_args()
    files = read_package(arguments.wheel)
    made = {DATA: compile_schema(files), LICENCE: licence(files)}
    if not arguments.check:
        for path, text in made.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)} is not what tools/compile_ftm.py makes of {arguments.wheel.name}\n")
    return 1 if stale else 0


def read_package(path: Path) -> dict[str, str]:
    """Path inside the wheel -> text, for the files the schema is made of."""
    wanted = (".yaml", ".yml", ".py", "METADATA", "LICENSE", "LICENSE.md", "LICENSE.txt")
    if path.is_dir():
        root = next(
            (folder for folder in (path, *path.absolute().parents) if (folder / "followthemoney").is_dir()), path
        )
        return {
            file.relative_to(root).as_posix(): file.read_text(encoding="utf-8")
            for file in sorted(root.rglob("*"))
            if file.is_file() and file.name.endswith(wanted)
        }
    with zipfile.ZipFile(path) as wheel:
        return {name: wheel.read(name).decode() for name in sorted(wheel.namelist()) if name.endswith(wanted)}


def compile_schema(files: dict[str, str]) -> str:
    """The data file: types with their defaults, then schemata by name with their own properties."""
    types = property_types(files)
    schemata = []
    for path, text in sorted(files.items()):
        if path.startswith("followthemoney/schema/"):
            for name, spec in yaml.safe_load(text).items():
                schemata.append(schema_row(name, spec, types))
    document = {
        "origin": "followthemoney " + version(files),
        "source": "https://github.com/opensanctions/followthemoney",
        "licence": "MIT; see ftm_schema.LICENSE.txt",
        "schemata": sorted(schemata, key=lambda row: str(row["name"])),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def schema_row(name: str, spec: dict[str, Any], types: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One schema as data; keys with empty values are left out."""
    edge, extent = spec.get("edge", {}), spec.get("temporalExtent", {})
    row = {
        "name": name,
        "label": spec.get("label", name),
        "plural": spec.get("plural", spec.get("label", name)),
        "abstract": bool(spec.get("abstract", False)),
        "matchable": bool(spec.get("matchable", True)),
        "deprecated": bool(spec.get("deprecated", False)),
        "extends": spec.get("extends", []),
        "caption": spec.get("caption", []),
        "featured": spec.get("featured", []),
        "required": spec.get("required", []),
        "edge_source": edge.get("source"),
        "edge_target": edge.get("target"),
        "temporal_start": extent.get("start", []),
        "temporal_end": extent.get("end", []),
        "properties": [property_row(key, own or {}, types) for key, own in spec.get("properties", {}).items()],
    }
    return {key: value for key, value in row.items() if key == "matchable" or value}


def property_row(name: str, spec: dict[str, Any], types: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One property as data; `matchable` and `max_length` fall back to those of its type."""
    kind = spec.get("type") or "string"
    reverse = spec.get("reverse") or {}
    row = {
        "name": name,
        "label": spec.get("label", name),
        "type": kind,
        "matchable": bool(spec.get("matchable", types[kind]["matchable"])),
        "max_length": int(spec.get("maxLength") or types[kind]["max_length"]),
        "range": spec.get("range"),
        "format": spec.get("format"),
        "reverse": reverse.get("name"),
        "reverse_label": reverse.get("label"),
        "deprecated": bool(spec.get("deprecated", False)),
        "hidden": bool(spec.get("hidden", False)),
    }
    return {key: value for key, value in row.items() if key == "matchable" or value}


def property_types(files: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Type name -> its `matchable` and `max_length`, read from the class bodies without importing them."""
    names = module_constants(files)
    classes: dict[str, tuple[list[str], dict[str, Any]]] = {}
    for path, text in files.items():
        if PurePosixPath(path).parent.as_posix() != "followthemoney/types" or not path.endswith(".py"):
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                classes[node.name] = (bases, class_constants(node, names))
    found: dict[str, dict[str, Any]] = {}
    for name in classes:
        merged = inherited(name, classes)
        if "name" in merged and name != "PropertyType":
            found[merged["name"]] = merged
    return found


def inherited(name: str, classes: dict[str, tuple[list[str], dict[str, Any]]]) -> dict[str, Any]:
    """The constants of a class over those of its bases, over FtM's defaults."""
    bases, own = classes[name]
    merged: dict[str, Any] = {"matchable": True, "max_length": DEFAULT_MAX_LENGTH}
    for base in bases:
        if base in classes:
            merged |= inherited(base, classes)
    return merged | own


def class_constants(node: ast.ClassDef, names: dict[str, Any]) -> dict[str, Any]:
    """`name`, `matchable` and `max_length` of a class body, where they are plain values."""
    constants: dict[str, Any] = {}
    for item in node.body:
        target, value = assignment(item)
        if target in {"name", "matchable", "max_length"} and value is not None:
            found = constant(value, names)
            if found is not None:
                constants[target] = found
    return constants


def assignment(item: ast.stmt) -> tuple[str, ast.expr | None]:
    """The name a statement assigns to, and the expression; an empty name for any other statement."""
    if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
        return item.targets[0].id, item.value
    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
        return item.target.id, item.value
    return "", None


def constant(value: ast.expr, names: dict[str, Any]) -> Any:
    """A literal, a module constant or `const("...")`; None for anything else."""
    if isinstance(value, ast.Call) and value.args:
        return constant(value.args[0], names)
    if isinstance(value, ast.Name):
        return names[value.id]
    return value.value if isinstance(value, ast.Constant) else None


def module_constants(files: dict[str, str]) -> dict[str, Any]:
    """Upper-case constants of the package, which some limits are given by."""
    found: dict[str, Any] = dict(NAMED_ELSEWHERE)
    for path, text in files.items():
        if path.startswith("followthemoney/") and path.endswith(".py"):
            for item in ast.parse(text).body:
                target, value = assignment(item)
                if target.isupper() and isinstance(value, ast.Constant):
                    found[target] = value.value
    return found


def version(files: dict[str, str]) -> str:
    """The version the wheel's metadata states."""
    metadata = next(text for path, text in files.items() if path.endswith(".dist-info/METADATA"))
    return next(line for line in metadata.splitlines() if line.startswith("Version: ")).removeprefix("Version: ")


def licence(files: dict[str, str]) -> str:
    """The licence text of the wheel, under a line that says what it belongs to."""
    text = next(text for path, text in files.items() if ".dist-info/licenses/LICENSE" in path)
    return (
        f"ftm_schema.json is compiled from the schema of followthemoney {version(files)}, under this licence:\n\n{text}"
    )


if __name__ == "__main__":
    sys.exit(main())

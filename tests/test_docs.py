"""The documents say what the code does: every command, option, format, setting and policy key has its place."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
import pytest

from watchgate.cli.main import COMMANDS, cli
from watchgate.model.policy import ListPolicy, Policy, Screening

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
DOCS = "\n".join(path.read_text() for path in sorted((ROOT / "docs").glob("*.md")))
SETTING = re.compile(r"\bWATCHGATE_[A-Z_]+\b")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                found = command.get_command(context, sub)
                assert found is not None
                yield f"{name} {sub}", found


def test_every_command_has_its_place_in_readme_or_docs() -> None:
    text = README + DOCS
    assert [name for name, _ in commands() if f"watchgate {name}" not in text] == []


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_says_what_it_does_and_gives_an_example(name: str, command: click.Command) -> None:
    if isinstance(command, click.Group):
        assert command.help
        return
    page = command.get_help(click.Context(command, info_name=name))
    assert command.help
    assert "xample" in page
    assert [one.name for one in command.params if isinstance(one, click.Option) and not one.help] == []


def test_every_setting_of_the_environment_is_documented() -> None:
    used = {found for path in (ROOT / "src").rglob("*.py") for found in SETTING.findall(path.read_text())}
    assert used
    assert sorted(used - set(SETTING.findall(README + DOCS))) == []


def test_every_key_of_the_policy_is_documented() -> None:
    page = (ROOT / "docs/policy.md").read_text()
    keys = {
        field.encode_name
        for kind in (Policy, Screening, ListPolicy)
        for field in msgspec.structs.fields(kind)
        if field.encode_name != "sha256"
    }
    assert sorted(key for key in keys if f"`{key}`" not in page and key not in page) == []


def test_every_list_format_is_documented_with_whether_it_was_tried() -> None:
    from watchgate.watch.lists.registry import formats

    page = (ROOT / "docs/lists.md").read_text()
    rows = {line.split("|")[1].strip(" `"): line for line in page.splitlines() if line.startswith("| `")}
    assert sorted({one.name for one in formats()} - set(rows)) == []
    wrong = [one.name for one in formats() if ("not yet tried on a real file" in rows[one.name]) == one.tried]
    assert wrong == []


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_command_of_the_readme_exists() -> None:
    lines = [line.strip() for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
    called = [shlex.split(line, comments=True)[3:] for line in lines if line.startswith("uv run watchgate")]
    assert called
    context = click.Context(cli)
    for words in called:
        command = cli.get_command(context, words[0])
        rest = words[1:]
        assert command is not None, words
        if isinstance(command, click.Group):
            command = command.get_command(context, rest.pop(0))
            assert command is not None, words
        known = {option for one in command.params for option in one.opts}
        assert [word for word in rest if word.startswith("--") and word not in known] == [], words

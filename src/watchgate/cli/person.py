"""Who acts: the person at the keyboard."""

from __future__ import annotations

import getpass
import os
import re

from watchgate.model.errors import BadInputError

NAME = re.compile(r"[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,99}")


def author_name(given: str | None) -> str:
    """The name given, else WATCHGATE_AUTHOR, else the user of this system; BadInputError when it is no name."""
    name = (given or os.environ.get("WATCHGATE_AUTHOR") or _system_user()).strip()
    if not NAME.fullmatch(name):
        raise BadInputError(f"{name!r} is no name", where="--author", hint="one line of at most 100 characters")
    return name


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no entry for this uid, as in some containers
        return f"uid {os.getuid()}"

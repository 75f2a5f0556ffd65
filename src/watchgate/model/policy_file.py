"""Where the policy is read from: the file the user names, else `policy.toml` in the home, else the built-in one."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.model.policy import Policy, parse_policy

FILE_NAME = "policy.toml"
LARGEST_BYTES = 1_048_576


def load_policy(path: Path | None = None, *, home: Path | None = None) -> Policy:
    """The policy in force. BadInputError when the named file cannot be read, or says something unknown."""
    if path is None and home is not None and (home / FILE_NAME).is_file():
        path = home / FILE_NAME
    if path is None:
        return default_policy()
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadInputError(f"is larger than {LARGEST_BYTES} bytes", where=str(path))
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(f"is not UTF-8 at byte {error.start}", where=str(path)) from error
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
    return parse_policy(text, where=str(path))


def default_policy() -> Policy:
    """The policy that comes with Watchgate."""
    text = resources.files("watchgate.model").joinpath("policy_default.toml").read_text(encoding="utf-8")
    return parse_policy(text, where="built-in policy")

"""Where a ledger lives: one folder, open to its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from watchgate.model.errors import WatchgateError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def home_path() -> Path:
    """WATCHGATE_HOME, or this user's data folder."""
    given = os.environ.get("WATCHGATE_HOME")
    if given:
        return Path(given).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("watchgate", appauthor=False))


class Home:
    """The paths of one home. Making it creates the folders that are missing."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.ledger = self.path / "ledger.sqlite"
        self.originals = self.path / "originals"
        self.keys = self.path / "keys"
        self.views = self.path / "views"
        self.lock = self.path / "writer.lock"
        self.changed = self.path / "ledger.changed"
        for folder in (self.path, self.originals, self.keys, self.views):
            private_folder(folder)


def private_folder(path: Path, *, follow: bool = True) -> None:
    """Make `path` a folder of mode 0700; WatchgateError when it cannot be one or belongs to somebody else.

    `follow` False refuses a symbolic link, for a folder in a place where others can write.
    """
    try:
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        found = path.stat(follow_symlinks=follow)
    except OSError as error:
        raise WatchgateError(
            f"the folder {path} cannot be made: {error.strerror}", hint="set WATCHGATE_HOME to a folder you can write"
        ) from error
    if not stat.S_ISDIR(found.st_mode):
        raise WatchgateError(f"{path} is not a folder", hint="set WATCHGATE_HOME to a folder")
    if found.st_uid != os.getuid():
        raise WatchgateError(f"the folder {path} belongs to another user", hint="set WATCHGATE_HOME to your own folder")
    if stat.S_IMODE(found.st_mode) & 0o077:
        path.chmod(PRIVATE_FOLDER)

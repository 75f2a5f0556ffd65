"""Where a ledger lives: one folder, open to its owner alone."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from watchgate.model.errors import WatchgateError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

SOCKET_PATH_MAX = 100
"""Bytes: sun_path holds 108 on Linux and 104 on macOS, the closing NUL included."""


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
        for folder in (self.path, self.originals, self.keys, self.views):
            private_folder(folder)

    @property
    def socket(self) -> Path:
        """The writer's socket: in the home, or, where that path is too long for a socket, in a short private folder."""
        inside = self.path / "writer.sock"
        if len(os.fsencode(inside)) <= SOCKET_PATH_MAX:
            return inside
        folder = Path(tempfile.gettempdir()) / f"watchgate-{os.getuid()}"
        if len(os.fsencode(folder)) > SOCKET_PATH_MAX // 2:
            folder = Path(f"/tmp/watchgate-{os.getuid()}")  # noqa: S108 - made private and checked below
        private_folder(folder)
        name = hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:24]
        return folder / f"{name}.sock"


def private_folder(path: Path) -> None:
    """Make `path` a folder of mode 0700; WatchgateError when it cannot be one or belongs to somebody else."""
    try:
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        found = path.lstat() if path.name.startswith("watchgate-") else path.stat()
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

"""How far loading and updating lists is."""

from __future__ import annotations

from watchgate.cli.bar import Bar


class LoadProgress(Bar):
    """A bar over the bytes of all files, with the name of the one being read and its statements so far.

    Is both a `load.Progress` and an `update.UpdateProgress`.
    """

    def __init__(self, title: str, *, at_once: bool = True) -> None:
        """`at_once`: show the bar from the beginning; else from the first file on, and never when there is none."""
        super().__init__(title, None, counted=False, at_once=at_once)
        self._name = ""

    def total(self, files: int, size_bytes: int) -> None:
        """A load begins."""
        self.start()
        self.tell(total=float(size_bytes), completed=0.0, title=f"{self._title}: {files} files")

    def file(self, name: str) -> None:
        """The next file."""
        self._name = name
        self.tell(detail=name)

    def statements(self, count: int) -> None:
        """So many of its statements are read."""
        self.tell(detail=f"{self._name}: {count:,} statements")

    def done(self, size_bytes: int) -> None:
        """It is read."""
        self.tell(advance=float(size_bytes))

    def feed(self, title: str) -> None:
        """The next feed of an update."""
        self.tell(title=title, detail="", completed=0.0)

    def bytes(self, count: int) -> None:
        """So many bytes more of it have come."""
        self.tell(advance=float(count))
        self.tell(detail=f"{self.completed / 1e6:,.1f} MB")

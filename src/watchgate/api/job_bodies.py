"""The bodies that ask for jobs on chains, with their bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from watchgate.api.jobs import LoadTask
from watchgate.model.errors import BadInputError
from watchgate.model.grade import parse_grade
from watchgate.model.handling import parse_tlp

if TYPE_CHECKING:
    from watchgate.api.asking import Asking

FILES_MAX = 1_000
HEIGHT_MAX = 100_000_000

Name = Annotated[str, Meta(min_length=1, max_length=500)]
Height = Annotated[int, Meta(ge=-1, le=HEIGHT_MAX)]
Grade = Annotated[str, Meta(min_length=2, max_length=2, description="Admiralty grade of who gives it.")]


class Graded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With a grade."""

    grade: Grade = "B2"

    @property
    def checked_grade(self) -> str:
        """BadInputError for what is no grade."""
        return parse_grade(self.grade)


class IngestBody(Graded, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`files`: names under /chains/files, or folders there; of a chain of accounts all that belong together. `partial`:
    blocks lack some of their transactions. `fork`: first let the blocks above this height count no longer. `height`: of
    the first raw block. `grade`: A1 for a node of one's own."""

    files: Annotated[
        list[Name], Meta(min_length=1, max_length=FILES_MAX, examples=[["transactions-840000.json"], ["2024-05/"]])
    ]
    partial: bool = False
    fork: Height | None = None
    height: Height | None = None


class FetchBody(Graded, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Around which address, and how far. Whom to ask is not said here: whoever runs the service does."""

    address: Annotated[str, Meta(min_length=1, max_length=200, examples=["1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17"])]
    hops: Annotated[int, Meta(ge=0, le=5)] = 1
    grade: Grade = "C2"


class PricesBody(Graded, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`files`: names under /chains/files. `accept_shrink`: withdraw what is gone even if more than 5 % of a file is.
    `tlp`: handling of what is loaded."""

    files: Annotated[list[Name], Meta(min_length=1, max_length=FILES_MAX, examples=[["prices-2024.csv"]])]
    accept_shrink: bool = False
    grade: Grade = "C3"
    tlp: Annotated[str, Meta(max_length=30)] = "CLEAR"

    def task(self, asking: Asking, formats: tuple[str, ...], date: str | None) -> LoadTask:
        """BadInputError or NotFoundError for what cannot be loaded so."""
        from watchgate.watch.lists.snapshot_dates import checked_date, today_here

        for name in self.files:
            asking.service.incoming.path(name)
        try:
            tlp = parse_tlp(self.tlp).label
        except ValueError as error:
            raise BadInputError(str(error), where="tlp") from error
        return LoadTask(
            files=tuple(self.files),
            formats=formats,
            date=checked_date(date, today_here()) if date else None,
            accept_shrink=self.accept_shrink,
            grade=self.checked_grade,
            tlp=tlp,
        )


class TagsBody(PricesBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As prices; `date`: of packs that do not state their own."""

    files: Annotated[list[Name], Meta(min_length=1, max_length=FILES_MAX, examples=[["lazarus.yaml", "hacks.yaml"]])]
    date: Annotated[str, Meta(max_length=10)] | None = None

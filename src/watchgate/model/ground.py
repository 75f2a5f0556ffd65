"""Ground: one reason for concern about a party, with the statements it stands on."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from watchgate.model.statement import Locator


class GroundKind(StrEnum):
    """What kind of reason. The first four can bind; the rest only hold."""

    LISTED = "listed"
    OWNED = "owned"
    CONTROLLED = "controlled"
    MEASURE = "measure"
    EXPOSED = "exposed"
    LINKED = "linked"
    ATTRIBUTED = "attributed"


class Ground(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`authority` (`US-OFAC`, `UN-SC`, ...) and `programme` as listed; `valid_from`/`valid_to` ISO dates of law.

    `stands_on`: the statements it falls with. `detail`: one sentence, for ownership the path. `doubt`: why it does not
    bind (an owner known by name alone, shares given as a band, a listing that is not yet in force, a list of no
    authority of the policy): a ground in doubt at most holds, whatever its kind. Empty: it binds as its kind does.
    """

    kind: GroundKind
    entity_id: str
    authority: str | None = None
    programme: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    stands_on: tuple[Locator, ...] = ()
    detail: str = ""
    doubt: str = ""

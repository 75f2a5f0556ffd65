"""Policy: which lists are in force, from what score a name is a match, how old a list may be. One TOML file.

Unknown keys are errors. Its sha256 is part of every answer that depended on it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.model.ground import GroundKind

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
TextShare = Annotated[float, msgspec.Meta(ge=0.60, le=0.92)]
"""0.92 is what the exact name scores: from more than that on nothing would be found in a text."""
Hours = Annotated[float, msgspec.Meta(gt=0.0)]


class ListPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list. `max_age_hours`: older than this, screening against it is stale and says so."""

    max_age_hours: Hours = 72.0
    required: bool = False


class Screening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`threshold`: a score at or above it is a match. `cutoff`: below it nothing is shown. Shares of 1."""

    threshold: Share = 0.80
    cutoff: Share = 0.60


class Aggregate(StrEnum):
    """Whose shares are added up: of all blocked owners, of those who act under a joint arrangement, of none."""

    ALL = "all"
    JOINT = "joint"
    NONE = "none"


class Ownership(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a thing that listed persons own is treated as listed. `percent` of 100; `inclusive`: that much is enough.

    `control`: whether control, without ownership, is enough as well. `notable_percent`: from so much in the hands of
    listed persons, although the rule is not met, the link is said (the ground `linked`).
    """

    percent: Annotated[float, msgspec.Meta(gt=0.0, le=100.0)] = 50.0
    inclusive: bool = True
    aggregate: Aggregate = Aggregate.ALL
    control: bool = False
    notable_percent: Annotated[float, msgspec.Meta(gt=0.0, le=100.0)] = 25.0


class Authority(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One authority whose law is in force here. `lists`: its datasets. `time_zone`: in which its dates of law are.

    `restricted`: those of `lists` whose entries may not be dealt with in some ways and are not blocked (OFAC's lists
    beside the SDN list): they hold and never stop, and nor does what they own. `required`: nothing passes while none
    of its lists was ever loaded; false: that is only said.
    """

    lists: tuple[str, ...]
    restricted: tuple[str, ...] = ()
    required: bool = True
    time_zone: str = "UTC"
    ownership: Ownership | None = None


class Rail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of payment. `hold_seconds`: no hold outlives it, then `after_hold` (`reject`) happens; None: no limit.

    `not_in_flight`: lists whose hits neither hold nor stop a payment on this rail, because the law has them checked on
    the customers instead (EU 2024/886 for instant credit transfers); what was not compared is said in each decision.
    `customers_max_age_hours`: with it nothing passes on this rail unless all customers were attested to have been
    compared in full no longer ago (docs/customers.md); None: which check it relies on is only said.
    """

    hold_seconds: Annotated[float, msgspec.Meta(gt=0.0)] | None = None
    after_hold: Literal["reject"] = "reject"
    not_in_flight: tuple[str, ...] = ()
    customers_max_age_hours: Hours | None = None


BINDING = (GroundKind.LISTED, GroundKind.OWNED, GroundKind.CONTROLLED, GroundKind.MEASURE)
"""The grounds that may stop: law says so of them. Everything else waits for a person."""


class GatePolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`stop`: grounds that stop, given certain identity; `hold`: those that hold. A ground in neither is only shown.

    `thresholds`: by role, where it is not screening.threshold. `text_threshold`: of names spotted in free text.
    `own_bics`: the own banks, so that a payment's customer, for whom an exception counts, is the account they hold.
    `own_roles`: roles that JSON rows give parties beside those of payments, so that `thresholds` may name them.
    `exception_days`: the longest an exception may last. `retention_years`: how long records are kept (OFAC: 10).
    """

    stop: tuple[GroundKind, ...] = BINDING
    hold: tuple[GroundKind, ...] = tuple(GroundKind)
    thresholds: dict[str, Share] = msgspec.field(default_factory=dict)
    text_threshold: TextShare = 0.90
    own_bics: tuple[str, ...] = ()
    own_roles: tuple[str, ...] = ()
    exception_days: Annotated[int, msgspec.Meta(gt=0)] = 365
    retention_years: Annotated[float, msgspec.Meta(gt=0.0)] = 10.0

    def __post_init__(self) -> None:
        """No machine stops on a link, an exposure or intelligence."""
        wrong = [kind.value for kind in self.stop if kind not in BINDING]
        if wrong:
            raise ValueError(f"gate.stop: {', '.join(wrong)} cannot stop, only hold")


class ExposurePolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When what a wallet received is a reason to hold: from `categories`, at least `min_share` of it and `min_units`.

    Both must be met, so that dust sent to somebody does not freeze them. `min_units`: the asset's smallest unit
    (satoshi). `eps`: shares below it are not followed, and told as cut. `rule`: haircut shares taint out over all that
    a transaction gives; fifo follows the very coins (units, on account chains), the first in first out, and cuts none.
    """

    categories: tuple[str, ...] = ("sanctions", "terrorism", "ransomware", "theft", "hack", "mixing_service")
    min_share: Annotated[float, msgspec.Meta(gt=0.0, le=1.0)] = 0.05
    min_units: Annotated[int, msgspec.Meta(gt=0)] = 1_000_000
    eps: Annotated[float, msgspec.Meta(ge=0.0001, le=0.05)] = 0.001
    rule: Literal["haircut", "fifo"] = "haircut"


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds and lists. `lists` maps a dataset to its rule; `default_list` is for datasets not named.

    `authorities` by the name that grounds bear (`US-OFAC`, `EU`, `GB`, `UN-SC`); `rails` by the name records bear.
    """

    screening: Screening = Screening()
    default_list: ListPolicy = ListPolicy()
    lists: dict[str, ListPolicy] = msgspec.field(default_factory=dict)
    gate: GatePolicy = GatePolicy()
    authorities: dict[str, Authority] = msgspec.field(default_factory=dict)
    rails: dict[str, Rail] = msgspec.field(default_factory=dict)
    exposure: ExposurePolicy = ExposurePolicy()
    sha256: str = ""

    def for_list(self, dataset: str) -> ListPolicy:
        """The rule for `dataset`."""
        return self.lists.get(dataset, self.default_list)


def parse_policy(text: str, *, where: str = "policy") -> Policy:
    """The policy in TOML `text`; BadInputError names the key that is unknown or out of range."""
    try:
        policy = msgspec.convert(tomllib.loads(text), Policy)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        reason = re.sub(r"Object contains unknown field `(.+?)`", r"unknown key '\1'", str(error))
        raise BadInputError(reason, where=where, hint="see docs/policy.md for the keys") from error
    if policy.sha256:
        raise BadInputError("unknown key 'sha256'", where=where, hint="see docs/policy.md for the keys")
    return msgspec.structs.replace(policy, sha256=hashlib.sha256(text.encode()).hexdigest())

"""Policy: which lists are in force, from what score a name is a match, how old a list may be. One TOML file.

Unknown keys are errors. Its sha256 is part of every answer that depended on it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import Annotated

import msgspec

from watchgate.model.errors import BadInputError

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Hours = Annotated[float, msgspec.Meta(gt=0.0)]


class ListPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list. `max_age_hours`: older than this, screening against it is stale and says so."""

    max_age_hours: Hours = 72.0
    required: bool = False


class Screening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`threshold`: a score at or above it is a match. `cutoff`: below it nothing is shown. Shares of 1."""

    threshold: Share = 0.80
    cutoff: Share = 0.60


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds and lists. `lists` maps a dataset to its rule; `default_list` is for datasets not named."""

    screening: Screening = Screening()
    default_list: ListPolicy = ListPolicy()
    lists: dict[str, ListPolicy] = msgspec.field(default_factory=dict)
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

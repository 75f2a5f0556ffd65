"""Law: which authority of the policy stands behind which list, and which day it is there."""

from __future__ import annotations

from functools import lru_cache

from watchgate.model.policy import Authority, Policy
from watchgate.risk.grounds.days import day_at, zone


class Law:
    """What a policy says of authorities. BadInputError when a time zone of it is none."""

    def __init__(self, policy: Policy) -> None:
        self.authorities: dict[str, Authority] = dict(sorted(policy.authorities.items()))
        self._of_list: dict[str, tuple[str, ...]] = {}
        self._restricted: set[tuple[str, str]] = set()
        for name, authority in self.authorities.items():
            zone(authority.time_zone)
            self._restricted.update((name, dataset) for dataset in authority.restricted)
            for dataset in authority.lists:
                self._of_list[dataset] = (*self._of_list.get(dataset, ()), name)
        self._day = lru_cache(maxsize=4_096)(day_at)

    def of_list(self, dataset: str) -> tuple[str, ...]:
        """The authorities whose list `dataset` is; none when it is a list of no authority of the policy."""
        return self._of_list.get(dataset, ())

    def restricts_only(self, authority: str, dataset: str) -> bool:
        """Whether the authority restricts some dealings with whom `dataset` names, and blocks nobody by it."""
        return (authority, dataset) in self._restricted

    def day(self, authority: str, at_us: int) -> str:
        """The ISO date at an instant where the authority is; in UTC for one that the policy does not name."""
        found = self.authorities.get(authority)
        return self._day(at_us, found.time_zone if found else "UTC")

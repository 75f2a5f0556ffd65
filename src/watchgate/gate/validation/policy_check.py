"""What a policy is worth here: which of its lists are not loaded or belong to nobody, which words mean nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from watchgate.gate.decide.roles import is_role
from watchgate.gate.validation.policy_words import policy_words
from watchgate.model.policy import Policy
from watchgate.model.policy_file import default_policy


class Differing(msgspec.Struct, frozen=True):
    """A key that is not as in the built-in policy. Empty: it is not there."""

    key: str
    built_in: str
    here: str


class PolicyCheck(msgspec.Struct, frozen=True, kw_only=True):
    """`not_loaded`: lists it names that the ledger does not have. `uncovered`: loaded lists that no authority of it
    names: they hold in doubt and never stop. `unknown_roles`: roles with a threshold that no record bears.
    `notes`: what else an author may not have meant."""

    sha256: str
    words: tuple[str, ...]
    not_loaded: tuple[str, ...]
    uncovered: tuple[str, ...]
    unknown_roles: tuple[str, ...]
    notes: tuple[str, ...]
    differs: tuple[Differing, ...]


def check_policy(policy: Policy, loaded: Iterable[str]) -> PolicyCheck:
    """`loaded`: the datasets of the ledger."""
    here = set(loaded)
    lawful = {one for authority in policy.authorities.values() for one in authority.lists}
    in_flight = {one for rail in policy.rails.values() for one in rail.not_in_flight}
    return PolicyCheck(
        sha256=policy.sha256,
        words=policy_words(policy),
        not_loaded=tuple(sorted((lawful | in_flight | set(policy.lists)) - here)),
        uncovered=tuple(sorted(here - lawful)),
        unknown_roles=tuple(
            sorted(one for one in policy.gate.thresholds if one not in policy.gate.own_roles and not is_role(one))
        ),
        notes=tuple(_notes(policy, lawful)),
        differs=tuple(differing(policy, default_policy())),
    )


def differing(policy: Policy, built_in: Policy) -> Iterator[Differing]:
    """Every key that the two do not agree on, in the order of their names."""
    ours, theirs = _flat(policy), _flat(built_in)
    for key in sorted(ours.keys() | theirs.keys()):
        if ours.get(key) != theirs.get(key):
            yield Differing(key, theirs.get(key, ""), ours.get(key, ""))


def _notes(policy: Policy, lawful: set[str]) -> Iterator[str]:
    screening = policy.screening
    if not policy.authorities:
        yield "It names no authority: every payment is held."
    if not policy.rails:
        yield "It names no rail: every payment is held."
    for role, threshold in sorted(policy.gate.thresholds.items()):
        if threshold < screening.cutoff:
            yield f"The threshold of {role} ({threshold:.2f}) is below screening.cutoff ({screening.cutoff:.2f})."
    if screening.threshold > 0.92:
        yield f"From a threshold of {screening.threshold:.2f} on, an exact name alone, which scores 0.92, is no match."
    for name, authority in sorted(policy.authorities.items()):
        if not authority.lists:
            yield f"The authority {name} has no list."
    for name, rail in sorted(policy.rails.items()):
        for one, authority in sorted(policy.authorities.items()):
            left = set(authority.lists) & set(rail.not_in_flight)
            if left and left != set(authority.lists):
                rest = ", ".join(sorted(set(authority.lists) - left))
                yield f"The rail {name} leaves out {', '.join(sorted(left))} of {one}, but not {rest}: {one} stays."
    needed = sorted(one for one, rule in policy.lists.items() if rule.required and one not in lawful)
    if needed:
        yield f"Required, but of no authority: {', '.join(needed)}."


def _flat(policy: Policy) -> dict[str, str]:
    """Key with its full path -> its value as TOML would say it."""
    found: dict[str, str] = {}

    def walk(path: str, value: object) -> None:
        if isinstance(value, Mapping) and value:
            for key, inner in value.items():
                walk(f"{path}.{key}" if path else str(key), inner)
        elif value is not None:
            found[path] = msgspec.json.encode(value).decode()

    content = msgspec.to_builtins(policy)
    content.pop("sha256")
    walk("", content)
    return found

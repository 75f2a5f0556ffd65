"""The policy a service answers by: the file named, else the home's own, else the built-in one."""

from __future__ import annotations

from watchgate.api.settings import Settings
from watchgate.model.policy import Policy
from watchgate.model.policy_file import load_policy


def policy_of(settings: Settings) -> Policy:
    """BadInputError when the file cannot be read, or says something unknown."""
    return load_policy(settings.policy, home=settings.home)

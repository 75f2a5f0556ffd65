"""The shrink guard: a list that suddenly loses much is more likely broken than relieved, so its withdrawals wait.

What is new or changed is loaded at once all the same; only taking back waits, until a person says `--accept-shrink`.
Counted are the publisher's records, not the entities made of them: a party with ten documents weighs no more than one
with none, and documents under another id are no shrinking list.
"""

from __future__ import annotations

from collections.abc import Collection

from watchgate.watch.lists.diff import Difference

GUARD_SHARE = 0.05
"""More than this share of what was there gone: a truncated download, a lost column. Real lists lose under 2 % a day."""


def reason_to_wait(found: Difference, before: Collection[str], statements_before: int, waiting: bool) -> str | None:
    """Why the withdrawals in `found` should wait, in one clause; None when they need not.

    `before`: the record ids of the source's last complete snapshot; `statements_before`: how many statements it had.
    `waiting`: withdrawals of an earlier snapshot wait already. Then all do: a list that goes on growing must not carry
    them out unseen.
    """
    if not found.withdrawn:
        return None
    vanished = [record for record in before if record not in found.records]
    if len(vanished) > GUARD_SHARE * len(before):
        return f"{len(vanished):,} of {len(before):,} records vanished ({len(vanished) / len(before):.2%})"
    if waiting:
        return f"{len(vanished):,} of {len(before):,} records vanished, some already from an earlier snapshot"
    if found.lost > GUARD_SHARE * statements_before:
        return f"{found.lost:,} of {statements_before:,} statements vanished from records that are still listed"
    if found.unknown_refused and vanished:
        noun = "record" if found.unknown_refused == 1 else "records"
        return (
            f"{found.unknown_refused:,} {noun} could not be read, and may be among the {len(vanished):,} "
            "that seem to have vanished"
        )
    return None

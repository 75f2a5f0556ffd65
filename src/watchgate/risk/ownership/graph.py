"""Graph: everybody above one party, as far as interests lead, on one day. Nodes are clusters, not source entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

from watchgate.risk.identity.clusters import Cluster
from watchgate.risk.ownership.interest import Interest
from watchgate.risk.ownership.words import Counts

MOST_INTERESTS = 5_000
"""Above one party; beyond it the answer is given as far as it was worked out, and says so. Upwards even the
deepest groups have some hundreds."""


class Evidence(Protocol):
    """What the graph is read from."""

    def cluster(self, entity_id: str) -> Cluster: ...

    def interests_in(self, entity_id: str, day: str, *, links: bool) -> Iterator[Interest]: ...

    def arrangements_of(self, entity_id: str, day: str) -> Iterator[Interest]: ...


class Held(msgspec.Struct, frozen=True):
    """An interest with the nodes of those who hold it."""

    interest: Interest
    owners: tuple[str, ...]
    asset: str


class Graph:
    """`clusters` by node; `into`: what is held of a node; `out`: the nodes a node holds something of.

    `together`: with whom a node acts under a joint arrangement, and the interest that says so. `cut`: not whole.
    Mere links (a director, `linked to`) carry nothing on: they are looked at on the target alone, and not climbed.
    """

    def __init__(self, evidence: Evidence, entity_id: str, day: str, *, links: bool = True) -> None:
        """`links`: whether mere links are looked at."""
        self.target = evidence.cluster(entity_id).id
        self.clusters: dict[str, Cluster] = {}
        self.into: dict[str, list[Held]] = {}
        self.out: dict[str, set[str]] = {}
        self.together: dict[str, dict[str, Interest]] = {}
        self.cut = False
        count = 0
        waiting = [evidence.cluster(entity_id)]
        linked: list[Cluster] = []
        while waiting:
            cluster = waiting.pop()
            if cluster.id in self.clusters:
                continue
            self.clusters[cluster.id] = cluster
            held: list[Held] = []
            for one in _into(evidence, cluster, day, links=links and cluster.id == self.target):
                count += 1
                if count > MOST_INTERESTS:
                    self.cut = True
                    break
                owners = [evidence.cluster(owner) for owner in one.owners]
                (linked if one.counts is Counts.LINK else waiting).extend(owners)
                others = tuple(dict.fromkeys(owner.id for owner in owners if owner.id != cluster.id))
                if others:
                    held.append(Held(one, others, one.asset))
                for owner in others:
                    self.out.setdefault(owner, set()).add(cluster.id)
            self.into[cluster.id] = sorted(held, key=lambda one: (one.interest.id, one.asset))
            for arrangement in _arrangements(evidence, cluster, day):
                ends = {evidence.cluster(one).id for one in (*arrangement.owners, arrangement.asset)}
                for end in ends:
                    for other in ends - {end}:
                        self.together.setdefault(end, {}).setdefault(other, arrangement)
        for cluster in linked:
            self.clusters.setdefault(cluster.id, cluster)


def _into(evidence: Evidence, cluster: Cluster, day: str, *, links: bool) -> Iterator[Interest]:
    for member in cluster.members:
        for interest in evidence.interests_in(member, day, links=links):
            if interest.counts is not Counts.JOINT and (links or interest.counts is not Counts.LINK):
                yield interest


def _arrangements(evidence: Evidence, cluster: Cluster, day: str) -> Iterator[Interest]:
    for member in cluster.members:
        for interest in evidence.arrangements_of(member, day):
            if interest.counts is Counts.JOINT:
                yield interest

"""The ownership table: who owns what, and what each authority's rule makes of it. Worked out by hand from the rules.

OFAC (guidance of 13 August 2014): 50 % or more, directly or indirectly, in the aggregate by blocked persons; control
alone is not enough. EU (Best Practices of 3 July 2024): 50 % or more, added up, or control. UK (OFSI): more than 50 %,
added up only under a joint arrangement, or control. Every row is about the company `c`; `p` and `q` are listed by all
three authorities.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import msgspec

from watchgate.model.statement import Statement

LISTS = {"US-OFAC": "us_ofac_sdn", "EU": "eu_fsf", "GB": "gb_fcdo_sanctions"}
LEI = "529900T8BM49AURSDO55"
BORN = "1961-05-07"


class Case(msgspec.Struct, frozen=True):
    """By authority: `owned`, `controlled` or `linked`, with `?` where the ground is in doubt; nothing where none."""

    name: str
    said: Sequence[Statement]
    us: str = ""
    eu: str = ""
    gb: str = ""

    @property
    def expected(self) -> dict[str, str]:
        """By authority, those with a ground."""
        pairs = {"US-OFAC": self.us, "EU": self.eu, "GB": self.gb}
        return {name: said for name, said in pairs.items() if said}


_ids = count(1)


def thing(entity_id: str, schema: str = "Company", dataset: str = "register", **said: str) -> list[Statement]:
    """An entity of a register."""
    return [
        Statement(entity_id=entity_id, schema=schema, prop=prop, value=value, dataset=dataset)
        for prop, value in said.items()
    ]


def listed(entity_id: str, schema: str = "Person", name: str = "", **more: str) -> list[Statement]:
    """A party that all three authorities list."""
    found: list[Statement] = []
    for dataset in LISTS.values():
        found += thing(entity_id, schema, dataset, name=name or f"Listed Person {entity_id.upper()}", **more)
        found += thing(f"{entity_id}-{dataset}", "Sanction", dataset, entity=entity_id, program="TEST")
    return found


def owns(owner: str, asset: str, percentage: str = "", **more: str) -> list[Statement]:
    """An Ownership; without `percentage` the source does not say how much."""
    said = {"owner": owner, "asset": asset, **({"percentage": percentage} if percentage else {}), **more}
    return thing(f"own-{next(_ids)}", "Ownership", **said)


def linked(subject: str, other: str, role: str, schema: str = "UnknownLink") -> list[Statement]:
    """A link that the source calls `role`."""
    ends = ("director", "organization") if schema == "Directorship" else ("subject", "object")
    return thing(f"link-{next(_ids)}", schema, **{ends[0]: subject, ends[1]: other, "role": role})


def cases() -> list[Case]:
    """The rows, each with its own evidence."""
    p, q = listed("p"), listed("q")
    company = thing("c", name="Alpha Trading LLC")
    both = [*p, *q, *company]
    one = [*p, *company]
    rows = [
        Case("51 %", [*one, *owns("p", "c", "51")], "owned", "owned", "owned"),
        Case("50 %", [*one, *owns("p", "c", "50")], "owned", "owned", "linked"),
        Case("49 %", [*one, *owns("p", "c", "49")], "linked", "linked", "linked"),
        Case("24 %", [*one, *owns("p", "c", "24")]),
        Case("25 + 25", [*both, *owns("p", "c", "25"), *owns("q", "c", "25")], "owned", "owned", "linked"),
        Case("30 + 25", [*both, *owns("p", "c", "30"), *owns("q", "c", "25")], "owned", "owned", "owned?"),
        Case(
            "30 + 25 under a joint arrangement",
            [*both, *owns("p", "c", "30"), *owns("q", "c", "25"), *linked("p", "q", "joint arrangement")],
            *("owned", "owned", "owned"),
        ),
        Case("51 % of somebody nobody lists", [*company, *owns("x", "c", "51")]),
        Case("a share of unknown size", [*one, *owns("p", "c")], "linked", "linked", "linked"),
    ]
    return [*rows, *_chains(one, both), *_circles(one), *_bands(one, both), *_control(one), *_identity(company)]


def _chains(one: Sequence[Statement], both: Sequence[Statement]) -> list[Case]:
    return [
        Case("chain 60 x 60", [*one, *owns("p", "m", "60"), *owns("m", "c", "60")], "owned", "owned", "owned"),
        Case("chain 50 x 50", [*one, *owns("p", "m", "50"), *owns("m", "c", "50")], "owned", "owned"),
        Case("chain 49 x 100", [*one, *owns("p", "m", "49"), *owns("m", "c", "100")]),
        Case("chain 100 x 49", [*one, *owns("p", "m", "100"), *owns("m", "c", "49")], "linked", "linked", "linked"),
        Case(
            "two arms: 25 by a daughter, 25 directly",
            [*one, *owns("p", "m", "100"), *owns("m", "c", "25"), *owns("p", "c", "25")],
            *("owned", "owned", "linked"),
        ),
        Case(
            "a minority chain is not multiplied: 49 x 100 and 49 x 100 of the other",
            [*both, *owns("p", "m", "49"), *owns("q", "n", "49"), *owns("m", "c", "50"), *owns("n", "c", "50")],
        ),
        Case(
            "indirect as declared: 60 % through others",
            [*one, *owns("p", "c", "60", role="indirect")],
            *("owned", "owned", "owned"),
        ),
        Case(
            "30 % declared through a listed daughter that holds the same 30 %",
            [*both, *owns("p", "c", "30", role="indirect"), *owns("q", "c", "30")],
            *("owned?", "owned?", "owned?"),
        ),
    ]


def _circles(one: Sequence[Statement]) -> list[Case]:
    circle = [*owns("a", "c", "60"), *owns("c", "b", "60"), *owns("b", "a", "60")]
    return [
        Case("a circle with nobody listed in it", [*one, *circle]),
        Case("a circle that a listed person enters with 40 %", [*one, *circle, *owns("p", "a", "40")]),
        Case(
            "a circle that a listed person enters with 60 %",
            [*one, *owns("a", "c", "60"), *owns("c", "a", "40"), *owns("p", "a", "60")],
            *("owned", "owned", "owned"),
        ),
        Case("it owns itself", [*one, *owns("c", "c", "100"), *owns("p", "c", "20")]),
    ]


def _bands(one: Sequence[Statement], both: Sequence[Statement]) -> list[Case]:
    return [
        Case("band 50 to 75 (more than 50)", [*one, *owns("p", "c", ">50-<75")], "owned", "owned", "owned"),
        Case("band 25 to 50 (more than 25)", [*one, *owns("p", "c", ">25-50")], "owned?", "owned?", "linked"),
        Case(
            "two bands 25 to 50 (each more than 25)",
            [*both, *owns("p", "c", ">25-50"), *owns("q", "c", ">25-50")],
            *("owned", "owned", "owned?"),
        ),
        Case(
            "band 75 to 100 through a trust",
            [*one, *owns("p", "c", "75-100", ownershipType="ownership-of-shares-75-to-100-percent-as-trust")],
            *("owned?", "owned?", "owned?"),
        ),
        Case("interest ended", [*one, *owns("p", "c", "60", startDate="2019-01-01", endDate="2026-11-22")]),
        Case(
            "interest that ends tomorrow",
            [*one, *owns("p", "c", "60", startDate="2019-01-01", endDate="2026-11-23")],
            *("owned", "owned", "owned"),
        ),
        Case("interest that begins tomorrow", [*one, *owns("p", "c", "60", startDate="2026-11-23")]),
        Case(
            "two sources say the same 30 %",
            [*one, *owns("p", "c", "30"), *(msgspec.structs.replace(s, dataset="other") for s in owns("p", "c", "30"))],
            *("linked", "linked", "linked"),
        ),
        Case(
            "one source has two records, 30 % and 25 %",
            [*one, *owns("p", "c", "30"), *owns("p", "c", "25")],
            *("owned?", "owned?", "owned?"),
        ),
    ]


def _control(one: Sequence[Statement]) -> list[Case]:
    return [
        Case(
            "60 % of the votes",
            [*one, *owns("p", "c", "60", ownershipType="voting-rights")],
            *("linked", "controlled", "controlled"),
        ),
        Case(
            "the right to appoint the board",
            [*one, *linked("p", "c", "right-to-appoint-and-remove-directors")],
            *("linked", "controlled", "controlled"),
        ),
        Case(
            "significant influence or control",
            [*one, *linked("p", "c", "significant-influence-or-control")],
            *("linked", "controlled?", "controlled?"),
        ),
        Case("a director", [*one, *linked("p", "c", "director", "Directorship")], "linked", "linked", "linked"),
        Case(
            "60 % of what is controlled",
            [*one, *linked("p", "m", "control"), *owns("m", "c", "60")],
            *("", "controlled", "controlled"),
        ),
    ]


def _identity(company: Sequence[Statement]) -> list[Case]:
    name = "Viktor Petrovich Sidorov"
    person = listed("p", name=name, birthDate=BORN)
    bank = listed("p", "Company", "Sever Bank PJSC", leiCode=LEI)
    owner = owns("x", "c", "60")
    judged = thing("judged", "Similar", "judgements", candidate="x", match="p", criteria="positive", matcher="passport")
    apart = thing("apart", "Similar", "judgements", candidate="x", match="p", criteria="negative")
    alike = [*company, *person, *thing("x", "Person", name="SIDOROV, Viktor Petrovich"), *owner]
    return [
        Case(
            "the owner is identified by LEI",
            [*company, *bank, *thing("x", name="Northern Bank", leiCode=LEI), *owner],
            *("owned", "owned", "owned"),
        ),
        Case("the owner is known by name alone", alike, "owned?", "owned?", "owned?"),
        Case(
            "the name is that of another, born in another year",
            [*company, *person, *thing("x", "Person", name=name, birthDate="1990"), *owner],
        ),
        Case("two people judged the owner to be the listed person", [*alike, *judged], "owned", "owned", "owned"),
        Case("two people judged the owner to be another person", [*alike, *apart]),
        Case(
            "the company is identified by its own LEI in another register",
            [
                *listed("p"),
                *thing("c", leiCode=LEI, name="Alpha"),
                *thing("d", leiCode=LEI, name="Альфа"),
                *owns("p", "d", "60"),
            ],
            *("owned", "owned", "owned"),
        ),
    ]

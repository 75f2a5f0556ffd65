from __future__ import annotations

from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.values.entities import (
    Claims,
    address_text,
    country_claim,
    date_claims,
    identification_entry,
    link_entry,
    sanction_entry,
    wallet_entry,
)


def test_the_same_value_is_claimed_once_and_nothing_is_claimed_of_nothing() -> None:
    claims = Claims()
    claims.add("birthDate", "1962")
    claims.add("birthDate", "1962", original="circa 1962")
    claims.add("birthDate", "")
    claims.add("birthDate", None)
    claims.add("name", " KIM, Jong Un ")
    assert list(claims) == [Claim("birthDate", "1962"), Claim("name", "KIM, Jong Un")]


def test_the_wording_is_kept_only_where_it_differs() -> None:
    assert country_claim("nationality", "Korea, North") == Claim("nationality", "kp", None, "Korea, North")
    assert country_claim("nationality", "kp") == Claim("nationality", "kp")
    assert country_claim("nationality", "Atlantis") == Claim("nationality", "Atlantis")
    assert date_claims("birthDate", "circa 1962") == (Claim("birthDate", "1962", None, "circa 1962"),)
    assert date_claims("birthDate", "long ago") == ()


def test_an_address_is_its_parts_on_one_line() -> None:
    assert address_text("Ibex House, ", None, "", "London EC3N 1DY", "United Kingdom") == (
        "Ibex House, London EC3N 1DY, United Kingdom"
    )


def side_entities() -> list[ListEntry]:
    return [
        sanction_entry("ofac-7", "7", authority="US-OFAC", programs=("DPRK3", "CYBER2")),
        identification_entry("ofac-7", "7", "A1", kind="Passport", country="China", passport=True),
        wallet_entry("ofac-7", "7", "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE", currency="XBT"),
        link_entry("ofac-7", "7", object_id="ofac-8", object_name="LAZARUS GROUP", role="linked to"),
    ]


def test_side_entities_have_all_that_their_schema_requires_and_nothing_it_lacks() -> None:
    for entry in side_entities():
        schema = schemata()[entry.schema]
        props = {claim.prop for claim in entry.claims}
        assert set(schema.required) <= props
        assert props <= set(schema.properties)


def test_side_entities_keep_their_ids_from_snapshot_to_snapshot() -> None:
    assert [one.entity_id for one in side_entities()] == [one.entity_id for one in side_entities()]
    assert len({one.entity_id for one in side_entities()}) == 4


def test_the_other_end_of_a_link_is_named_only_where_it_is_not_listed() -> None:
    named = link_entry("ofac-7", "7", object_name="NOBODY LISTED", role="linked to")
    assert Claim("namesMentioned", "NOBODY LISTED") in named.claims
    listed = link_entry("ofac-7", "7", object_id="ofac-8", object_name="LAZARUS GROUP")
    assert not any(claim.prop == "namesMentioned" for claim in listed.claims)

"""The compiled schema says what FollowTheMoney 4.11.2 says (known answers read from its YAML by hand, 2026-11-22)."""

from __future__ import annotations

import pytest

from watchgate.model import ftm
from watchgate.model.errors import BadInputError


def test_it_is_the_release_the_project_is_compared_with() -> None:
    assert ftm.origin() == "followthemoney 4.11.2"
    assert len(ftm.schemata()) == 71


def test_a_company_is_an_organization_a_legal_entity_and_an_asset() -> None:
    company = ftm.schema("Company")
    for parent in ("Company", "Organization", "LegalEntity", "Asset", "Value", "Thing"):
        assert company.is_a(parent)
    assert not company.is_a("Person")


def test_properties_are_inherited_and_remember_who_defines_them() -> None:
    person = ftm.schema("Person")
    assert person.properties["name"].owner == "Thing"
    assert person.properties["innCode"].format == "inn"
    assert person.properties["birthDate"].type == "date"
    assert person.properties["nationality"].type == "country"


def test_a_property_without_its_own_matchable_takes_that_of_its_type() -> None:
    person = ftm.schema("Person")
    assert person.properties["alias"].matchable
    assert not person.properties["weakAlias"].matchable
    assert not person.properties["gender"].matchable
    assert not person.properties["title"].matchable
    assert person.properties["passportNumber"].matchable


def test_a_limit_the_type_takes_from_elsewhere_is_resolved() -> None:
    thing = ftm.schema("Thing")
    assert thing.properties["name"].max_length == 384
    assert thing.properties["addressEntity"].max_length == 200
    assert thing.properties["notes"].max_length == 65000


def test_what_is_not_a_party_is_not_matchable() -> None:
    for name in ("Sanction", "Identification", "Ownership", "UnknownLink", "Thing"):
        assert not ftm.schema(name).matchable, name
    for name in ("Person", "Company", "Organization", "LegalEntity", "Vessel", "Airplane", "CryptoWallet"):
        assert ftm.schema(name).matchable, name


def test_an_entity_property_names_the_schema_its_values_must_have() -> None:
    assert ftm.schema("Sanction").properties["entity"].range == "Thing"
    assert ftm.schema("CryptoWallet").properties["holder"].range == "LegalEntity"
    assert ftm.schema("Ownership").properties["asset"].reverse == "ownershipAsset"


def test_a_relationship_names_its_two_ends() -> None:
    ownership = ftm.schema("Ownership")
    assert (ownership.edge, ownership.edge_source, ownership.edge_target) == (True, "owner", "asset")
    assert not ftm.schema("Person").edge


def test_caption_takes_the_first_property_that_has_a_value() -> None:
    assert ftm.caption("Person", {"alias": ["B"], "name": ["A", "C"]}, "id") == "A"
    assert ftm.caption("Person", {"weakAlias": ["W"]}, "id") == "W"
    assert ftm.caption("CryptoWallet", {"publicKey": ["1Abc"], "name": ["n"]}, "id") == "1Abc"
    assert ftm.caption("Person", {}, "id") == "id"


def test_of_two_schemata_of_one_entity_the_more_specific_counts() -> None:
    assert ftm.common_schema("LegalEntity", "Person") == "Person"
    assert ftm.common_schema("Person", "LegalEntity") == "Person"
    assert ftm.common_schema("Person", "Vessel") == "Person"


def test_a_misspelt_schema_or_property_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(BadInputError, match="did you mean Person"):
        ftm.schema("Persson")
    with pytest.raises(BadInputError, match="did you mean birthDate"):
        ftm.schema("Person").property("birthdate")

"""What a party, an agent, an account and an address give to compare, and what is said of the rest."""

from __future__ import annotations

import pytest

from support.payments import bank, identifiers, names, pacs008, record, transfer
from watchgate.model.party import NameKind
from watchgate.model.record import AddressForm, Record, RecordParty

BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"  # the address of the first block


def of(debtor: str) -> Record:
    return record(pacs008(transfer(debtor=debtor)))


def party(found: Record, role: str = "debtor") -> RecordParty:
    return next(one for one in found.parties if one.role == role)


def reasons(found: Record) -> dict[str, str]:
    return {row.element.removeprefix("CdtTrfTxInf/"): row.reason for row in found.not_compared}


def test_a_structured_address_is_one_place() -> None:
    found = of(
        "<Nm>A B</Nm><PstlAdr><StrtNm>Kai</StrtNm><BldgNb>7</BldgNb><TwnNm>Kiel</TwnNm><Ctry>DE</Ctry></PstlAdr>"
    )
    assert party(found).party.addresses == ("Kai, 7, Kiel",)
    assert party(found).party.countries == ("de",)
    assert party(found).address_form is AddressForm.STRUCTURED
    assert found.texts == ()


def test_an_unstructured_address_may_hold_names_and_is_compared_as_text_too() -> None:
    found = of("<Nm>A B</Nm><PstlAdr><AdrLine>c/o Orla Quay</AdrLine><AdrLine>Kiel</AdrLine></PstlAdr>")
    assert party(found).address_form is AddressForm.UNSTRUCTURED
    assert party(found).party.addresses == ("c/o Orla Quay, Kiel",)
    assert [(text.role, text.element, text.text) for text in found.texts] == [
        ("address", "CdtTrfTxInf/Dbtr/PstlAdr", "c/o Orla Quay\nKiel")
    ]


def test_a_hybrid_address_has_lines_and_a_town() -> None:
    found = of("<Nm>A B</Nm><PstlAdr><TwnNm>Kiel</TwnNm><Ctry>DE</Ctry><AdrLine>Kai 7</AdrLine></PstlAdr>")
    assert party(found).address_form is AddressForm.HYBRID
    assert party(found).party.addresses == ("Kiel, Kai 7",)


def test_a_country_alone_is_a_structured_address_without_a_place() -> None:
    found = of("<Nm>A B</Nm><PstlAdr><Ctry>KP</Ctry></PstlAdr>")
    assert (party(found).address_form, party(found).party.addresses) == (AddressForm.STRUCTURED, ())
    assert party(found).party.countries == ("kp",)


@pytest.mark.parametrize("town", ["CUTOVER2026", "cutover2026", "NOTPROVIDED", "N/A"])
def test_a_placeholder_town_is_no_place_and_said(town: str) -> None:
    found = of(f"<Nm>A B</Nm><PstlAdr><TwnNm>{town}</TwnNm><Ctry>DE</Ctry></PstlAdr>")
    assert party(found).party.addresses == ()
    assert "placeholder" in reasons(found)["Dbtr/PstlAdr/TwnNm"]


def test_a_placeholder_name_is_no_name_and_said() -> None:
    found = of("<Nm>NOTPROVIDED</Nm>")
    assert names(found) == {("creditor", "Atelier du Port")}
    assert "placeholder" in reasons(found)["Dbtr/Nm"]


def test_a_country_that_is_none_is_said_and_read_as_text() -> None:
    found = of("<Nm>A B</Nm><CtryOfRes>QQ</CtryOfRes>")
    assert party(found).party.countries == ()
    assert "is no country" in reasons(found)["Dbtr/CtryOfRes"]
    assert [text.text for text in found.texts] == ["QQ"]


def test_a_private_person_has_birth_and_numbers_by_their_scheme() -> None:
    found = of(
        "<Nm>A B</Nm><Id><PrvtId><DtAndPlcOfBirth><BirthDt>1970-02-03</BirthDt><CityOfBirth>Wonsan</CityOfBirth>"
        "<CtryOfBirth>KP</CtryOfBirth></DtAndPlcOfBirth>"
        "<Othr><Id>563410081</Id><SchmeNm><Cd>CCPT</Cd></SchmeNm><Issr>KP</Issr></Othr>"
        "<Othr><Id>7001</Id><SchmeNm><Cd>CUST</Cd></SchmeNm></Othr><Othr><Id>4711-99</Id></Othr></PrvtId></Id>"
        "<CtryOfRes>RU</CtryOfRes>"
    )
    one = party(found)
    assert one.party.birth_dates == ("1970-02-03",)
    assert one.party.countries == ("kp", "ru")
    assert [(number.kind, number.value, number.country) for number in one.party.identifiers] == [
        ("passportNumber", "563410081", "kp"),
        ("unknown", "4711-99", None),
    ]
    assert "gives its customer" in reasons(found)["Dbtr/Id/PrvtId/Othr/Id"]
    assert "Wonsan" in [text.text for text in found.texts]


def test_an_organisation_has_lei_bic_and_numbers_by_their_scheme() -> None:
    found = of(
        "<Nm>A B</Nm><Id><OrgId><AnyBIC>HARBDEFF</AnyBIC><LEI>529900T8BM49AURSDO55</LEI>"
        "<Othr><Id>7707083893</Id><SchmeNm><Prtry>INN</Prtry></SchmeNm></Othr></OrgId></Id>"
    )
    assert {("debtor", "swiftBic", "HARBDEFF"), ("debtor", "leiCode", "529900T8BM49AURSDO55")} <= identifiers(found)
    assert ("debtor", "innCode", "7707083893") in identifiers(found)


def test_a_contact_is_a_party_of_its_own_and_its_telephone_is_not_compared() -> None:
    found = of("<Nm>A B</Nm><CtctDtls><Nm>Vera Lund</Nm><PhneNb>+49-123</PhneNb></CtctDtls><CtryOfRes>DE</CtryOfRes>")
    assert ("debtor_contact", "Vera Lund") in names(found)
    assert party(found).party.countries == ("de",)
    assert "selectors" in reasons(found)["Dbtr/CtctDtls/PhneNb"]


def test_an_agent_is_its_bic_and_its_name_is_text_beside_it() -> None:
    inside = "<IntrmyAgt1><FinInstnId><BICFI>CHASUS33</BICFI><Nm>Chase</Nm></FinInstnId></IntrmyAgt1>"
    found = record(pacs008(transfer(inside)))
    assert ("intermediary_agent_1", "swiftBic", "CHASUS33") in identifiers(found)
    assert ("intermediary_agent_1", "Chase") not in names(found)
    assert ("bank_name", "CdtTrfTxInf/IntrmyAgt1/FinInstnId/Nm", "Chase") in {
        (one.role, one.element, one.text) for one in found.texts
    }
    for broken in ("", "<BICFI>CHASQQ33</BICFI>"):
        again = record(pacs008(transfer(inside.replace("<BICFI>CHASUS33</BICFI>", broken))))
        assert ("intermediary_agent_1", "Chase") in names(again)


def test_an_agent_without_bic_has_lei_and_clearing_number() -> None:
    inside = (
        "<IntrmyAgt1><FinInstnId><ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021000021</MmbId></ClrSysMmbId>"
        "<LEI>7H6GLXDRUGQFU57RNE97</LEI></FinInstnId></IntrmyAgt1><IntrmyAgt2><FinInstnId><ClrSysMmbId><ClrSysId>"
        "<Cd>RUCBC</Cd></ClrSysId><MmbId>044525225</MmbId></ClrSysMmbId></FinInstnId></IntrmyAgt2>"
    )
    found = record(pacs008(transfer(inside)))
    assert ("intermediary_agent_1", "registrationNumber", "021000021") in identifiers(found)
    assert ("intermediary_agent_1", "leiCode", "7H6GLXDRUGQFU57RNE97") in identifiers(found)
    assert ("intermediary_agent_2", "bikCode", "044525225") in identifiers(found)
    assert [number.country for number in party(found, "intermediary_agent_1").party.identifiers] == [None, "us"]


def test_a_bank_number_that_fails_its_check_is_kept_and_said() -> None:
    found = record(pacs008().replace("DE89370400440532013000", "DE88370400440532013000"))
    assert ("debtor_account", "iban", "DE88370400440532013000") in identifiers(found)
    assert "fails the check" in reasons(found)["DbtrAcct/Id/IBAN"]


@pytest.mark.parametrize(
    ("inside", "kind", "value"),
    [
        ("<Othr><Id>DE89 3704 0044 0532 0130 00</Id></Othr>", "iban", "DE89370400440532013000"),
        ("<Othr><Id>0012-345678</Id></Othr>", "accountNumber", "0012345678"),
        (f"<Othr><Id>{BITCOIN}</Id></Othr>", "publicKey", BITCOIN),
    ],
)
def test_an_account_is_an_iban_a_wallet_or_a_number_of_its_bank(inside: str, kind: str, value: str) -> None:
    found = record(pacs008(transfer(f"<CdtrAcct><Id>{inside}</Id></CdtrAcct>")))
    assert ("creditor_account", kind, value) in identifiers(found)


def test_the_country_of_an_iban_and_of_a_bic_are_the_countries_of_account_and_bank() -> None:
    found = record(pacs008())
    assert party(found, "debtor_account").party.countries == ("de",)
    assert party(found, "creditor_agent").party.countries == ("fr",)


def test_a_proxy_may_be_a_wallet_and_is_not_compared_as_an_address_of_mail() -> None:
    text = f"<CdtrAcct><Prxy><Id>{BITCOIN}</Id></Prxy></CdtrAcct><UltmtCdtr/>"
    assert ("creditor_account", "publicKey", BITCOIN) in identifiers(record(pacs008(transfer(text))))
    found = record(pacs008(transfer(text.replace(BITCOIN, "orla@quay.example"))))
    assert "selector" in reasons(found)["CdtrAcct/Prxy/Id"]


def test_a_sum_that_is_none_is_said() -> None:
    found = record(pacs008().replace(">1250.75<", ">12.345<"))
    assert found.amounts == ()
    assert "finer than the smallest unit of EUR" in reasons(found)["IntrBkSttlmAmt"]


def test_free_text_of_every_kind_is_kept_with_its_place() -> None:
    inside = (
        "<InstrForCdtrAgt><InstrInf>call Vera</InstrInf></InstrForCdtrAgt><Purp><Prtry>boat</Prtry></Purp>"
        "<RgltryRptg><Dtls><Inf>dual use</Inf><Ctry>IR</Ctry></Dtls></RgltryRptg>"
        "<Tax><Cdtr><TaxId>12345678</TaxId></Cdtr><Rcrd><AddtlInf>toll</AddtlInf></Rcrd></Tax>"
        "<RmtInf><Ustrd>paint</Ustrd><Strd><Invcr><Nm>Vela SpA</Nm></Invcr><AddtlRmtInf>hull</AddtlRmtInf></Strd>"
        "</RmtInf>"
        "<SplmtryData><Envlp><Own><Note>anchor</Note></Own></Envlp></SplmtryData>"
    )
    found = record(pacs008(transfer(inside)))
    assert {(text.role, text.text) for text in found.texts} == {
        ("instruction", "call Vera"),
        ("purpose", "boat"),
        ("regulatory", "dual use"),
        ("tax", "toll"),
        ("remittance", "paint"),
        ("remittance", "hull"),
        ("supplementary", "anchor"),
    }
    assert ("invoicer", "Vela SpA") in names(found)
    assert ("tax_creditor", "taxNumber", "12345678") in identifiers(found)
    assert party(found, "regulatory").party.countries == ("ir",)


def test_agents_of_the_settlement_and_of_charges_are_parties() -> None:
    text = pacs008(transfer(f"<ChrgsInf><Amt Ccy='EUR'>1</Amt><Agt>{bank('CHASUS33')}</Agt></ChrgsInf>")).replace(
        "<SttlmMtd>INDA</SttlmMtd>", f"<InstgRmbrsmntAgt>{bank('CITIUS33')}</InstgRmbrsmntAgt>"
    )
    assert {
        ("charges_agent", "swiftBic", "CHASUS33"),
        ("instructing_reimbursement_agent", "swiftBic", "CITIUS33"),
    } <= identifiers(record(text))


def test_a_name_as_wide_as_an_mt_line_may_go_on_in_the_first_free_line() -> None:
    lines = "<PstlAdr><AdrLine>NTS LIMITED</AdrLine><AdrLine>KIEL</AdrLine></PstlAdr>"
    found = of(f"<Nm>INTERNATIONAL HARBOUR TOOLS AND PAI</Nm>{lines}")
    assert ("debtor", "INTERNATIONAL HARBOUR TOOLS AND PAINTS LIMITED") in names(found)
    longer = of(f"<Nm>THE OLD INTERNATIONAL HARBOUR TOOLS AND PAI</Nm>{lines}")
    assert {name for role, name in names(longer) if role == "debtor"} == {"THE OLD INTERNATIONAL HARBOUR TOOLS AND PAI"}


def test_a_name_element_that_is_repeated_is_one_name_as_well() -> None:
    found = record(pacs008(transfer(creditor="<Nm>Vladimir</Nm><Nm>Quillfeather</Nm>")))
    (creditor,) = [one.party for one in found.parties if one.role == "creditor"]
    assert [(name.text, name.kind) for name in creditor.names] == [
        ("Vladimir", NameKind.PRIMARY),
        ("Quillfeather", NameKind.PRIMARY),
        ("Vladimir Quillfeather", NameKind.ALIAS),
    ]

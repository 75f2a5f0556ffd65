"""The keys of OFAC's remarks, and what each says in FollowTheMoney's words: data to read and to add to.

A line is `wording | reading | property`. A key is met at the start of a part of the remarks (parts are separated by
`; `), after an `alt. ` that may stand before it, in any case; the longest wording wins. OFAC publishes no list of them:
these are the keys met in its files of 2021 to 2026, and document types of its XML formats.

Readings:

    text      the value as it stands
    date      a date, or the years of a span
    country   a country
    gender    male or female; anything else stays a note
    number    an identifier: number, then perhaps (issuer), issued and expires
    passport  the same, of a travel document
    currency  a digital currency address: `- XBT 1Abc...`
    link      the name of another party; the property is the role it plays
    listing   said of the listing, not of the party: the whole part is kept, key included
    day       a date said of the listing; what stands between key and date is kept with it
    address   a web address said of the listing
    note      known, and best kept as it was written
"""

from __future__ import annotations

from functools import cache

TABLE = """
DOB | date | birthDate
Birthdate | date | birthDate
POB | text | birthPlace
Place of Birth | text | birthPlace
nationality | country | nationality
Nationality Country | country | nationality
Nationality of Registration | country | jurisdiction
citizen | country | citizenship
Citizenship Country | country | citizenship
Registration Country | country | jurisdiction
Gender | gender | gender
Title | text | position
Alternate Title: | text | position
Position: | text | position
Occupation: | text | profession

Passport | passport | passportNumber
British National Overseas Passport | passport | passportNumber
Diplomatic Passport | passport | passportNumber
Stateless Person Passport | passport | passportNumber
Refugee Travel Document | passport | passportNumber
Travel Document Number | passport | passportNumber
Seafarer's Identification Document | number | idNumber

National ID No. | number | idNumber
National ID | number | idNumber
National Foreign ID Number | number | idNumber
Identification Number | number | idNumber
Identification Card | number | idNumber
Personal ID Card | number | idNumber
Personal ID | number | idNumber
Cedula No. | number | idNumber
Cedula de Ciudadania | number | idNumber
Cedula de Residencia | number | idNumber
C.U.R.P. | number | idNumber
C.U.I. | number | idNumber
D.N.I. | number | idNumber
I.F.E. | number | idNumber
N.I.E. | number | idNumber
C.I. | number | idNumber
C.I.P. | number | idNumber
C.U.I.P. | number | idNumber
LE Number | number | idNumber
Credencial electoral | number | idNumber
Electoral Registry No. | number | idNumber
Voter Identification No. | number | idNumber
Cartilla de Servicio Militar Nacional | number | idNumber
Military Registration Number | number | idNumber
Birth Certificate Number | number | idNumber
Residency Number | number | idNumber
Residency Permit | number | idNumber
Residence Permit | number | idNumber
Permanent Resident | number | idNumber
Romanian Permanent Resident | number | idNumber
Numero de Identidad | number | idNumber
Tarjeta de Identidad | number | idNumber
Tarjeta Profesional | number | idNumber
Stateless Person ID Card | number | idNumber
Refugee ID Card | number | idNumber
Citizen's Card Number | number | idNumber
Turkish Identification Number | number | idNumber
Bosnian Personal ID No. | number | idNumber
Kenyan ID No. | number | idNumber
Iranian Personal ID | number | idNumber
Interpol: Red Notice. File No. | number | idNumber
Interpol: Red Notice. File | number | idNumber
SRE Permit No. | number | idNumber
MSB Registration Number | number | licenseNumber
Afghan Money Service Provider License Number | number | licenseNumber
Driver's License No. | number | idNumber
Driver's License is issued by the State of | note |
Immigration No. | number | idNumber
UAE Identification | number | idNumber
VisaNumberID | number | idNumber
Visa Number | number | idNumber
Moroccan Personal ID No. | number | idNumber
Bahraini ID No. | number | idNumber
Cypriot Identity Card | number | idNumber
SSN | number | socialSecurityNumber
Serial No. | number | idNumber
Pilot License Number | number | idNumber
Phone Number | text | phone
Phone No. | text | phone
Phone | text | phone
Telephone | text | phone
Telephone No. | text | phone
Tel. | text | phone
Fax | text | phone
Fax No. | text | phone
Email Address | text | email
Email | text | email
Website | text | website

Tax ID No. | number | taxNumber
Tax ID | number | taxNumber
NIT # | number | taxNumber
R.F.C. | number | taxNumber
RFC | number | taxNumber
RUC # | number | taxNumber
RUC | number | taxNumber
RIF # | number | taxNumber
RTN | number | taxNumber
C.U.I.T. | number | taxNumber
C.I.F. | number | taxNumber
RSIN | number | taxNumber
CNP (Personal Numerical Code) | number | idNumber
US FEIN | number | taxNumber
Fiscal Code | number | taxNumber
Italian Fiscal Code | number | taxNumber
Romanian Tax Registration | number | taxNumber
Romanian C.R. | number | registrationNumber
Tazkira National ID Card | number | idNumber
V.A.T. Number | number | vatCode
V.A.T. No. | number | vatCode
Paraguayan tax identification number | number | taxNumber
Numero Unico de Identificacao Tributaria (NUIT) | number | taxNumber
Tourism License No. | number | licenseNumber

Registration Number | number | registrationNumber
Registration ID | number | registrationNumber
Registered Charity No. | number | registrationNumber
Registered No. | number | registrationNumber
Certificate of Incorporation Number | number | registrationNumber
Company Number | number | registrationNumber
Company ID | number | registrationNumber
UK Company Number | number | registrationNumber
Business Registration Document # | number | registrationNumber
Business Registration Number | number | registrationNumber
Business Number | number | registrationNumber
Commercial Registry Number | number | registrationNumber
Commercial Registration Number | number | registrationNumber
Chamber of Commerce Number | number | registrationNumber
Istanbul Chamber of Comm. No. | number | registrationNumber
Dubai Chamber of Commerce Membership No. | number | registrationNumber
Central Registration System Number | number | registrationNumber
C.R. No. | number | registrationNumber
Enterprise Number | number | registrationNumber
Branch Unit Number | number | registrationNumber
Matricula Mercantil No. | number | registrationNumber
Matricula Mercantil No | number | registrationNumber
Folio Mercantil No. | number | registrationNumber
Public Registration Number | number | registrationNumber
Public Security and Immigration No. | number | idNumber
Trade License No. | number | licenseNumber
Economic Register Number (CBLS) | number | registrationNumber
Commercial Registry | number | registrationNumber
File Number | number | registrationNumber
Government Gazette Number | number | registrationNumber
Organization Number | number | registrationNumber
Registry Number | number | registrationNumber
License | number | licenseNumber
License No. | number | licenseNumber
United Social Credit Code Certificate (USCCC) | number | uscCode
Unified Social Credit Code (USCC) | number | uscCode
Legal Entity Number | number | leiCode
D-U-N-S Number | number | dunsCode
SWIFT/BIC | number | swiftBic
BIK (RU) | number | bikCode
BIK | number | bikCode
Issuer Name | text | alias
ISIN | number | isinCode
Equity Ticker | text | ticker
International Maritime Organization No. | number | imoNumber
Global Intermediary Identification Number | number | giiNumber
Bank Identifier Code | number | swiftBic

Organization Established Date | date | incorporationDate
Organization Code | number | registrationNumber
Organization Type: | text | sector
Target Type | text | classification
Digital Currency Address | currency | publicKey

Vessel Registration Identification | number | registrationNumber
Vessel Year of Build | date | buildDate
Vessel Call Sign | text | callSign
Vessel Flag | country | flag
Other Vessel Flag | country | flag
Former Vessel Flag | country | pastFlags
Vessel Type | text | type
Other Vessel Type | text | type
Other Vessel Call Sign | text | callSign
Vessel Gross Tonnage | text | grossRegisteredTonnage
Vessel Gross Registered Tonnage | text | grossRegisteredTonnage
Vessel Deadweight | text | deadweightTonnage
Vessel Tonnage | text | tonnage
Vessel Owner | link | owner
MMSI | text | mmsi

Aircraft Model | text | model
Aircraft Type | text | type
Aircraft Manufacture Date | date | buildDate
Aircraft Manufacturer's Serial Number (MSN) | text | serialNumber
Aircraft Manufacturer | text | manufacturer
Aircraft Construction Number (also called L/N or S/N or F/N) | text | serialNumber
Aircraft Serial Identification | text | serialNumber
Aircraft Mode S Transponder Code | text | icaoCode
Aircraft Tail Number | text | registrationNumber
Previous Aircraft Tail Number | text | registrationNumber
Aircraft Operator | link | operator

Linked To: | link | linked to

Secondary sanctions risk: | listing | provisions
Secondary sanctions risk | listing | provisions
Additional Sanctions Information - | listing | provisions
Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions: | listing | provisions
Executive Order 13662 Directive Determination - | listing | provisions
Executive Order 13846 information: | listing | provisions
Executive Order 14024 Directive Information | listing | provisions
Executive Order | listing | provisions
CAATSA Section | listing | provisions
IFCA Determination - | listing | provisions
IFCA Section | listing | provisions
PEESA Information: | listing | provisions
Subject to Secondary Sanctions | listing | provisions
Listing Date | day | listingDate
Effective Date | day | startDate
Purchase/Sales For Divestment Date | day | endDate
For more information, please reference the following link: | address | programUrl
For more information on directives, please visit the following link: | address | programUrl

Chinese Commercial Code | note |
"""


def first_word(text: str) -> str:
    """What keys and parts are brought together by: the first word in lower case, without a colon."""
    return text.split(" ", 1)[0].rstrip(":").lower()


def row_of(wording: str) -> tuple[str, str, str] | None:
    """The row for a wording that is a key and nothing else, as document types of the XML formats are."""
    lowered = wording.strip().lower()
    return next((row for row in keys().get(first_word(lowered), ()) if row[0].lower() == lowered), None)


@cache
def keys() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """First word of the wording, in lower case -> (wording, reading, property) with the longest wording first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for line in TABLE.splitlines():
        if line.strip():
            wording, reading, prop = (part.strip() for part in line.split("|"))
            found.setdefault(first_word(wording), []).append((wording, reading, prop))
    return {word: tuple(sorted(rows, key=lambda row: -len(row[0]))) for word, rows in found.items()}

"""Realistic credit transfers for the benches of the gate: CBPR+ style pacs.008, seeded, each with its own people.

Names, streets and towns are put together from common words of several countries; banks repeat as they do in traffic:
few large ones stand in most payments (a Zipf draw over 600). Nobody real is meant.
"""

from __future__ import annotations

import uuid
from random import Random

GIVEN = (
    "James",
    "Maria",
    "Wei",
    "Ivan",
    "Olga",
    "Hans",
    "Fatima",
    "Carlos",
    "Anna",
    "Jean",
    "Li",
    "Kumar",
    "Priya",
    "John",
    "Sven",
    "Marta",
    "Luis",
    "Paul",
    "Aisha",
    "Piotr",
)
FAMILY = (
    "Smith",
    "Müller",
    "Petrov",
    "García",
    "Wang",
    "Tanaka",
    "Silva",
    "Kim",
    "Novák",
    "Rossi",
    "Dubois",
    "Jansen",
    "Kowalski",
    "Ali",
    "Khan",
    "López",
    "Brown",
)
TRADES = (
    "Maschinenbau",
    "Textiles",
    "Logistics",
    "Foods",
    "Software",
    "Pharma",
    "Metals",
    "Furniture",
    "Optics",
    "Paper",
    "Ceramics",
    "Tools",
)
FORMS = ("GmbH", "Ltd", "SA", "BV", "SpA", "Inc", "sro", "AB")
TOWNS = (("Frankfurt", "DE"), ("Lyon", "FR"), ("Leeds", "GB"), ("Porto", "PT"), ("Brno", "CZ"), ("Gdansk", "PL"))
BANKS = 600
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"


class Payments:
    """Makes message after message; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._random = random = Random(seed)
        letters = "ABCDEFGHIJKLMNOPRSTUVWYZ"
        self._banks = ["".join(random.choices(letters, k=4)) + random.choice(TOWNS)[1] + "2X" for _ in range(BANKS)]
        self._weights = [1 / (rank + 1) for rank in range(BANKS)]
        self._made = 0

    def message(self) -> bytes:
        """One pacs.008 with one transaction and, beside the agents, four to six parties that are screened."""
        self._made += 1
        number, random = self._made, self._random
        sender, receiver, debtor_agent, creditor_agent = random.choices(self._banks, self._weights, k=4)
        ultimate = f"<UltmtDbtr>{self._party()}</UltmtDbtr>" if random.random() < 0.2 else ""
        head = (
            f'<AppHdr xmlns="{NAMESPACE}head.001.001.02"><Fr><FIId>{_agent(sender)}</FIId></Fr>'
            f"<To><FIId>{_agent(receiver)}</FIId></To><BizMsgIdr>B{number:012}"
            "</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr><BizSvc>swift.cbprplus.02</BizSvc>"
            "<CreDt>2026-11-22T09:30:47+01:00</CreDt></AppHdr>"
        )
        transfer = (
            f"<CdtTrfTxInf><PmtId><InstrId>I{number:014}</InstrId><EndToEndId>E2E{random.getrandbits(40)}</EndToEndId>"
            f"<UETR>{uuid.UUID(int=random.getrandbits(128), version=4)}</UETR></PmtId>"
            f'<IntrBkSttlmAmt Ccy="EUR">{random.randrange(100, 9_999_999) / 100:.2f}</IntrBkSttlmAmt>'
            "<IntrBkSttlmDt>2026-11-22</IntrBkSttlmDt><ChrgBr>SHAR</ChrgBr>"
            f"<InstgAgt>{_agent(sender)}</InstgAgt><InstdAgt>{_agent(receiver)}</InstdAgt>{ultimate}"
            f"<Dbtr>{self._party()}</Dbtr><DbtrAcct><Id><IBAN>{self._iban()}</IBAN></Id></DbtrAcct>"
            f"<DbtrAgt>{_agent(debtor_agent)}</DbtrAgt><CdtrAgt>{_agent(creditor_agent)}</CdtrAgt>"
            f"<Cdtr>{self._party()}</Cdtr><CdtrAcct><Id><IBAN>{self._iban()}</IBAN></Id></CdtrAcct>"
            f"<RmtInf><Ustrd>{self._remittance()}</Ustrd></RmtInf></CdtTrfTxInf>"
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<BusMsg>{head}<Document xmlns="{NAMESPACE}pacs.008.001.08">'
            f"<FIToFICstmrCdtTrf><GrpHdr><MsgId>M{number:014}</MsgId><CreDtTm>2026-11-22T09:30:47+01:00</CreDtTm>"
            f"<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>{transfer}"
            "</FIToFICstmrCdtTrf></Document></BusMsg>"
        ).encode()

    def _party(self) -> str:
        random = self._random
        town, country = random.choice(TOWNS)
        if random.random() < 0.4:
            name = f"{random.choice(FAMILY)} {random.choice(TRADES)} {random.randrange(10_000)} {random.choice(FORMS)}"
        else:
            middle = "".join(random.choices("abcdefghijklmnoprstuvw", k=6)).title()
            name = f"{random.choice(GIVEN)} {middle} {random.choice(FAMILY)}"
        return (
            f"<Nm>{name}</Nm><PstlAdr><StrtNm>{random.choice(FAMILY)}strasse</StrtNm>"
            f"<BldgNb>{random.randrange(1, 200)}</BldgNb><PstCd>{random.randrange(10_000, 99_999)}</PstCd>"
            f"<TwnNm>{town}</TwnNm><Ctry>{country}</Ctry></PstlAdr>"
        )

    def _iban(self) -> str:
        account = f"{self._random.randrange(10**18):018}"
        check = 98 - int(f"{account}131400") % 97
        return f"DE{check:02}{account}"

    def _remittance(self) -> str:
        random = self._random
        if random.random() < 0.2:
            return random.choice(("SALARY NOVEMBER 2026", "RENT", "INVOICE", "FAMILY SUPPORT"))
        return (
            f"INVOICE {random.randrange(10**7)} {random.choice(TRADES).upper()} {random.choice(FAMILY).upper()} 11/2026"
        )


def _agent(bic: str) -> str:
    return f"<FinInstnId><BICFI>{bic}</BICFI></FinInstnId>"

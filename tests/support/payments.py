"""Payment messages for tests: small, written for this project, with the parts a test wants to vary."""

from __future__ import annotations

from watchgate.gate.records.read import read_messages
from watchgate.model.record import Message, Record

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
UETR = "7f3cbe5f-0c0e-4b0c-9d52-0c1f1f7f5a11"


def bank(bic: str) -> str:
    """The inside of an agent known by its BIC."""
    return f"<FinInstnId><BICFI>{bic}</BICFI></FinInstnId>"


def transfer(inside: str = "", *, debtor: str = "", creditor: str = "", number: int = 1) -> str:
    """One CdtTrfTxInf of a pacs.008; `inside` stands at its end."""
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>I-{number}</InstrId><EndToEndId>E-{number}</EndToEndId><UETR>{UETR}</UETR></PmtId>"
        '<IntrBkSttlmAmt Ccy="EUR">1250.75</IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt>'
        f"<ChrgBr>SHAR</ChrgBr><Dbtr>{debtor or '<Nm>Harbour Tools GmbH</Nm>'}</Dbtr>"
        f"<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt>{bank('DEUTDEFF')}</DbtrAgt>"
        f"<CdtrAgt>{bank('BNPAFRPP')}</CdtrAgt><Cdtr>{creditor or '<Nm>Atelier du Port</Nm>'}</Cdtr>"
        f"{inside}</CdtTrfTxInf>"
    )


def pacs008(*transactions: str, version: str = "08", header: str = "", message_id: str = "M-1") -> str:
    """A pacs.008 Document."""
    body = "".join(transactions) or transfer()
    return (
        f'<Document xmlns="{NAMESPACE}pacs.008.001.{version}"><FIToFICstmrCdtTrf><GrpHdr><MsgId>{message_id}</MsgId>'
        f"<CreDtTm>2026-11-20T09:00:00Z</CreDtTm><NbOfTxs>{max(1, len(transactions))}</NbOfTxs>"
        f"<SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf>{header}</GrpHdr>{body}</FIToFICstmrCdtTrf></Document>"
    )


def app_header(kind: str = "pacs.008.001.08", sender: str = "DEUTDEFF", receiver: str = "BNPAFRPP") -> str:
    """A business application header."""
    return (
        f'<AppHdr xmlns="{NAMESPACE}head.001.001.02"><Fr><FIId>{bank(sender)}</FIId></Fr><To>'
        f"<FIId>{bank(receiver)}</FIId></To><BizMsgIdr>B-1</BizMsgIdr><MsgDefIdr>{kind}</MsgDefIdr><CreDt>2026-11-20T09:00:00Z</CreDt></AppHdr>"
    )


def mt103(*fields: str, service: str = "{121:" + UETR + "}", reference: str = "REF-1") -> str:
    """An MT103 with the given fields after 32A."""
    body = "\r\n".join(fields or (":50K:/12345678\r\nHARBOUR TOOLS GMBH", ":59:/87654321\r\nATELIER DU PORT"))
    return (
        "{1:F01DEUTDEFFAXXX0000000000}{2:I103BNPAFRPPXXXXN}{3:" + service + "}{4:\r\n"
        f":20:{reference}\r\n:23B:CRED\r\n:32A:261120EUR1250,75\r\n{body}\r\n:71A:SHA\r\n-}}"
    )


def read(text: str | bytes) -> list[Message]:
    """All messages of a text."""
    return list(read_messages(text if isinstance(text, bytes) else text.encode()))


def record(text: str | bytes) -> Record:
    """The one record of a text that can be read."""
    (message,) = read(text)
    assert not message.reason, message.reason
    (found,) = message.records
    return found


def names(found: Record) -> set[tuple[str, str]]:
    """(role, name) of every party."""
    return {(one.role, name.text) for one in found.parties for name in one.party.names}


def identifiers(found: Record) -> set[tuple[str, str, str]]:
    """(role, kind, value) of every party's identifiers."""
    return {(one.role, number.kind, number.value) for one in found.parties for number in one.party.identifiers}

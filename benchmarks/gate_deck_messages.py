"""A message with something planted at one place of it, and nobody else in it who is on any list."""

from __future__ import annotations

from functools import cache

from lxml import etree

from gate_deck_places import Place, What

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
ROOTS = {"pacs.008": "FIToFICstmrCdtTrf", "pacs.009": "FICdtTrf", "pacs.004": "PmtRtr", "pain.001": "CstmrCdtTrfInitn"}
VERSIONS = {"pacs.008": "pacs.008.001.08", "pacs.009": "pacs.009.001.08", "pacs.004": "pacs.004.001.09"}
HEAD = "head.001.001.02"
_AGENTS = (
    "<DbtrAgt><FinInstnId><BICFI>COBADEFF</BICFI></FinInstnId></DbtrAgt>"
    "<CdtrAgt><FinInstnId><BICFI>BNPAFRPP</BICFI></FinInstnId></CdtrAgt>"
)
_TRANSFER = (
    '<PmtId><EndToEndId>E-1</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">1250.75</IntrBkSttlmAmt>'
    f"<Dbtr><Nm>Orrin Quillfeather</Nm></Dbtr>{_AGENTS}<Cdtr><Nm>Tilda Wrenhollow</Nm></Cdtr>"
)
_BODIES = {
    "pacs.008": f"<CdtTrfTxInf>{_TRANSFER}</CdtTrfTxInf>",
    "pacs.009": '<CdtTrfTxInf><PmtId><EndToEndId>E-1</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">9</IntrBkSttlmAmt>'
    "<Dbtr><FinInstnId><BICFI>COBADEFF</BICFI></FinInstnId></Dbtr>"
    "<Cdtr><FinInstnId><BICFI>BNPAFRPP</BICFI></FinInstnId></Cdtr></CdtTrfTxInf>",
    "pacs.004": '<TxInf><RtrId>R-1</RtrId><OrgnlEndToEndId>E-1</OrgnlEndToEndId><RtrdIntrBkSttlmAmt Ccy="EUR">9'
    "</RtrdIntrBkSttlmAmt><RtrChain><Dbtr><Pty><Nm>Orrin Quillfeather</Nm></Pty></Dbtr></RtrChain></TxInf>",
    "pain.001": "<PmtInf><PmtInfId>P-1</PmtInfId><PmtMtd>TRF</PmtMtd><Dbtr><Nm>Orrin Quillfeather</Nm></Dbtr>"
    '<CdtTrfTxInf><PmtId><EndToEndId>E-1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">9</InstdAmt></Amt>'
    "<Cdtr><Nm>Tilda Wrenhollow</Nm></Cdtr></CdtTrfTxInf></PmtInf>",
}


def planted(place: Place, value: str, *, country: str = "", scheme: str = "") -> bytes:
    """The message with `value` at `place`. `scheme` and `country` stand beside a number that needs them."""
    base = etree.fromstring(_base(place.kind))
    root = base[0] if place.kind == "app_header" else base[1][0]
    namespace = str(root.tag).partition("}")[0] + "}"
    at = root
    for depth, tag in enumerate(place.tags, 1):
        known = at.find(namespace + tag)
        if known is not None and depth == place.fresh:
            at.remove(known)
            known = None
        if depth == len(place.tags) and place.what is What.CLEARING and scheme:
            system = etree.SubElement(at, namespace + "ClrSysId")
            etree.SubElement(system, namespace + "Cd").text = scheme
        at = known if known is not None else etree.SubElement(at, namespace + tag)
    at.text = value
    if place.what is What.NUMBER and scheme:
        above = at.getparent()
        assert above is not None
        name = etree.SubElement(above, namespace + "SchmeNm")
        etree.SubElement(name, namespace + "Cd").text = scheme
        if country:
            etree.SubElement(above, namespace + "Issr").text = country.upper()
    return etree.tostring(base)


@cache
def _base(kind: str) -> bytes:
    family = "pacs.008" if kind == "app_header" else kind
    version = VERSIONS.get(family, "pain.001.001.09")
    return (
        f'<BusMsg><AppHdr xmlns="{NAMESPACE}{HEAD}"><BizMsgIdr>B-1</BizMsgIdr></AppHdr>'
        f'<Document xmlns="{NAMESPACE}{version}"><{ROOTS[family]}><GrpHdr><MsgId>M-1</MsgId>'
        "<CreDtTm>2026-11-22T09:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs></GrpHdr>"
        f"{_BODIES[family]}</{ROOTS[family]}></Document></BusMsg>"
    ).encode()


MT_FIELDS = {
    "MT103": ("50K", "50F", "59", "59F", "51D", "52D", "53D", "54D", "55D", "56D", "57D", "70", "72", "77B", "23E"),
    "MT202": ("52D", "53D", "54D", "56D", "57D", "58D", "72"),
    "MT202COV": ("50K", "50F", "52D", "56D", "57D", "59", "70", "72"),
}
"""The fields of each type in which a name may stand (of MT202COV those of the customer payment below it)."""
_MT_USUAL = {"50K": ("ORRIN QUILLFEATHER",), "59": ("TILDA WRENHOLLOW",), "58A": ("BNPAFRPP",), "52A": ("COBADEFF",)}


def planted_mt(kind: str, tag: str, name: str) -> bytes:
    """An MT message with a name in one field."""
    lines = _mt_lines(tag, name)
    covered = kind == "MT202COV"
    if kind == "MT103":
        fields: list[tuple[str, tuple[str, ...]]] = [
            ("20", ("R-1",)),
            ("23B", ("CRED",)),
            ("32A", ("261120EUR1250,75",)),
        ]
        usual: tuple[str, ...] = ("50K", "59")
    else:
        fields = [("20", ("R-1",)), ("21", ("R-0",)), ("32A", ("261120EUR1250,75",))]
        usual = ("58A", "50K", "59") if covered else ("58A",)
    fields += [(one, _MT_USUAL[one]) for one in usual if one[:2] != tag[:2]]
    if tag[:2] in ("50", "58") or not covered:
        fields.append((tag, lines))
        fields.sort(key=lambda one: (one[0][:2] in ("50", "59") and covered, one[0][:2]))
    else:
        fields.append((tag, lines))
    block = "\r\n".join(f":{one}:" + "\r\n".join(text) for one, text in fields)
    flag = "{3:{119:COV}}" if covered else ""
    number = "103" if kind == "MT103" else "202"
    head = f"{{1:F01COBADEFFAXXX0000000000}}{{2:I{number}BNPAFRPPXXXXN}}{flag}{{4:\r\n"
    return (head + block + "\r\n-}").encode()


def _mt_lines(tag: str, name: str) -> tuple[str, ...]:
    cut = [name[:35], name[35:70]] if name[35:] else [name]
    if tag.endswith("F"):
        return ("/12345678", *(f"1/{line}" for line in cut), "3/DE/BERLIN")
    if tag in ("50K", "59"):
        return ("/12345678", *cut, "MAIN STREET 1")
    return tuple(cut)

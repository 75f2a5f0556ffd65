"""Shapes in which a listed party hides from a reader that takes each field by itself: names over lines and texts, names
cut at the end of a field, ships as parties, numbers over lines, with signs that nobody sees, of another branch."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from xml.sax.saxutils import escape

import msgspec

from gate_deck_messages import NAMESPACE, planted_mt
from gate_deck_people import Listed, People
from watchgate.risk.identifiers.wallets import looks_like_wallet

EACH = 40
HIDDEN = ("\u200b", "\u2060", "\u00ad")
LINE, LINES = 35, 4


class Shape(msgspec.Struct, frozen=True):
    """One message: who is in it, how, and what was written."""

    data: bytes
    entity_id: str
    how: str
    value: str


def shapes(known: People, random: Random) -> Iterator[Shape]:
    """`EACH` of every shape, as far as the lists have names and numbers for it."""
    fits = [one for one in known.as_party if one.name.isascii()]
    texts = [one for one in known.in_text if one.name.isascii()]
    for how, names, make in (
        ("a name over two texts", texts, _over_texts),
        ("a name over lines of 50K", [one for one in fits if _lines(one.name)], _over_lines),
        ("a name over two name elements", fits, _over_names),
        ("a name cut at 35", [one for one in fits if len(one.name) > LINE], _cut),
        ("a name with signs that nobody sees", fits, _hidden),
        ("a ship as a party", [one for one in known.names if one.schema == "Vessel"], _ship),
        ("a name in full-width letters", fits, _wide),
        ("a name with each letter apart from its marks", known.as_party, _apart),
    ):
        for one in random.sample(names, min(EACH, len(names))):
            yield Shape(make(one, random), one.entity_id, f"shape: {how}", one.name)
    yield from _numbers(known, random)


def _numbers(known: People, random: Random) -> Iterator[Shape]:
    long: list[tuple[str, str]] = [
        (entity_id, number.value)
        for kind in ("publicKey", "iban", "leiCode")
        for entity_id, number in known.numbers.get(kind, ())
        if kind != "publicKey" or looks_like_wallet(number.value)
    ]
    for entity_id, value in long:
        at = random.randrange(4, len(value) - 4)
        yield Shape(
            _payment(texts=(f"PAY TO {value[:at]}", f"{value[at:]} NOW")),
            entity_id,
            "shape: a number over two texts",
            value,
        )
        hidden = random.choice(HIDDEN)
        yield Shape(
            _payment(texts=(f"to {value[:at]}{hidden}{value[at:]}",)),
            entity_id,
            "shape: a number with signs that nobody sees",
            value,
        )
    for entity_id, number in known.numbers.get("swiftBic", ()):
        bank, branch = number.value[:8], number.value[8:]
        for bic in (bank + ("XXX" if not branch else "ABC"), bank[:6] + ("2L" if bank[6:8] != "2L" else "MM")):
            yield Shape(_payment(bic=bic), entity_id, "shape: another branch or location of a bank", bic)


def _over_texts(one: Listed, random: Random) -> bytes:
    words = one.name.split()
    at = random.randrange(1, len(words))
    return _payment(texts=(f"PAYMENT FOR {' '.join(words[:at])}", f"{' '.join(words[at:])} REF 4711"))


def _over_lines(one: Listed, random: Random) -> bytes:
    del random
    return planted_mt("MT103", "59", "\r\n".join(_lines(one.name)))


def _over_names(one: Listed, random: Random) -> bytes:
    words = one.name.split()
    at = random.randrange(1, len(words))
    return _payment(creditor=(" ".join(words[:at]), " ".join(words[at:])))


def _cut(one: Listed, random: Random) -> bytes:
    if random.random() < 0.5:
        return _payment(creditor=(one.name[:LINE].strip(),))
    return planted_mt("MT103", "59", one.name[:LINE].upper())


def _hidden(one: Listed, random: Random) -> bytes:
    at = random.randrange(1, len(one.name))
    return _payment(creditor=(one.name[:at] + random.choice(HIDDEN) + one.name[at:],))


def _ship(one: Listed, random: Random) -> bytes:
    return _payment(creditor=(random.choice(("", "MV ", "M/V ")) + one.name,))


def _wide(one: Listed, random: Random) -> bytes:
    del random
    return _payment(creditor=("".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in one.name),))


def _apart(one: Listed, random: Random) -> bytes:
    del random
    return _payment(creditor=(unicodedata.normalize("NFD", one.name),))


def _lines(name: str) -> tuple[str, ...]:
    """The name on two lines of words, none with a digit; () where it does not fit so."""
    words = name.upper().split()
    first = " ".join(words[: (len(words) + 1) // 2])
    second = " ".join(words[(len(words) + 1) // 2 :])
    plain: Callable[[str], bool] = lambda line: 0 < len(line) <= LINE and not any(sign.isdigit() for sign in line)  # noqa: E731
    return (first, second) if plain(first) and plain(second) and first[0].isalpha() and second[0].isalpha() else ()


def _payment(
    creditor: tuple[str, ...] = ("Tilda Wrenhollow",), texts: tuple[str, ...] = (), bic: str = "BNPAFRPP"
) -> bytes:
    names = "".join(f"<Nm>{escape(name)}</Nm>" for name in creditor)
    remittance = "".join(f"<Ustrd>{escape(text)}</Ustrd>" for text in texts)
    return (
        f'<Document xmlns="{NAMESPACE}pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M-1</MsgId></GrpHdr>'
        '<CdtTrfTxInf><PmtId><EndToEndId>E-1</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">9</IntrBkSttlmAmt>'
        "<Dbtr><Nm>Orrin Quillfeather</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>COBADEFF</BICFI></FinInstnId></DbtrAgt>"
        f"<CdtrAgt><FinInstnId><BICFI>{bic}</BICFI></FinInstnId></CdtrAgt><Cdtr>{names}</Cdtr>"
        f"<RmtInf>{remittance}</RmtInf></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"
    ).encode()

"""One payment written in another way, or in another format, is the same record in all that is compared."""

from __future__ import annotations

from xml.sax.saxutils import escape

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from support.payments import identifiers, mt103, names, pacs008, read, record, transfer
from watchgate.model.record import Record

WORDS = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=7)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
ACCOUNTS = st.integers(10**5, 10**11).map(lambda number: f"12{number}")
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def compared(found: Record) -> Record:
    """Without what the bytes give it."""
    return msgspec.structs.replace(found, id="", bytes_sha256="")


def written(debtor: str, creditor: str, account: str, text: str) -> str:
    return pacs008(
        transfer(
            f"<CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct><RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf>",
            debtor=f"<Nm>{escape(debtor)}</Nm>",
            creditor=f"<Nm>{escape(creditor)}</Nm>",
        )
    )


@settings(max_examples=150, deadline=None)
@given(NAMES, NAMES, ACCOUNTS, TEXTS, st.sampled_from(["50F", "50K"]))
def test_mt103_and_pacs008_of_one_payment_compare_the_same(
    debtor: str, creditor: str, account: str, text: str, option: str
) -> None:
    first = f"1/{debtor}" if option == "50F" else debtor
    mt = record(mt103(f":{option}:/1\r\n{first}", f":59:/{account}\r\n{creditor}", f":70:{text}"))
    mx = record(written(debtor, creditor, account, text))
    assert names(mt) == names(mx)
    number = {one for one in identifiers(mx) if one[0] == "creditor_account"}
    assert number
    assert number <= identifiers(mt)
    assert [one.text for one in mt.texts] == [one.text for one in mx.texts]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(categories=("L", "Nd")), min_size=1, max_size=30), TEXTS, st.data())
def test_the_writing_of_xml_changes_nothing(name: str, text: str, data: st.DataObject) -> None:
    plain = written(name, "Atelier du Port", "1234567", text)
    other = data.draw(
        st.sampled_from(
            [
                plain.replace("><", ">\n  <"),
                plain.replace(f">{escape(name)}<", f">{''.join(f'&#{ord(sign)};' for sign in name)}<"),
                plain.replace(f">{escape(name)}<", f"><![CDATA[{name}]]><"),
                plain.replace(f">{escape(name)}<", f"> {escape(name)}\t<"),
                plain.replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p="),
                f"<?xml version='1.0' encoding='utf-8'?><!-- x -->{plain}<!-- y -->",
                f"<Body><Part>{plain}</Part></Body>",
            ]
        )
    )
    assert compared(record(other)) == compared(record(plain))
    assert compared(record(plain.encode("utf-16"))) == compared(record(plain))


@settings(max_examples=50, deadline=None)
@given(st.lists(NAMES, min_size=2, max_size=6))
def test_a_transaction_is_the_same_alone_and_among_others(creditors: list[str]) -> None:
    (message,) = read(pacs008(*(transfer(creditor=f"<Nm>{name}</Nm>") for name in creditors)))
    alone = [record(pacs008(transfer(creditor=f"<Nm>{name}</Nm>"))) for name in creditors]
    assert [found.parties for found in message.records] == [found.parties for found in alone]
    assert len({found.id for found in message.records}) == len(creditors)

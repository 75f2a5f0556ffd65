"""A message of a shape that was read before says the very same as when it is parsed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.payments import app_header, bank, pacs008, transfer
from watchgate.gate.records import element_table, iso20022, shapes
from watchgate.gate.records.envelope import Enveloped
from watchgate.gate.records.flat import Flat, flattened
from watchgate.gate.records.read import read_messages
from watchgate.model.record import Message, Outcome

SIGNS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = SIGNS | st.sampled_from(
    [
        *("DEUTDEFF", "DEUTDEFF500", "Not Provided", "KP", "9074729", "DE89370400440532013000", "17", "0", " ", ""),
        *("&amp;", "A &amp; B", "&lt;b&gt;", "&#65;", "&#32;", "&x;", "]]>", "a > b"),
        *("\u00a0", "\u2003x", "\r\n", "\x0b", "\uffff", "\ufffd"),
        *("<![CDATA[A]]>", "<!-- c -->", "<?p i?>", "<Nm>x</Nm>"),
    ]
)
PLACES = ("{0}", "{1}", "{2}", "{3}", "{4}", "{5}")
DEBTOR = "<Nm>{3}</Nm><Id><OrgId><AnyBIC>{4}</AnyBIC></OrgId></Id>"
CREDITOR = f"<Nm>{{5}}</Nm><PstlAdr><Ctry>{{0}}</Ctry></PstlAdr>{bank('{1}')}"
REMITTANCE = "<RmtInf><Ustrd>{1}</Ustrd><Ustrd>{2}</Ustrd></RmtInf>"
TRANSFERS = (
    transfer(REMITTANCE, debtor=DEBTOR, creditor=CREDITOR),
    transfer(f"<IntrmyAgt1>{bank('{2}')}</IntrmyAgt1>", number=2),
)
WRITTEN = f"<W>{app_header(sender='{0}')}{pacs008(*TRANSFERS)}</W>"
NIL = '<GrpHdr xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="x">'


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    shapes._known.clear()
    shapes._seen.clear()
    shapes._known_size = 0


def parsed(data: bytes) -> list[Message]:
    """As it is read where no shape is known."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(iso20022, "of_known_shape", lambda _: None)
        return list(read_messages(data))


def known(data: bytes) -> bool:
    """Read until its shape is known, if it can be; the answers are the same each time."""
    first = [list(read_messages(data)) for _ in range(3)]
    assert first == [parsed(data)] * 3
    return shapes.of_known_shape(data) is not None


def filled(texts: list[str]) -> bytes:
    written = WRITTEN
    for place, text in zip(PLACES, texts, strict=True):
        written = written.replace(place, text)
    return written.encode("utf-8", "surrogatepass")


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS, min_size=6, max_size=6))
def test_other_texts_in_a_known_shape_say_what_the_parser_finds_in_them(texts: list[str]) -> None:
    assert known(filled(["DEUTDEFF", "one", "two", "three", "BNPAFRPP", "five"]))
    data = filled(texts)
    assert list(read_messages(data)) == parsed(data)


def test_texts_of_another_message_are_not_taken_for_its_own() -> None:
    first, second = (pacs008(transfer(debtor=f"<Nm>{name}</Nm>"), message_id=name).encode() for name in ("A", "Benno"))
    assert known(first)
    assert shapes.of_known_shape(second) is not None
    (message,) = read_messages(second)
    assert message == parsed(second)[0]
    assert message.message_id == "Benno"


def test_references_that_every_xml_has_are_read_and_others_are_left_to_the_parser() -> None:
    assert known(pacs008(transfer(debtor="<Nm>Sons</Nm>")).encode())
    for text, is_known in (
        ("A &amp;amp; B &lt;C&gt; &quot;D&apos;s&quot;", True),
        ("A&#38;B", False),
        ("A&nbsp;B", False),
    ):
        data = pacs008(transfer(debtor=f"<Nm>{text}</Nm>")).encode()
        assert (shapes.of_known_shape(data) is not None) is is_known
        assert list(read_messages(data)) == parsed(data)


@pytest.mark.parametrize(
    "data",
    [
        pacs008().replace("<GrpHdr>", "<!-- --><GrpHdr>").encode(),
        pacs008().replace("<GrpHdr>", "<?p ?><GrpHdr>").encode(),
        pacs008().replace("M-1", "<![CDATA[M-1]]>").encode(),
        pacs008().replace("M-1", "M\r1").encode(),
        pacs008().replace("M-1", "M\x0b1").encode(),
        pacs008().replace("M-1", "M\uffff1").encode(),
        pacs008().replace("M-1", " M-1").encode(),
        pacs008().replace("M-1", "\u00a0").encode(),
        pacs008().replace("<GrpHdr>", '<GrpHdr a="x>y">').encode(),
        pacs008().replace("<GrpHdr>", '<GrpHdr a="Kim Jong Un">').encode(),
        pacs008().replace("<GrpHdr>", '<GrpHdr><Wrong xmlns="x" xmlns="y"/>').encode(),
        pacs008().replace("pacs.008.001.08", "camt.056.001.08").encode(),
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{pacs008(message_id="Mé")}'.encode("latin-1"),
        f'<?xml version="1.1"?>{pacs008()}'.encode(),
        f"<!DOCTYPE x>{pacs008()}".encode(),
        f"<W>{pacs008()}{pacs008()}</W>".encode(),
        f"<W>Kim Jong Un{pacs008()}</W>".encode(),
        pacs008().encode("utf-16"),
        b"\xff" + pacs008().encode(),
        pacs008(message_id="M" * shapes.LONGEST).encode(),
    ],
)  # fmt: skip
def test_what_is_more_than_tags_and_plain_texts_is_parsed(data: bytes) -> None:
    assert not known(data)


@pytest.mark.parametrize(
    "data",
    [
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{pacs008()}\n'.encode(),
        pacs008().replace("<", "\n  <").strip().replace("\n  </", "</").encode(),
        pacs008().replace("<GrpHdr>", NIL).encode(),
        pacs008().replace(' Ccy="EUR"', "").encode(),
        pacs008().replace("M-1", "M > 1! [2]").encode(),
        b"\xef\xbb\xbf" + pacs008().replace("><", ">\r\n<").encode(),
        f"<W>{app_header()}{pacs008(transfer(), transfer(number=2))}</W>".encode(),
    ],
)  # fmt: skip
def test_usual_ways_to_write_a_message_are_known_the_third_time(data: bytes) -> None:
    assert known(data)


def test_batches_of_a_known_shape_keep_their_transactions() -> None:
    data = (files("watchgate.cli") / "demo_data" / "payments" / "2-salaries.xml").read_bytes()
    assert known(b" ".join(data.split()))


def test_banks_that_say_more_than_their_bic_are_read_whole() -> None:
    more = "<FinInstnId><BICFI>DEUTDEFF</BICFI><Nm>Other Bank</Nm></FinInstnId>"
    twice = "<FinInstnId><BICFI>DEUTDEFF</BICFI><BICFI>BNPAFRPP</BICFI></FinInstnId>"
    wrong = bank("DEUTXXFF")
    for inside in (more, twice, wrong, bank("D" * 100), more + wrong):
        data = pacs008(
            transfer(f"<IntrmyAgt1>{inside}</IntrmyAgt1><IntrmyAgt2>{bank('AGRIFRPP')}</IntrmyAgt2>")
        ).encode()
        assert known(data)


def test_shapes_that_somebody_invents_are_forgotten_before_they_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shapes, "MOST_KNOWN", 3_000)
    monkeypatch.setattr(shapes, "MOST_SEEN", 2)
    for number in range(12):
        data = pacs008(transfer(f"<A{number}>x</A{number}>")).encode()
        assert [one.outcome for _ in range(3) for one in read_messages(data)] == [Outcome.READ] * 3
        assert sum(map(len, shapes._known)) <= 3_000
        assert len(shapes._seen) <= 2


def test_shapes_are_forgotten_with_the_tags_that_they_would_keep_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (pacs008(transfer(f"<A{number}>x</A{number}>")).encode() for number in range(2))
    assert known(first)
    monkeypatch.setattr(element_table, "KNOWN_TAGS_MAX", 0)
    list(read_messages(pacs008(transfer("<Invented>x</Invented>")).encode()))
    monkeypatch.undo()
    assert known(second)
    assert len(shapes._known) == 1


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=6, max_size=6))
def test_messages_that_come_together_say_what_each_says_when_it_is_parsed(texts: list[str]) -> None:
    ordinary = pacs008(transfer(debtor=DEBTOR, creditor=CREDITOR))
    for place, text in zip(PLACES, ("DEUTDEFF", "one", "two", "three", "BNPAFRPP", "five"), strict=True):
        ordinary = ordinary.replace(place, text)
    prefixed = ordinary.replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p=")
    written = "".join(f"<B>{app_header()}{one}</B>" for one in (ordinary, prefixed, ordinary, prefixed, ordinary))
    together = f"<W>{written}<B>{{0}}{pacs008(*TRANSFERS)}</B><B>{ordinary}{app_header()}</B></W>"
    for place, text in zip(PLACES, texts, strict=True):
        together = together.replace(place, text)
    data = together.encode("utf-8", "surrogatepass")
    expected = parsed(data)
    assert [list(read_messages(data)) for _ in range(3)] == [expected] * 3


def test_messages_that_come_together_are_known_by_their_own_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (
        f"<W>{''.join(f'<B>{app_header()}{pacs008(message_id=str(number))}</B>' for number in range(5))}</W>".encode()
    )
    expected = parsed(data)
    parsed_kinds: list[str] = []

    def counted(one: Enveloped, kind: str) -> Flat | None:
        parsed_kinds.append(kind)
        return flattened(one, kind)

    monkeypatch.setattr(iso20022, "flattened", counted)
    assert list(read_messages(data)) == expected
    assert len(parsed_kinds) == 2

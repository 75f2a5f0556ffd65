from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchgate.model.handling import ANYONE, PUBLIC, SYSTEM, UNMARKED, Handling, Reader, Tlp, join, may_read, parse_tlp

ORGANISATIONS = st.frozensets(st.sampled_from(["MSMT", "NCA", "OFSI"]))
HANDLINGS = st.builds(
    Handling,
    tlp=st.sampled_from(Tlp),
    releasable_to=ORGANISATIONS,
    originator=st.sampled_from([None, "MSMT", "NCA"]),
    originator_control=st.booleans(),
    expires_at=st.sampled_from([None, 10, 20]),
)
READERS = st.builds(Reader, name=st.just("r"), clearance=st.sampled_from(Tlp), organisations=ORGANISATIONS)


def test_no_marking_means_amber_strict() -> None:
    assert UNMARKED.tlp is Tlp.AMBER_STRICT
    assert not may_read(UNMARKED, ANYONE, 0)
    assert may_read(UNMARKED, Reader(name="cleared", clearance=Tlp.AMBER_STRICT), 0)


def test_anyone_reads_public_and_nothing_else() -> None:
    assert may_read(PUBLIC, ANYONE, 0)
    assert not may_read(Handling(tlp=Tlp.GREEN), ANYONE, 0)


def test_releasable_to_admits_only_the_named_even_when_cleared() -> None:
    marked = Handling(tlp=Tlp.GREEN, releasable_to=frozenset({"NCA"}))
    assert not may_read(marked, Reader(name="a", clearance=Tlp.RED, organisations=frozenset({"OFSI"})), 0)
    assert may_read(marked, Reader(name="b", clearance=Tlp.GREEN, organisations=frozenset({"NCA"})), 0)


def test_originator_control_admits_nobody_but_the_originator_when_nobody_is_named() -> None:
    marked = Handling(tlp=Tlp.CLEAR, originator="NCA", originator_control=True)
    assert not may_read(marked, Reader(name="a", clearance=Tlp.RED), 0)
    assert may_read(marked, Reader(name="b", organisations=frozenset({"NCA"})), 0)


def test_after_the_end_of_sharing_only_the_originator_and_the_system_read() -> None:
    marked = Handling(tlp=Tlp.CLEAR, originator="NCA", expires_at=100)
    assert may_read(marked, ANYONE, 99)
    assert not may_read(marked, ANYONE, 100)
    assert may_read(marked, Reader(name="own", organisations=frozenset({"NCA"})), 100)
    assert may_read(marked, SYSTEM, 100)


def test_tlp_labels_are_read_as_the_standard_writes_them() -> None:
    assert [parse_tlp(level.label) for level in Tlp] == list(Tlp)
    assert parse_tlp("white") is Tlp.CLEAR


@given(st.lists(HANDLINGS, min_size=1, max_size=4), READERS, st.sampled_from([0, 10, 25]))
def test_whoever_reads_the_join_reads_every_part(parts: list[Handling], reader: Reader, now: int) -> None:
    if may_read(join(parts), reader, now):
        assert all(may_read(part, reader, now) for part in parts)


@given(HANDLINGS)
def test_join_of_one_is_itself(handling: Handling) -> None:
    assert join([handling]) == handling

"""What stands in one frame of the journal: decisions numbered and chained, sealed as a whole until they are filed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from watchgate.gate.history.chain import DecisionLink, decision_link
from watchgate.gate.history.preparing import Content, Original, Prepared
from watchgate.gate.history.sealing import Sealer, Secrets


class Numbered(msgspec.Struct, frozen=True, array_like=True):
    """A decision in its place. `previous`, `conflict`: numbers of decisions."""

    number: int
    link: bytes
    previous: int | None
    conflict: int | None
    content: Content


class Frame(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`first` to `last` are numbers, `link` that of the last, `hashes` those by which one is seen to be there."""

    first: int
    last: int
    link: bytes
    hashes: tuple[int, ...]
    secret: bytes
    sealed: bytes


class _Inside(msgspec.Struct, frozen=True, array_like=True):
    originals: tuple[Original, ...]
    decisions: tuple[Numbered, ...]


_encoder = msgspec.msgpack.Encoder()
_secrets = Secrets()
_frames = msgspec.msgpack.Decoder(Frame)
_insides = msgspec.msgpack.Decoder(_Inside)


def numbered(
    number: int, before: bytes, content: Content, previous: int | None = None, conflict: int | None = None
) -> Numbered:
    """`content` as decision `number`, in the chain after the link `before`."""
    message, basis = content.message, content.basis
    link = decision_link(
        before,
        DecisionLink(
            number=number,
            bytes_sha256=message.sha256,
            kind=message.kind,
            outcome=message.outcome,
            record_id=content.record_id,
            verdict=content.verdict,
            decided_at=content.decided_at,
            position=basis.position,
            policy_sha256=basis.policy,
            engine=basis.engine,
            weights=basis.weights,
            exceptions=basis.exceptions,
            warnings=basis.warnings,
            sha256=content.sha256,
            commitment=content.commitment,
            previous=previous,
            conflict=conflict,
        ),
    )
    return Numbered(number, link, previous, conflict, content)


def frame_of(decisions: Sequence[Numbered], prepared: Sequence[Prepared], sealer: Sealer) -> bytes:
    """The frame of decisions that follow one another, made of `prepared`."""
    originals = {id(one.original): one.original for one in prepared}
    secret = _secrets.take()
    inside = _encoder.encode((tuple(originals.values()), decisions))
    return _encoder.encode(
        (
            decisions[0].number,
            decisions[-1].number,
            decisions[-1].link,
            [found for one in prepared for found in one.hashes],
            secret,
            sealer.seal(secret, inside),
        )
    )


def frame(body: bytes) -> Frame:
    """A frame as it was read."""
    return _frames.decode(body)


def opened(found: Frame, sealer: Sealer) -> tuple[dict[bytes, Original], tuple[Numbered, ...]]:
    """(originals by sha256, decisions) of a frame."""
    inside = _insides.decode(sealer.open(found.secret, found.sealed, f"decision {found.first} in the journal"))
    return {one.sha256: one for one in inside.originals}, inside.decisions

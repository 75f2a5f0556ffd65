"""Numbers of parties or texts in the order of the record, as bytes."""

from __future__ import annotations

from collections.abc import Sequence


def packed_numbers(numbers: Sequence[int]) -> bytes:
    """As many bytes each as the largest needs, after one that says how many."""
    if not numbers:
        return b""
    width = max(1, (max(numbers).bit_length() + 7) // 8)
    return bytes([width]) + b"".join([number.to_bytes(width, "big") for number in numbers])


def unpacked_numbers(data: bytes) -> tuple[int, ...]:
    """The opposite of `packed_numbers`."""
    if not data:
        return ()
    width = data[0]
    return tuple(int.from_bytes(data[at : at + width], "big") for at in range(1, len(data), width))

"""Cells of rows as what they mean: addresses checked, values exact, hashes of 32 bytes. Errors say what is wrong."""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from watchgate.ledger.transfers.account_batch import UNITS_MAX
from watchgate.model.errors import BadInputError
from watchgate.model.wallet_addresses import TRON_VERSION, address_of, base58check

DIGITS_MAX = 80
"""More than 256 bits have: the exponent of a text may ask for gigabytes of digits."""
DIGITS_256 = 78
"""So many digits may be above 256 bits."""
EXACT_MAX = 1 << 53
"""Above it a floating-point number may have lost units: 0.009 of a coin of 18 digits."""
ZERO_ADDRESS = {"eth": "0x" + 40 * "0", "trx": base58check(TRON_VERSION, bytes(20))}
_SHORT = 19
"""So many digits may be above 2^63."""
_TRUE, _FALSE = ("1", "0x1", "true", "t"), ("0", "0x0", "false", "f")


class Addresses(dict[str | None, str]):
    """Addresses as a chain writes them: `0x` and 40 small digits, or T and base58check. Each text is checked once.

    By what was written in a file; empty for none. BadInputError when the form or the checksum does not fit."""

    def __init__(self, coin: str) -> None:
        super().__init__()
        self._coin = coin

    def __missing__(self, text: str | None) -> str:
        found = self[text] = address_of(text, self._coin) if text else ""
        return found

    def written(self, text: str | None) -> str:
        """The address."""
        return self[text]

    def named(self, text: str | None) -> str:
        """The address, which has to be there."""
        found = self[text]
        if not found:
            raise BadInputError("names no sender, receiver or token")
        return found

    def all_named(self, cells: Sequence[Any]) -> list[str] | None:
        """Those of a whole column; None where one of them cannot be, so that each is looked at by itself."""
        try:
            found = list(map(self.__getitem__, cells))
        except (BadInputError, TypeError, AttributeError):
            return None
        return None if "" in found else found


def units_in(cell: Any) -> tuple[int, bool]:
    """A value in the smallest unit, and whether its source may have lost units of it. None is 0.

    Whole numbers, decimal digits or 0x.. as a text, 32 bytes, a decimal; a floating-point number is what it says, and
    is marked above 2^53.
    """
    if (
        type(cell) is int and 0 <= cell <= UNITS_MAX
    ):  # nearly all are, or a text of digits, and they come by the million
        return cell, False
    if type(cell) is str and cell.isdecimal() and len(cell) < DIGITS_256:
        return int(cell), False
    if cell is None or cell == "":
        return 0, False
    rounded = False
    try:
        if isinstance(cell, bytes):
            units = int.from_bytes(cell, "big")
        elif isinstance(cell, str):
            units, rounded = _from_text(cell.strip())
        else:
            units, rounded = _whole(cell), isinstance(cell, float) and cell >= EXACT_MAX
    except (ValueError, OverflowError, ArithmeticError):
        raise BadInputError(f"the value {str(cell)[:90]!r} is no whole number of units") from None
    if not 0 <= units <= UNITS_MAX:
        raise BadInputError(f"the value {str(cell)[:90]} is negative or has more than 256 bits")
    return units, rounded


def are_units(cells: Sequence[Any]) -> bool:
    """Whether a whole column holds values as they count: whole numbers of at most 256 bits."""
    return set(map(type, cells)) == {int} and min(cells) >= 0 and max(cells) <= UNITS_MAX


def _from_text(text: str) -> tuple[int, bool]:
    if text.startswith("0x"):
        return int(text, 16), False
    if text.lstrip("-").isdecimal():
        return int(text), False
    number = Decimal(text)  # 7.4e+18: somebody made a floating-point number of it, and of that a text
    if not number.is_finite() or number.adjusted() > DIGITS_MAX:
        raise ValueError(text)
    units = _whole(number)
    return units, units >= EXACT_MAX


def _whole(cell: float | Decimal) -> int:
    units = int(cell)
    if units != cell:
        raise ValueError(cell)
    return units


def number_in(cell: Any, name: str) -> int:
    """A whole number that is not negative and below 2^63; BadInputError names the column."""
    if type(cell) is str and cell.isdecimal() and len(cell) < _SHORT:
        return int(cell)
    if type(cell) is int and 0 <= cell < 1 << 63:
        return cell
    try:
        found = int(cell, 0) if isinstance(cell, str) and cell.startswith("0x") else int(cell)
    except (TypeError, ValueError, OverflowError):
        found = -1
    if not 0 <= found < 1 << 63 or isinstance(cell, bool) or (isinstance(cell, float) and cell != found):
        raise BadInputError(f"{name} is {str(cell)[:60]!r}, and has to be a whole number")
    return found


def numbers_in(cells: Sequence[Any]) -> list[int] | None:
    """A whole column of such numbers; None where it holds anything else."""
    if set(map(type, cells)) != {int} or min(cells) < 0 or max(cells) >= 1 << 63:
        return None
    return list(cells)


def seconds_in(cell: Any) -> int:
    """Seconds since 1970, UTC, from a number, a timestamp, or a text of either; 0 where nothing is said."""
    if cell is None or cell == "":
        return 0
    if isinstance(cell, str) and not cell.isdecimal():
        try:
            cell = datetime.fromisoformat(cell.strip().removesuffix(" UTC"))
        except ValueError:
            raise BadInputError(f"block_timestamp is {cell[:60]!r}") from None
    if isinstance(cell, datetime):
        return int((cell if cell.tzinfo else cell.replace(tzinfo=UTC)).timestamp())
    return number_in(cell, "block_timestamp")


def hash_in(cell: Any, name: str) -> bytes:
    """32 bytes; BadInputError names the column."""
    try:
        data = bytes.fromhex(cell[2:] if cell[:2] == "0x" else cell) if type(cell) is str else _bytes_of(cell)
    except ValueError:
        data = b""
    if len(data) != 32:
        raise BadInputError(f"{name} is {str(cell)[:80]!r}, which is no hash of 32 bytes")
    return data


def hashes_in(cells: Sequence[Any]) -> list[bytes] | None:
    """A whole column of hashes, as `0x` and 64 digits each; None where it holds anything else."""
    many = len(cells)
    if set(map(type, cells)) != {str} or set(map(len, cells)) != {66}:
        return None
    text = "".join(cells)
    if text[0::66] != "0" * many or text[1::66] != "x" * many or text.count("x") != many:
        return None
    try:
        data = unhexlify(text.replace("0x", ""))
    except ValueError:
        return None
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def _bytes_of(cell: Any) -> bytes:
    return cell if isinstance(cell, bytes) else bytes.fromhex(str(cell).removeprefix("0x"))


def failed(cell: Any) -> bool:
    """Whether a status says that it failed; what says nothing has not."""
    if cell is None or cell == "":
        return False
    text = str(cell).lower().removesuffix(".0")
    if text not in (*_TRUE, *_FALSE):
        raise BadInputError(f"status is {str(cell)[:40]!r}, which is neither 0 nor 1")
    return text in _FALSE

"""`ones`: how many bits are set, one instruction of the processor in compiled code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import types
from numba.extending import intrinsic, overload

_WORD = (1 << 64) - 1


def ones(word: int) -> int:
    """The number of bits set in a whole number of 64 bits."""
    return (int(word) & _WORD).bit_count()


@intrinsic
def _population(_context: Any, _word: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.int64), generate


population: Any = _population
"""Without the type of an intrinsic, which is called with a context by numba alone."""


@overload(ones, inline="always")
def _compiled_ones(word: Any) -> Callable[[Any], Any]:  # noqa: ARG001 - numba asks with the type of the argument
    def counted(word: Any) -> Any:
        return population(word)

    return counted

"""`read_at`: reads a part of a file into an array, in a kernel: what is read so takes no memory of the process."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from watchgate.risk.names.engine.segment_columns import Array

_tools: Any = cgutils


def read_at(array: Array, at: int, file: int, size: int, offset: int) -> int:
    """Read `size` bytes of the open `file` from `offset` on to `array` from `at` on; how many there were, -1: none."""
    body = os.pread(file, size, offset)
    array.view(np.uint8)[at * array.itemsize :][: len(body)] = np.frombuffer(body, dtype=np.uint8)
    return len(body)


@intrinsic
def _read(_context: Any, array: Any, _at: Any, _file: Any, _size: Any, _offset: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer = builder.bitcast(builder.gep(held.data, [arguments[1]]), _tools.voidptr_t)
        narrow, wide = ir.IntType(32), ir.IntType(64)
        kind = ir.FunctionType(wide, [narrow, _tools.voidptr_t, wide, wide])
        pread = _tools.get_or_insert_function(builder.module, kind, "pread")
        return builder.call(pread, [builder.trunc(arguments[2], narrow), pointer, arguments[3], arguments[4]])

    number = types.int64
    return number(array, number, number, number, number), generate


reading: Any = _read
"""Without the type of an intrinsic, which is called with a context by numba alone."""


@overload(read_at, inline="always")
def _compiled_read_at(array: Any, at: Any, file: Any, size: Any, offset: Any) -> Callable[..., Any]:  # noqa: ARG001 - numba asks with the types
    def read_it(array: Any, at: Any, file: Any, size: Any, offset: Any) -> Any:
        return reading(array, at, file, size, offset)

    return read_it

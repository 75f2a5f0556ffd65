"""`fetch`: asks the processor for a place of an array before it is read, so that reading it need not wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from watchgate.risk.names.engine.segment_columns import Array

_READ, _NEAR, _DATA = 0, 3, 1
_tools: Any = cgutils


def fetch(array: Array, at: int) -> None:
    """Nothing that can be seen: in plain Python it is done without."""


@intrinsic
def _fetched(_context: Any, array: Any, _at: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer = builder.bitcast(builder.gep(found.data, [arguments[1]]), _tools.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [_tools.voidptr_t, number, number, number])
        asked = _tools.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(asked, [pointer, number(_READ), number(_NEAR), number(_DATA)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


fetched: Any = _fetched
"""Without the type of an intrinsic, which is called with a context by numba alone."""


@overload(fetch, inline="always")
def _compiled_fetch(array: Any, at: Any) -> Callable[[Any, Any], None]:  # noqa: ARG001 - numba asks with the types
    def fetch_it(array: Any, at: Any) -> None:
        fetched(array, at)

    return fetch_it

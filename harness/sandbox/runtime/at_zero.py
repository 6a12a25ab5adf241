"""A catch handler at the first instruction, which enjarify refuses and R8 writes for ``while (true) try {..} catch``.

Without it the class is left out: okio's ``AsyncTimeout$Watchdog``, in every app with OkHttp. Two instructions that do
nothing go in front, so that the handler is not the beginning any more; addresses behind them move.
"""

from __future__ import annotations

import functools
from typing import Any

_NOTHING = [0, 0]
"""Two code units of ``nop`` (Dalvik bytecode, opcode 00): their number stays even, as tables inside the code want."""


class _AtZeroError(Exception):
    """A method has a handler at address 0."""

    def __init__(self, begin: int, units: list[int], handlers: set[int]) -> None:
        super().__init__()
        self.begin, self.units, self.handlers = begin, units, handlers


@functools.cache
def let_through() -> None:
    """Have enjarify take such methods, in this process. Raises ``ImportError`` where it is not installed."""
    from enjarify import parsedex

    parse = parsedex.parseBytecode

    def checked(dex: Any, begin: int, units: list[int], handlers: set[int]) -> Any:
        if 0 in handlers:
            raise _AtZeroError(begin, units, handlers)
        return parse(dex, begin, units, handlers)

    class CodeItem(parsedex.CodeItem):  # type: ignore[misc]
        def __init__(self, dex: Any, offset: int) -> None:
            try:
                super().__init__(dex, offset)
            except _AtZeroError as found:
                moved = len(_NOTHING)
                for part in self.tries:
                    part.start += moved
                    part.end += moved
                    part.catches = [(kind, address + moved) for kind, address in part.catches]
                self.insns_size += moved
                # What lies inside the code (arrays, switches) is read from the file at ``begin`` + 2 bytes a unit.
                begin, handlers = found.begin - 2 * moved, {address + moved for address in found.handlers}
                self.bytecode = parse(dex, begin, [*_NOTHING, *found.units], handlers)

    parsedex.parseBytecode = checked
    parsedex.CodeItem = CodeItem

"""What the terminal can draw: it is asked, and its answer is read to the end.

An answer that came after the screens had begun would be taken for keys, and keys are acts. So the last question is one
that every terminal answers (device attributes), and whatever was asked before is answered by then: terminals answer in
order (the recommendation of kitty's graphics protocol, "Querying support and available transmission mediums").
"""

import fcntl
import os
import re
import select
import struct
import termios
import time
import tty
from typing import NamedTuple

WAIT_S = 2.0
"""How long the last answer is waited for: over a slow line it takes a second."""
QUESTIONS = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\" + b"\x1b[>q" + b"\x1b[16t" + b"\x1b[c"
"""Whether kitty's protocol is understood, the terminal's name and version, how large a cell is in pixels, and the
device's attributes."""
_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
_KITTY = re.compile(rb"\x1b_Gi=31;OK\x1b\\")
_VERSION = re.compile(rb"\x1bP>\|(kitty|ghostty)[ (](\d{1,4})\.(\d{1,4})")
_PLACES = {b"kitty": (0, 28), b"ghostty": (1, 0)}
"""Since when terminals draw at Unicode placeholders, by which pictures are put among text here (kitty's changelog for
0.28.0; Ghostty's feature list). Others answer for the protocol, and would show the placeholders."""
_CELL = re.compile(rb"\x1b\[6;(\d{1,4});(\d{1,4})t")
_SIXEL = b"4"
"""The attribute of a terminal that draws Sixel (DEC STD 070)."""
_MOST = 4096
_VT340 = (10, 20)


class Drawing(NamedTuple):
    """What a terminal draws: Sixel, kitty's protocol with placeholders. ``cell`` is a character's width and height in
    pixels."""

    sixel: bool
    kitty: bool
    cell: tuple[int, int]


def asked(source: int, to: int) -> Drawing | None:
    """Ask the terminal that is read at ``source`` and written at ``to`` (file numbers); ``None`` if it does not answer.

    What was typed meanwhile is gone. Raises ``OSError`` and ``termios.error`` where there is no terminal.
    """
    before = termios.tcgetattr(source)
    try:
        tty.setcbreak(source)
        os.write(to, QUESTIONS)
        heard, deadline = b"", time.monotonic() + WAIT_S
        while (left := deadline - time.monotonic()) > 0 and len(heard) < _MOST:
            if select.select([source], [], [], left)[0]:
                heard += os.read(source, _MOST)
            if _ATTRIBUTES.search(heard):
                return understood(heard, _cell(to))
        return None
    finally:
        termios.tcsetattr(source, termios.TCSAFLUSH, before)


def understood(heard: bytes, cell: tuple[int, int] | None) -> Drawing:
    """Return what the answers mean; ``cell`` is the size that the system knows."""
    attributes, told, version = _ATTRIBUTES.search(heard), _CELL.search(heard), _VERSION.search(heard)
    places = version is not None and (int(version[2]), int(version[3])) >= _PLACES[version[1]]
    if cell is None:
        cell = (int(told[2]), int(told[1])) if told and int(told[1]) and int(told[2]) else _VT340
    return Drawing(
        sixel=attributes is not None and _SIXEL in attributes[1].split(b";"),
        kitty=places and bool(_KITTY.search(heard)),
        cell=cell,
    )


def _cell(terminal: int) -> tuple[int, int] | None:
    """Return a character's size in pixels, as the terminal's driver has it; ``None`` where it does not."""
    rows, columns, width, height = struct.unpack("HHHH", fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8)))
    found = (width // columns, height // rows) if rows and columns else (0, 0)
    return found if all(found) else None

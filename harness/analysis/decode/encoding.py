"""What is known of one encoding: a record in its own module, from which all else follows (``known.py``)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from harness.analysis.decode.again import Encode, Fit, Rebuild
from harness.analysis.decode.inflate import Unpacked
from harness.analysis.decode.view import Budget, Decoder, Part, Reach, Structure

Unpack = Callable[[bytes, Budget], Unpacked]
Tells = Callable[[bytes], bool]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lens:
    """Decodes around the trace that a value leaves under an encoding.

    ``look(view, start, end, shift)`` returns the part that holds the trace. ``of_data`` yields what bytes leave, each
    trace with its ``shift``: where in the encoding's group (base64: 4 characters) it begins. ``of_text`` yields what a
    text leaves. ``exact``: a trace is as long as the value, no run around it belongs to it. ``charset``: what a text
    leaves is that text in another character set. ``back``: it maps each byte to one byte and is its own
    way back, so that what stands plainly beside a trace would leave traces itself.
    """

    name: str
    look: Callable[[bytes, int, int, int], Part | None]
    of_data: Callable[[bytes], Iterable[tuple[bytes, int]]] | None = None
    of_text: Callable[[str], Iterable[bytes]] | None = None
    exact: bool = False
    charset: bool = False
    back: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Encoding:
    """One encoding. What is not given it has not.

    Names and places:
    ``name`` is the element of a path that says it was undone, before a colon; ``elements`` are all the words that its
    paths begin with, if they are others; ``fields`` those of them that name a field in which a value stands plainly.

    How it is known:
    ``magics`` are the beginnings of its data (such of two bytes count in what is longer than eight). ``disguised`` are
    those by which it is known under a key byte or backwards, the commonest first. ``signs`` are characters that make
    the shortest leaf worth a look, ``apart`` byte strings that make a text one to be searched by itself. ``glance``
    says whether six or more bytes that are no text make sense as it.

    How it is undone:
    ``text_structure`` and ``binary_structure`` name places in a view; ``headers`` are those whose values are of that
    structure; ``unmasked`` says that what has it is surely no masked data, ``by_chance`` that it may have it by chance.
    ``text`` and ``binary`` find parts of a view. For ``text``: ``reach``, and ``shaped`` when ``shapes.look`` tells
    whether there is any, ``needs`` what occurs in every text that holds it; ``surely`` says that a text is of it from
    its beginning to its end, although it seems to have some other structure. For ``binary``: ``isolated`` when it looks
    for text by its shape, which a structure's leaves bound more exactly. ``beside`` looks, where there is no structure,
    at what no other decoder has claimed. ``unpack`` undoes what begins with one of ``magics``, ``declared`` what a
    header calls one of ``codings`` (by default the same). ``undeclared`` finds a whole stream without a beginning to
    know it by, ``undeclared_inside`` one behind something. ``guess`` and ``guess_text`` try what nothing else made
    sense of. ``lenses`` decode around traces.

    What follows from it:
    ``packed``: its own bytes say nothing; what shows there plainly are fragments of what they unpack to. ``loose``: it
    may take the edge off a value when it undoes what was never done. ``turns``: it is no encoding at all until one
    below it makes sense. ``closing``: what makes sense from its beginning to the end of a view was meant so.

    How it is done again, when what it says has changed (``again.py``):
    ``encode`` makes the bytes of a part (without it a part stands as it is, where there is ``fit``); ``tail`` are signs
    behind a part that belong to it. ``fit`` puts other leaves
    or parts into a view, with its lengths and checksums. ``rebuild`` makes a view of all its leaves (``tree.py``).
    """

    name: str
    elements: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    magics: tuple[bytes, ...] = ()
    disguised: tuple[bytes, ...] = ()
    signs: bytes = b""
    apart: tuple[bytes, ...] = ()
    glance: Tells | None = None

    text_structure: Structure | None = None
    binary_structure: Structure | None = None
    headers: tuple[str, ...] = ()
    unmasked: Tells | None = None
    by_chance: Tells | None = None
    text: Decoder | None = None
    reach: Reach = Reach.STRING
    shaped: bool = False
    needs: bytes = b""
    surely: Callable[[bytes, Structure], bool] | None = None
    binary: Decoder | None = None
    isolated: bool = False
    beside: Decoder | None = None
    unpack: Unpack | None = None
    codings: tuple[str, ...] = ()
    declared: Unpack | None = None
    undeclared: Decoder | None = None
    undeclared_inside: Decoder | None = None
    guess: Decoder | None = None
    guess_text: Decoder | None = None
    lenses: tuple[Lens, ...] = ()

    encode: Encode | None = None
    tail: bytes = b""
    fit: Fit | None = None
    rebuild: Rebuild | None = None

    packed: bool = False
    loose: bool = False
    turns: bool = False
    closing: bool = False


def always(data: bytes) -> bool:
    """Whether any data will do: yes."""
    return True

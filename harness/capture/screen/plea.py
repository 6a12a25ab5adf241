"""What the app's screen says after a denial: does it let the user go on?"""

from typing import Literal, NamedTuple

from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Look
from harness.catalog.consent import label, normal
from harness.catalog.permission_dialogs import permission_words

_LONGEST_LABEL = 30


class Plea(NamedTuple):
    """A screen that insists on a permission. ``stuck``: its controls only ask again or leave; ``way_out`` goes on."""

    kind: Literal["stuck", "open"]
    words: str
    way_out: Node | None


def plea(seen: Look, package: str) -> Plea | None:
    """Return what an app's screen insists on, ``None`` when it does not."""
    words = permission_words()
    shown = [node for node in seen.nodes if node.package == package]
    found = next(
        (
            match
            for node in shown
            if not node.clickable and (match := words.pleas.search(normal(node.text or node.description)))
        ),
        None,
    )
    if found is None:
        return None
    controls = [node for node in shown if node.clickable or node.checkable]
    way_out = None
    others = False
    for node in controls:
        text = label(node.text or node.description) or _inner(node, shown)
        if words.leaves.fullmatch(text) or words.asks_again.fullmatch(text):
            continue
        if len(text) <= _LONGEST_LABEL and words.goes_on.fullmatch(text):
            way_out = way_out or node
        else:
            others = True
    if way_out is not None or others:
        return Plea("open", found.group(0)[:80], way_out)
    return Plea("stuck", found.group(0)[:80], None)


def _inner(node: Node, shown: list[Node]) -> str:
    """The text inside a control that has none of its own."""
    left, top, right, bottom = node.bounds
    inside = [
        each.text
        for each in shown
        if each.text
        and left <= each.bounds[0]
        and top <= each.bounds[1]
        and right >= each.bounds[2]
        and bottom >= each.bounds[3]
    ]
    return label(" ".join(inside))

"""Is a privacy dialog on screen, and which control accepts, which refuses? Decided from the view tree, by scored words.

The tree's texts come from the app: they choose nothing but which of the app's own controls is tapped.
"""

from typing import Literal

import msgspec

from harness.capture.screen.controls import Node, nodes
from harness.catalog.consent import Vocabulary, label, normal, vocabulary

ENOUGH = 2.0
"""The weight of terms from which a screen is about privacy: one that names the policy, or several weaker ones."""
_LONGEST_LABEL = 40
_PAINTED = ("WebView", "SurfaceView", "TextureView", "GLSurfaceView", "FlutterView", "UnityPlayer")
_SCREEN_SHARE = 0.4

Kind = Literal["dialog", "box", "not_readable", "none"]


class Consent(msgspec.Struct, frozen=True):
    """What a screen asks.

    ``dialog``: ``accept`` is the control that agrees, ``refuse`` the one that does not (none: agreeing is the only
    way). ``box``: agreement is a box to tick, without controls of its own. ``not_readable``: the app draws the screen
    itself (a web page, a game engine), so nothing is guessed. ``pre_ticked``: a box of agreement was ticked by the app.
    ``policy_links`` are controls that open the policy; ``policy_in_text`` says that a text names it, where a link may
    hide. ``reasons`` are the words that decided, for people.
    """

    kind: Kind
    accept: Node | None = None
    refuse: Node | None = None
    box: Node | None = None
    pre_ticked: bool = False
    policy_links: tuple[Node, ...] = ()
    policy_in_text: bool = False
    weight: float = 0.0
    reasons: tuple[str, ...] = ()


def detect(xml: bytes, package: str) -> Consent:
    """Say what the screen of the app ``package`` asks. Raises :class:`UiError` for no view tree."""
    screen = [node for node in nodes(xml) if node.package in ("", package)]
    words = vocabulary()
    texts = [normal(node.text or node.description) for node in screen]
    whole = "\n".join(text for text in texts if text)
    found = [(match.group(0), weight) for pattern, weight in words.topics if (match := pattern.search(whole))]
    weight = sum(each for _, each in found)
    if weight < ENOUGH:
        return _unreadable(screen, whole) or Consent("none", weight=weight)
    asked = words.requests.search(whole)
    reasons = [term for term, _ in found] + ([asked.group(0)] if asked else [])
    accept, refuse = _choices(screen, words, asked is not None)
    box = next((node for node in screen if node.checkable and _is_agreement(node, screen, words)), None)
    links = tuple(n for n in screen if n.clickable and not n.checkable and _names_policy(n, words))
    if words.others.search(whole) and asked is None:
        return Consent("none", weight=weight, reasons=tuple(reasons))
    kind: Kind = "none"
    if accept is not None and (refuse is not None or asked is not None):
        kind = "dialog"
    elif box is not None:
        kind = "box"
    if kind == "none":
        return Consent("none", weight=weight, reasons=tuple(reasons))
    return Consent(
        kind=kind,
        accept=accept if kind == "dialog" else None,
        refuse=refuse if kind == "dialog" else None,
        box=box,
        pre_ticked=box is not None and box.checked,
        policy_links=links,
        policy_in_text=any(len(text) > _LONGEST_LABEL and words.policy_links.search(text) for text in texts),
        weight=weight,
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _choices(screen: list[Node], words: Vocabulary, asked: bool) -> tuple[Node | None, Node | None]:
    """The controls that agree and that do not; of several the one that says so most plainly, then the lowest one."""
    accepts: list[tuple[int, int, Node]] = []
    refuses: list[tuple[int, int, Node]] = []
    for node in screen:
        text = label(node.text or node.description)
        if not text or len(text) > _LONGEST_LABEL or node.checkable:
            continue
        for pattern, rank, into in (
            (words.refuse, 2, refuses),
            (words.accept, 2, accepts),
            (words.weak_refuse, 1, refuses),
            (words.weak_accept, 1, accepts),
        ):
            if pattern.fullmatch(text):
                into.append((rank + 2 * node.clickable, node.bounds[3], node))
                break
    accept = max(accepts, key=lambda each: each[:2], default=None)
    refuse = max(refuses, key=lambda each: each[:2], default=None)
    if accept is not None and accept[0] % 2 == 1 and not asked:
        return None, None  # "OK" beside "Cancel" agrees to whatever the screen is about
    return accept and accept[2], refuse and refuse[2]


def _is_agreement(box: Node, screen: list[Node], words: Vocabulary) -> bool:
    """Whether a box is about an agreement: by its own words, or by those beside it on its line."""
    top, bottom = box.bounds[1], box.bounds[3]
    beside = [
        normal(node.text or node.description)
        for node in screen
        if node.bounds[1] < bottom and node.bounds[3] > top and node.bounds[3] - node.bounds[1] <= 4 * (bottom - top)
    ]
    line = " ".join([normal(box.text or box.description), *beside])
    return bool(words.boxes.search(line)) and any(pattern.search(line) for pattern, _ in words.topics)


def _names_policy(node: Node, words: Vocabulary) -> bool:
    text = label(node.text or node.description)
    return 0 < len(text) <= _LONGEST_LABEL and bool(words.policy_links.search(text))


def _unreadable(screen: list[Node], whole: str) -> Consent | None:
    """A surface that fills much of the screen and tells nothing of what it shows."""
    if not screen:
        return None
    full = max((_area(node) for node in screen), default=0)
    for node in screen:
        painted = next((name for name in _PAINTED if node.kind.rpartition(".")[2].startswith(name)), None)
        if painted is not None and _area(node) >= _SCREEN_SHARE * full and len(whole) < _LONGEST_LABEL:
            return Consent("not_readable", reasons=(f"{node.kind} fills the screen and tells no texts",))
    return None


def _area(node: Node) -> int:
    left, top, right, bottom = node.bounds
    return max(0, right - left) * max(0, bottom - top)

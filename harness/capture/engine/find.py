"""Finding the control a step means."""

from collections.abc import Iterable

from harness.capture.scenario import Target
from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Look


def find(seen: Look, target: Target, package: str) -> Node | None:
    """Return the control a target means: the first text that is there, clickable controls before others.

    Controls of other packages count only where the app shows none at all (a dialog of the system).
    """
    shown = [node for node in seen.nodes if node.package in ("", package)] or list(seen.nodes)
    for text in target.texts:
        if found := _best(node for node in shown if text in (node.text.strip(), node.description.strip())):
            return found
    if target.id and (found := _best(node for node in shown if _is(node, target.id))):
        return found
    for part in target.contains:
        if found := _best(node for node in shown if part in node.text or part in node.description):
            return found
    return None


def _best(nodes: Iterable[Node]) -> Node | None:
    found = list(nodes)
    return next((node for node in found if node.clickable), found[0] if found else None)


def _is(node: Node, name: str) -> bool:
    return node.resource_id == name or node.resource_id.endswith((f":id/{name}", f"/{name}"))

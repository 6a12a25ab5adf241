"""Recognising the system's permission dialogs in a view tree."""

import msgspec

from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Look
from harness.catalog.consent import label, normal
from harness.catalog.permission_dialogs import permission_words

_ID = ":id/"


class PermissionDialog(msgspec.Struct, frozen=True):
    """A dialog: its controls (``deny`` may be one that is for good), what it says and which groups that means."""

    package: str
    message: str
    groups: tuple[str, ...]
    allow: Node | None
    deny: Node | None
    deny_is_final: bool
    controls: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What tells one question from the next."""
        return (self.package, self.message, *self.controls)


def permission_dialog(seen: Look, app_label: str) -> PermissionDialog | None:
    """Return the permission dialog on the screen, if there is one.

    Only the system's own packages are believed: an app can draw the same buttons, but not under these names.
    """
    words = permission_words()
    shown = [node for node in seen.nodes if node.package in words.packages]
    if not shown:
        return None
    named = {node.resource_id.partition(_ID)[2]: node for node in shown if _ID in node.resource_id}
    allow = next((named[name] for name in words.allow if name in named), None)
    deny = next((named[name] for name in words.deny if name in named), None)
    for_good = next((named[name] for name in words.deny_for_good if name in named), None)
    controls = [node for node in shown if node.clickable and not node.checkable]
    if allow is None and deny is None and for_good is None:
        allow, deny, for_good = _by_label(controls)
    if allow is None and deny is None and for_good is None:
        return None  # another screen of the same package, such as its settings
    message = " ".join(named[name].text for name in words.message if name in named)
    message = message or " ".join(node.text for node in shown if node.text and not node.clickable)
    asked = normal(message)
    if app_label:
        asked = asked.replace(normal(app_label), " ")
    return PermissionDialog(
        package=shown[0].package,
        message=message[:300],
        groups=tuple(words.groups_in(asked)),
        allow=allow,
        deny=deny or for_good,
        deny_is_final=deny is None and for_good is not None,
        controls=tuple((node.text or node.description)[:60] for node in controls),
    )


def _by_label(controls: list[Node]) -> tuple[Node | None, Node | None, Node | None]:
    words = permission_words()
    allow = deny = for_good = None
    for node in controls:
        text = label(node.text or node.description)
        if words.deny_labels.fullmatch(text):
            if words.for_good_labels.search(text):
                for_good = for_good or node
            else:
                deny = deny or node
        elif words.allow_labels.fullmatch(text):
            allow = allow or node
    return allow, deny, for_good

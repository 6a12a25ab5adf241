"""Who read: the words for an actor."""

from harness.analysis.model import Actor
from harness.report.safe import one_line
from harness.report.texts import Texts

_NAME = 120
"""Characters of a name or a package."""


def actor_name(actor: Actor, texts: Texts) -> str:
    """Return the actor's name as one line; one that is not in the SDK catalogue is called by its package."""
    if actor.id == "app":
        return texts("actor.app")
    return one_line(actor.name or actor.package, _NAME) or texts("actor.unknown")


def actor_note(actor: Actor) -> str:
    """Return the actor's package, when its name is another."""
    return one_line(actor.package, _NAME) if actor.kind != "app" and actor.package != actor.name else ""

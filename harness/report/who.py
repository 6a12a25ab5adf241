"""Who read: the words for an actor."""

from harness.analysis.model import Actor
from harness.report.texts import Texts


def actor_name(actor: Actor, texts: Texts) -> str:
    """Return the actor's name; one that is not in the SDK catalogue is called by its package."""
    if actor.id == "app":
        return texts("actor.app")
    return actor.name or actor.package or texts("actor.unknown")


def actor_note(actor: Actor) -> str:
    """Return the actor's package, when its name is another."""
    return actor.package if actor.kind != "app" and actor.package != actor.name else ""

"""Values of a persona that nobody plants: they come into an app through its own fields, and a scenario types them."""

from typing import Final

from harness.catalog.categories import categories
from harness.persona.persona import Persona

TYPED_WHY: Final = "a scenario types it"
"""Why such a value is not on the device."""


def typed(persona: Persona) -> dict[str, str]:
    """Return the ids of these values, each with the reason why it is not planted."""
    known = categories()
    return {
        value.id: TYPED_WHY
        for value in persona.values
        if (category := known.get(value.category)) is not None and category.typed
    }

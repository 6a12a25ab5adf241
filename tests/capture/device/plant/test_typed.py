"""What a user types is said once, of categories, and holds for every device."""

from harness.capture.device.plant.plant import PARTS
from harness.capture.device.plant.typed import TYPED_WHY, typed
from harness.catalog.categories import categories
from harness.persona.generate import generate


def test_the_same_reason_for_the_sandbox_and_for_a_device() -> None:
    persona = generate(1)
    assert {value.id for value in persona.values if value.id in typed(persona)} == {
        "name", "id_card_number", "bank_card", "email", "address",
    }  # fmt: skip
    assert set(typed(persona).values()) == {TYPED_WHY}


def test_what_is_planted_is_not_typed() -> None:
    assert not {category for category, _ in PARTS if categories()[category].typed}

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.persona.digits import id_card_digit, luhn_digit
from harness.persona.generate import generate
from harness.persona.persona import Persona, PersonaError, PersonaValue, load_persona, parse_persona


def luhn_valid(number: str) -> bool:
    total = sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(reversed(number)))
    return total % 10 == 0


def test_known_check_digits() -> None:
    assert luhn_digit("49015420323751") == "8"  # the example IMEI of 3GPP TS 23.003 annex B
    assert id_card_digit("11010519491231002") == "X"  # the example of GB 11643


@example(3154)  # drew one name twice
@given(st.integers(min_value=0, max_value=2**64))
def test_every_persona_is_valid(seed: int) -> None:
    persona = generate(seed)
    for name in ("imei", "imei2", "iccid", "bank_card"):
        assert luhn_valid(persona.text(name)), name
    card = persona.text("id_card_number")
    assert id_card_digit(card[:17]) == card[17]
    assert re.fullmatch(r"1[3-9]\d{9}", persona.text("phone_number"))
    assert re.fullmatch(r"[0-9a-f]{16}", persona.text("android_id"))
    place = persona.place()
    assert place is not None
    assert all(re.fullmatch(r"\d+\.\d{3}[1-9]{3}", repr(degrees)) for degrees in place)
    texts = [v.value for v in persona.values if isinstance(v.value, str)]
    assert len(set(texts)) == len(texts)


def test_two_personas_share_nothing() -> None:
    first, second = generate(), generate()
    assert not {v.value for v in first.values if isinstance(v.value, str)} & {
        v.value for v in second.values if isinstance(v.value, str)
    }


def test_a_persona_survives_its_file(tmp_path) -> None:
    persona = generate(7)
    file = tmp_path / "persona.yaml"
    file.write_text(persona.to_yaml(), "utf-8")
    assert load_persona(file) == persona
    assert persona.place() is not None
    assert len(persona.groups("contact")) == 5
    assert set(persona.groups("sms")[0]) == {"phone", "body"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "is not YAML"),
        ("[]", "is not a persona"),
        ("schema: 1\nid: x\ncreated: x\nvalues: [{id: a, category: b}]", "value"),
        (
            "schema: 1\nid: x\ncreated: x\nvalues: [{id: a, category: b, value: c}, {id: a, category: b, value: d}]",
            "twice",
        ),
        ("schema: 1\nid: x\ncreated: x\nvalues: [{id: a, category: b, value: {latitude: 1.5}}]", "longitude"),
    ],
)
def test_bad_files_get_one_sentence(text: str, says: str) -> None:
    with pytest.raises(PersonaError, match=says) as caught:
        parse_persona(text, "p.yaml")
    assert "\n" not in str(caught.value)
    assert "p.yaml" in str(caught.value)


def test_a_missing_file(tmp_path) -> None:
    with pytest.raises(PersonaError, match="No such file"):
        load_persona(tmp_path / "none.yaml")


def test_a_devices_own_values_are_added_once() -> None:
    def own(name: str, value: str) -> PersonaValue:
        return PersonaValue(id=f"device.{name}", category=name, value=value, origin="device")

    persona = Persona(id="x", created="", values=[PersonaValue(id="account", category="account", value="u1")])
    persona.add_own([own("account", "u1"), own("boot_id", "a"), own("imei", "1")])
    persona.add_own([own("boot_id", "a"), own("boot_id", "b"), own("imei", "1")])
    assert [(value.id, value.value) for value in persona.values] == [
        ("account", "u1"), ("device.boot_id", "a"), ("device.imei", "1"), ("device.boot_id.2", "b"),
    ]  # fmt: skip

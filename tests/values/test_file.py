"""The file of values, and what it makes of what people write into it."""

from pathlib import Path

import pytest

from harness.values.file import load_values
from harness.values.needle import ValuesError


def test_a_values_file(tmp_path: Path) -> None:
    path = tmp_path / "v.yaml"
    path.write_text("- {category: imei, value: 866712345678906}\n- {category: imei, value: '012345678901234'}\n"
                    "- {category: location_precise, value: {latitude: 31.5, longitude: 121}}\n")  # fmt: skip
    one, two, place = load_values(path)
    assert (one.value_id, one.text, two.value_id) == ("imei.1", "866712345678906", "imei.2")
    assert place.place == (31.5, 121.0) and place.plain == {"latitude": 31.5, "longitude": 121.0}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "not YAML"),
        ("5", "no list"),
        ("- 5", "value 1"),
        ("- {value: x}", "no category"),
        ("- {category: c}", "not text"),
        ("- {category: c, value: {latitude: 1}}", "latitude and longitude"),
        ("- {category: c, value: {latitude: 100, longitude: 1}}", "out of range"),
        ("- {category: phone_numbr, value: 13812345670}", "no category phone_numbr .*; did you mean phone_number\\?"),
        ("- {category: location, value: x}", "did you mean location_precise or location_coarse.*\\?"),
        ("- {category: gadi, value: x}", "value 1: there is no category gadi .*; did you mean gaid\\?"),
        ("- {category: imei, valeu: 490154203237518}", "the field valeu is not known.*; did you mean value\\?"),
    ],
)
def test_bad_values_files(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "v.yaml"
    path.write_text(text)
    with pytest.raises(ValuesError, match=says) as caught:
        load_values(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_digits_keep_their_zeros_without_quotes(tmp_path: Path) -> None:
    path = tmp_path / "v.yaml"
    path.write_text("- {category: device_serial, value: 0012345670}\n- {category: user_account, value: 1_000}\n")
    assert [needle.text for needle in load_values(path)] == ["0012345670", "1_000"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{category: sdk_device_id, value: 13812345670}", "no category sdk_device_id"),
        ("{category: xyzzy, value: 13812345670}", "no category xyzzy (`harness categories` lists them)"),
        ("{category: imei, source: x, value: 490154203237518}", "the field source is not known"),
        ("{category: phone_number, value: ring me}", "phone_number in a form that is not known"),
        ("{category: mac_wifi, value: aabbccddee}", "mac_wifi in a form that is not known"),
        ("{category: location_precise, value: Hangzhou}", "a place is two numbers in degrees"),
        ("{category: location_precise, value: '130,300'}", "out of range"),
    ],
)
def test_slips_are_told(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "v.yaml"
    path.write_text(f"- {line}\n")
    told: list[str] = []
    assert load_values(path, told.append), "it is looked for all the same"
    assert len(told) == 1 and says in told[0] and f"{path}, value 1: " in told[0]

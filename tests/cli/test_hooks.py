"""``harness hooks``: the catalogue, and files of own points as a run would take them."""

from pathlib import Path

from tests.cli.test_cli import say

OWN = """
- id: example.Reader.read
  class: com.example.Reader
  method: read
  category: imei
"""


def test_a_category_that_is_misspelt_or_has_no_points_is_said() -> None:
    code, out, err = say("hooks", "list", "--category", "imie")
    assert code == 2 and not out and "no access point of the category imie: `harness categories` lists them" in err
    code, _, err = say("hooks", "list", "--category", "accommodation")
    assert code == 2 and "no access point reads it" in err


def test_files_are_checked_together_and_against_the_catalogue(tmp_path: Path) -> None:
    one, two, same = tmp_path / "one.yaml", tmp_path / "two.yaml", tmp_path / "same.yaml"
    one.write_text(OWN)
    two.write_text(OWN)
    code, _, err = say("hooks", "check", str(one))
    assert code == 0 and err.strip().endswith("is good: 1 access point")
    code, _, err = say("hooks", "check", str(one), str(two))
    assert code == 2 and "the id example.Reader.read is already used" in err
    same.write_text(
        OWN.replace("com.example.Reader", "android.telephony.TelephonyManager").replace(": read", ": getDeviceId")
    )
    code, _, err = say("hooks", "check", str(same))
    assert code == 2 and "this method is already hooked as" in err
    same.write_text(OWN.replace("imei", "imie"))
    code, _, err = say("hooks", "check", str(same))
    assert code == 2 and "example.Reader.read: there is no category imie; did you mean" in err

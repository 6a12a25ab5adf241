"""Names as they are shown, and what was meant by one that is not known."""

from harness.files.names import or_meant


def test_what_is_near_is_asked_for() -> None:
    known = ["phone_number", "phone_model", "serial"]
    assert or_meant("phone_numbr", known) == "; did you mean phone_number?"
    assert or_meant("phone_mumber", known, most=2) == "; did you mean phone_number or phone_model?"
    assert or_meant("gait", known) == "" and or_meant("gait", known, ".") == "."
    assert or_meant("serail", known, ".", cutoff=0.99) == "."

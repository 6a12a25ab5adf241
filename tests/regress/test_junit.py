"""JUnit XML."""

from xml.etree import ElementTree

import msgspec

from harness.regress.junit import junit
from harness.regress.outcome import Outcome
from tests.regress.test_terminal import FOUND


def test_a_case_for_each_expectation() -> None:
    broken = Outcome(recording="<y>", expected="y.expected.yaml", state="bad_input", problem='no "HAR"\x00')
    suite = ElementTree.fromstring(junit([FOUND, broken]))[0]  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    bad, good, error = suite
    assert (bad.get("classname"), bad.get("name"), bad.get("line")) == ("x.har", "imei never leaves", "3")
    failure = bad.find("failure")
    assert failure is not None and failure.get("type") == "differs" and "gzip > json:/[red]d" in (failure.text or "")
    assert "\u241b[31m" in (failure.text or ""), "what XML cannot hold is shown"
    assert len(good) == 0 and error.get("classname") == "<y>" and error[0].get("message") == 'no "HAR"\u2400'


def test_what_is_undetermined_is_red() -> None:
    check = msgspec.structs.replace(FOUND.checks[0], state="undetermined")
    found = msgspec.structs.replace(FOUND, state="undetermined", checks=[check])
    assert 'failures="1"' in junit([found]) and 'type="undetermined"' in junit([found])

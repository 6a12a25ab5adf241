"""Values that read as something packed are still what they are."""

import pytest

from harness.values.needle import Needle
from tests.analysis.redact.kit import Analysis

READS_AS_PACKED = {
    "Base32, behind a guessed XOR": "3a6ff2b6abc4fd45",
    "Base32, behind another": "4ec3e4bdbc5afc47",
    "Base32": "PCOAV5BOLLFQCEFB",
    "Base64": "eJwrifxiPEuCFIKK6iNRwV",
    "Base64, of 32 signs": "eJw7nJjO8nAOt1eWpIaqVb5ncHQDhStg",
}
PLACES = {"bare": b"%b", "a form": b"visitor=%b", "a string of JSON": b'{"a": "%b"}', "a line": b"GET /x\nid: %b\nend"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("reading", READS_AS_PACKED)
def test_a_value_that_reads_as_something_packed_is_found_as_it_is_written(reading: str, place: str) -> None:
    value = READS_AS_PACKED[reading]
    analysis = Analysis([Needle(value_id="id", category="android_id", text=value)])
    [found] = analysis.found(PLACES[place] % value.encode())
    assert (found.form, found.weak) == ("plain", False)

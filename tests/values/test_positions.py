"""How a position may be written."""

from harness.values.geo import plus_code
from harness.values.positions import position, systems
from harness.values.variant import Need

PLACE = (31.230416, 121.473701)


def test_places() -> None:
    found = {v.text: v for v in position(PLACE)}
    for written in ("31.23", "121.474", "31.2304", "31.230416", "31.2304160", "31230416", "312304160", "1214737010"):
        assert written in found, written
    # GCJ-02 and BD-09 of this point by the published formulas, to the metre.
    assert any(v.name == "gcj02-5dp" and v.text.startswith("31.2284") for v in found.values())
    assert any(v.name == "bd09-5dp" and v.text.startswith("31.2343") for v in found.values())
    assert "wtw3sjq6" in found and found["31.23"].need is Need.KEY and found["31.230416"].need is Need.NOTHING
    assert [name for name, _ in systems(PLACE)] == ["", "gcj02", "bd09"]


def test_plus_codes() -> None:
    # From the test data of github.com/google/open-location-code (encoding.csv).
    assert plus_code(20.3701125, 2.782234375) == "7FG49QCJ+2V"
    assert plus_code(47.365590, 8.524997) == "8FVC9G8F+6X"
    assert plus_code(90, 180)[:4] == "C2X2"

"""Coverage as it is written and read again."""

import msgspec
import pytest

from harness.analysis.model_coverage import Coverage, Hooks, Processes, ProcessRow, Route, Seal, Stretch

OPTIONAL = {
    "screens", "gaps", "seal", "values_cut", "random", "cut", "unreadable", "route", "repackaged", "confinement",
    "attempts", "compiled", "not_planted", "calls", "replay", "calibration"}  # fmt: skip


def test_what_is_not_there_has_no_key() -> None:
    written = msgspec.json.decode(msgspec.json.encode(Coverage()))
    assert set(written) == {field.name for field in msgspec.structs.fields(Coverage)} - OPTIONAL
    assert "unhooked" not in written["hooks"] and "held_long" not in written["processes"]
    assert written["without_agent"] is None and written["connections"]["failed"] == 0
    assert msgspec.to_builtins(ProcessRow(pid=1, name="p")) == {"pid": 1, "name": "p", "end": None}


def test_it_is_read_as_it_was_written() -> None:
    found = Coverage(
        complete=True,
        hooks=Hooks(resolved=3, unhooked=["imei"]),
        processes=Processes(late=[ProcessRow(pid=1, name="p", late_ms=5)]),
        gaps={"ungated": [Stretch(name="p", from_us=1, to_us=0)]},
        seal=Seal(void=["why"]),
        route=Route(past={"tcp": 3}),
    )
    assert msgspec.json.decode(msgspec.json.encode(found), type=Coverage) == found


@pytest.mark.parametrize("raw", [b"{}", b'{"a_field_of_a_later_version": 1, "hooks": {"more": []}}'])
def test_an_assessment_of_another_version_is_read(raw: bytes) -> None:
    assert msgspec.json.decode(raw, type=Coverage) == Coverage()


def test_defaults_are_nobody_s() -> None:
    Coverage().hooks.failures.append(msgspec.UNSET)  # type: ignore[arg-type]
    assert Coverage().hooks.failures == []

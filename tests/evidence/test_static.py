from harness.evidence.parts import plain, read_part
from harness.evidence.static import STATIC, Exported, Static


def test_what_a_later_version_adds_is_kept() -> None:
    raw = {"classes": 3, "exported": [{"kind": "service", "name": "a.B", "new": 1}], "later": {"x": 1}}
    found = read_part(Static, raw)
    assert found.exported == [Exported(kind="service", name="a.B")] or found.exported[0].name == "a.B"
    assert plain(found) == raw
    assert STATIC == "apk/static.json"

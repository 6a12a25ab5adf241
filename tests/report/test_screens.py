from harness.analysis.model_findings import Evidence
from harness.evidence.rows import PermissionRequest, Phase
from harness.report.screens import Shot, nearest, pictures_of, shown_with
from harness.rules.facts import facts_of
from tests.report.factory import T0, lantern
from tests.report.findings_views import finding


def test_the_nearest_and_of_two_as_near_the_later() -> None:
    shots = [Shot(100, "a", "1.png"), Shot(200, "a", "2.png")]
    assert [nearest(shots, at).name for at in (1, 120, 150, 151, 900)] == [  # type: ignore[union-attr]
        "1.png", "1.png", "2.png", "2.png", "2.png",
    ]  # fmt: skip
    assert nearest(shots, 0) is None and nearest([], 5) is None


def test_a_fact_has_the_screen_of_its_moment_or_the_ones_that_it_names() -> None:
    run = lantern()
    rows = [
        finding("A", "VIOLATION", first=T0 + 700_000, category="imei"),
        finding("B", "SUSPECTED", evidence=Evidence(screens=["ui/1.png", "ui/1.xml"])),
        finding("C", "SUSPECTED", evidence=Evidence(screens=["ui/gone.png"]), detail="x"),
        finding("D", "SUSPECTED", detail="manifest"),
    ]
    found = facts_of(rows)
    pictures = pictures_of(run.bundle(), found)
    assert {row.name: row.data is None for row in pictures} == {
        "ui/0.png": False, "ui/1.png": False, "ui/gone.png": True,
    }  # fmt: skip
    assert [[row.name for row in shown_with(fact, pictures)] for fact in found] == [
        ["ui/0.png"], ["ui/1.png"], ["ui/gone.png"], [],
    ]  # fmt: skip


def test_dialogs_count_with_what_was_before_and_after_them() -> None:
    class Bundle:
        def rows(self, kind: type) -> list[object]:
            asked = PermissionRequest(
                id=1, time_us=50, clock_us=0, phase="p", screenshot="b.png", before_us=40, before_screenshot="a.png",
                reaction_us=60, reaction_screenshot="c.png",
            )  # fmt: skip
            phase = Phase(name="p", start_us=0, end_us=500, cause="", screenshot="d.png")
            return [row for row in (asked, phase) if isinstance(row, kind)]

        def read_bytes(self, name: str) -> bytes:
            return name.encode()

    for at, name in ((41, "a.png"), (51, "b.png"), (61, "c.png"), (400, "d.png")):
        (picture,) = pictures_of(Bundle(), facts_of([finding("A", "VIOLATION", first=at)]))  # type: ignore[arg-type]
        assert (picture.name, picture.data) == (name, name.encode())

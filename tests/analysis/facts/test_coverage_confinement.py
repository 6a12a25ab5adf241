"""How far an app was kept from the machine, and what it tried, is part of what a verdict knows."""

from typing import Any

import pytest

from harness.analysis.facts.blind_spots import of_coverage, reasons
from harness.analysis.facts.coverage import Seen, coverage
from harness.analysis.model_coverage import Confinement, Coverage
from harness.analysis.recording import Recording
from harness.evidence.rows import Attempt
from harness.evidence.run_record import read_run
from harness.report.coverage import coverage_of
from harness.report.texts import texts


def found(confinement: Any = None, *attempts: Attempt) -> Coverage:
    run = {"outcome": "complete"} | ({} if confinement is None else {"confinement": confinement})
    return coverage(Recording(run=read_run(run), exchanges=(), attempts=attempts), Seen(exchanges=1))


def spots(part: Coverage) -> set[str]:
    return set(reasons(of_coverage(part))) & {"unconfined", "confinement_tried"}


def notes(part: Coverage) -> dict[str, Any]:
    view = coverage_of(part, of_coverage(part))
    return {note.key: note for note in (*view.facts, *view.gaps) if "confine" in note.key}


def test_an_unconfined_app_may_have_gone_past_everything() -> None:
    part = found({"level": "none", "why": "no Landlock"})
    assert part.confinement == Confinement(level="none", why="no Landlock")
    assert spots(part) == {"unconfined"}
    assert notes(part)["gaps.unconfined"].details == ("no Landlock",)


def test_partly_confined_is_said_and_hides_nothing() -> None:
    part = found({"level": "partial", "why": "a container"})
    assert spots(part) == set()
    assert list(notes(part)) == ["gaps.confinement_partial"]


def test_full_confinement_is_a_fact() -> None:
    part = found({"level": "full", "why": ""})
    assert spots(part) == set()
    assert list(notes(part)) == ["facts.confined"]


@pytest.mark.parametrize("said", [None, {}, {"why": "no level"}, {"level": "total"}])
def test_a_device_that_says_nothing_of_it(said: Any) -> None:
    part = found(said)
    assert not part.confinement
    assert spots(part) == set()


def test_what_was_tried_makes_nothing_seen_undetermined() -> None:
    rows = (
        Attempt(time_us=1, what="exec", target="/system/bin/sh", answer="refused", count=3),
        Attempt(time_us=2, what="exec", target="/system/bin/sh", answer="refused", process="other"),
        Attempt(time_us=3, what="connect", target="127.0.0.1:80", answer="inside"),
    )
    part = found({"level": "full", "why": ""}, *rows)
    assert part.attempts and part.attempts.count == 5
    assert spots(part) == {"confinement_tried"}
    note = notes(part)["gaps.confinement_tried"]
    assert dict(note.args) == {"n": 5}
    assert note.details == ("connect 127.0.0.1:80 \u00b7 inside", "exec /system/bin/sh \u00b7 refused \u00b7 \u00d74")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_sentence_is_there(lang: str) -> None:
    words = texts(lang)
    for key in ("facts.confined", "gaps.confinement_partial", "gaps.unconfined", "gaps.confinement_tried.one"):
        assert words.has(key)

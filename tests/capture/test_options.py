"""What a run does when nobody says otherwise: what harms nobody and keeps nothing."""

from pathlib import Path

from harness.capture.engine.person import Nobody
from harness.capture.options import RunOptions
from harness.capture.scenario import load_scenario
from harness.evidence.ear import Deaf
from harness.persona.generate import generate


def test_a_run_is_closed_unless_it_is_opened() -> None:
    options = RunOptions(
        apk=Path("a.apk"), out=Path("b"), scenario=load_scenario("consent"), branch="accept", persona=generate(),
        points=[],
    )  # fmt: skip
    assert options.network == "sinkhole" and not options.unconfined and not options.anyway and not options.unpin
    assert isinstance(options.ear, Deaf) and isinstance(options.person, Nobody) and options.tape is None

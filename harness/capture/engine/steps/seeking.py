"""The step ``find``: looks for a place in the app, and notes the way to it."""

from harness.capture.engine.context import StepFailed
from harness.capture.engine.seeker import Seeker
from harness.capture.engine.stage import Stage
from harness.capture.engine.steps.registry import carries_out
from harness.capture.scenario.steps import Find


@carries_out(Find)
def find_place(stage: Stage, step: Find) -> None:
    """Look for a place in the app by tapping, and note the way to it."""
    stage.alive()
    if not step.tap:
        stage.enter()
    # Looking around is no part of a phase that the place itself is to begin.
    aside = (stage.context.phase_clock.current, "")
    seeker = Seeker(
        stage.context, stage.screen, lambda node, seen: stage.hands.tap(node, seen, aside=aside), stage.to_front
    )
    place, node, seen = seeker.seek(step.what, step.at_most_taps, step.at_most_s)
    stage.context.writer.append(place)
    if not step.tap:
        seeker.home()
    elif node is not None:
        stage.hands.tap(node, seen)
    elif not step.optional:
        raise StepFailed(f"no control for {place.what} was found within {step.at_most_taps} taps")

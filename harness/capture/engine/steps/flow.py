"""Steps about other steps, and about what is true."""

from harness.capture.engine.context import StepFailed
from harness.capture.engine.stage import Stage
from harness.capture.engine.steps.registry import carries_out
from harness.capture.scenario.steps import Assert, Repeat, RunIf


@carries_out(Assert)
def check(stage: Stage, step: Assert) -> None:
    """Fail the phase unless something is true."""
    stage.enter()
    condition, context = step.condition, stage.context
    if not stage.holds(condition, step.at_most_s):
        raise StepFailed(f"it was expected that {condition.shown}, but it is not so")
    if condition.app == "exited":
        context.expected_end = context.expected_end or "the scenario expected it"


@carries_out(RunIf)
def run_if(stage: Stage, step: RunIf) -> None:
    """Take steps if something is true, others if not."""
    stage.run(step.steps if stage.holds(step.condition, step.at_most_s) else step.otherwise)


@carries_out(Repeat)
def repeat(stage: Stage, step: Repeat) -> None:
    """Take steps several times."""
    for _ in range(step.times):
        stage.run(step.steps)

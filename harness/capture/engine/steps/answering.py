"""Steps that answer what the app and the system ask."""

from harness.capture.engine.stage import Stage, touch_patience
from harness.capture.engine.steps.registry import carries_out
from harness.capture.scenario.steps import Consent, Permission, SetPolicy


@carries_out(Consent)
def consent(stage: Stage, step: Consent) -> None:
    """Decide in the privacy dialog."""
    stage.deciding.decide(step.choice, step.onward, *touch_patience(step.at_most_s))


@carries_out(Permission)
def permission(stage: Stage, step: Permission) -> None:
    """Answer one permission dialog."""
    patience = stage.screen.pace.patience(*touch_patience(step.at_most_s))
    while True:
        seen = stage.screen.look()
        if stage.desk.clear(seen, stage.hands.act, "" if step.answer == "policy" else step.answer):
            return
        if patience.over():
            break
        stage.context.waiting.sleep(0.2)
    if not step.optional:
        raise stage.hands.missing("of a permission dialog")


@carries_out(SetPolicy)
def set_policy(stage: Stage, step: SetPolicy) -> None:
    """Answer permission dialogs this way from here on."""
    stage.enter()
    stage.context.policy = step.answer

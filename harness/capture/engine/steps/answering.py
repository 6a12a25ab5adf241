"""Steps that answer what the app and the system ask."""

from harness.capture.engine.context import StepFailed
from harness.capture.engine.stage import Stage, touch_patience
from harness.capture.engine.steps.registry import carries_out
from harness.capture.engine.steps.touching import type_into
from harness.capture.scenario.steps import Ask, Consent, Grant, Permission, Revoke, SetPolicy


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


@carries_out(Grant)
def grant(stage: Stage, step: Grant) -> None:
    """Grant a permission."""
    stage.enter()
    stage.hands.must(["pm", "grant", stage.context.package, _whole(step.name)])


@carries_out(Revoke)
def revoke(stage: Stage, step: Revoke) -> None:
    """Take a permission away. Android ends the app that loses one (``PermissionManagerService``, KILL_APP_REASON)."""
    stage.enter()
    stage.context.expected_end = "a permission was taken from it"
    stage.context.flush()
    stage.hands.must(["pm", "revoke", stage.context.package, _whole(step.name)])


def _whole(name: str) -> str:
    """Return a permission's whole name; one without dots is the platform's."""
    return name if "." in name else f"android.permission.{name}"


@carries_out(Ask)
def ask(stage: Stage, step: Ask) -> None:
    """Ask the person."""
    stage.enter()
    answer = stage.context.person.ask(step.question, step.at_most_s)
    if answer is None:
        if step.optional:
            return
        raise StepFailed(f"nobody answered within {step.at_most_s:g} s: {step.question[:200]}")
    stage.context.note_act("a person was asked")
    if answer and step.into is not None:
        type_into(stage, answer, step.into)

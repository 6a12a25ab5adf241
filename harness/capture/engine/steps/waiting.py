"""Steps that wait."""

import time

from harness.capture.engine.stage import Stage
from harness.capture.engine.steps.registry import carries_out
from harness.capture.scenario.steps import AwaitConsent, Settle, Wait

_QUIET_LOOKS, _SETTLE_LOOKS, _SETTLE_LAUNCHES = 2, 6, 2
"""An app is as slow as its device: ``settle`` takes no less than so many looks, and at most so many looks or launches
where the scenario's seconds are fewer."""
_ASKED_LOOKS = 4
_LOOK_POLL_S = 0.1


@carries_out(Wait)
def wait(stage: Stage, step: Wait) -> None:
    """Wait, with an eye on the screen."""
    stage.enter()
    stage.pause(step.seconds)


@carries_out(Settle)
def settle(stage: Stage, step: Settle) -> None:
    """Wait until no hooked call and no traffic was seen for a while."""
    stage.enter()
    begun, pace = time.monotonic(), stage.screen.pace
    quiet_s = pace.at_least(step.quiet_s, _QUIET_LOOKS)
    activity = stage.context.activity

    def quiet() -> bool:
        if not activity.alive():
            return True
        # Silence from before this step says nothing about what the step before it set going.
        silent_for = min(activity.idle_seconds(), time.monotonic() - begun)
        return not activity.busy() and silent_for >= quiet_s

    stage.until(quiet, pace.at_least(step.at_most_s, _SETTLE_LOOKS, _SETTLE_LAUNCHES))


@carries_out(AwaitConsent)
def await_consent(stage: Stage, step: AwaitConsent) -> None:
    """Look until the app asks something: the privacy dialog, or what covers it and may not be touched yet."""
    stage.enter()
    left = step.at_most_s - (time.monotonic() - stage.launched)
    patience = stage.screen.pace.patience(max(0.0, left), _ASKED_LOOKS)
    while stage.context.activity.alive() and not patience.over():
        stage.in_time()
        look = stage.screen.look()
        if stage.desk.dialog(look) is not None or stage.deciding.asks(look):
            return
        stage.context.waiting.sleep(_LOOK_POLL_S)

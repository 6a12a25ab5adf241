"""Steps about the device around the app: its screen, its clock."""

from harness.capture.engine.stage import Stage
from harness.capture.engine.steps.registry import carries_out
from harness.capture.scenario.steps import ScreenOff, ScreenOn, Screenshot, SetClock


@carries_out(ScreenOff)
def screen_off(stage: Stage, _: ScreenOff) -> None:
    """Turn the screen off."""
    stage.hands.act(lambda: stage.context.device.key("SLEEP"))


@carries_out(ScreenOn)
def screen_on(stage: Stage, _: ScreenOn) -> None:
    """Turn the screen on, without its lock."""
    stage.hands.act(lambda: stage.context.device.key("WAKEUP"))
    stage.context.device.shell(["wm", "dismiss-keyguard"])


@carries_out(SetClock)
def set_clock(stage: Stage, step: SetClock) -> None:
    """Move the device's clock forward."""
    stage.enter()
    stage.clock.forward(step.forward)


@carries_out(Screenshot)
def screenshot(stage: Stage, step: Screenshot) -> None:
    """Keep a picture and the view tree."""
    stage.enter()
    stage.kept = stage.screen.keep(name=step.name)

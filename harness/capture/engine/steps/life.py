"""Steps of the app's life: it starts, leaves the screen, ends, is replaced."""

from pathlib import Path

from harness.capture.engine.context import StepFailed
from harness.capture.engine.stage import END_S, Stage
from harness.capture.engine.steps.registry import carries_out
from harness.capture.scenario.steps import (
    Background,
    ClearData,
    DeepLink,
    ExpectExit,
    Foreground,
    Install,
    Kill,
    Launch,
    Relaunch,
)


@carries_out(Launch)
def launch(stage: Stage, _: Launch) -> None:
    """Start the app as its icon does."""
    stage.enter()
    stage.start()


@carries_out(Relaunch)
def relaunch(stage: Stage, _: Relaunch) -> None:
    """End the app and start it again."""
    stage.enter()
    stage.start_again()


@carries_out(Kill)
def kill(stage: Stage, step: Kill) -> None:
    """End the app's processes, as the system does for memory or by force."""
    stage.enter()
    if step.how == "force_stop":
        stage.end()
        return
    stage.context.expected_end = "the scenario ended it"
    stage.context.flush()
    stage.hands.must(["am", "kill", stage.context.package])


@carries_out(ClearData)
def clear_data(stage: Stage, _: ClearData) -> None:
    """Forget the app's data and permissions."""
    stage.enter()
    stage.context.expected_end = "the scenario cleared its data"
    stage.hands.must(["pm", "clear", stage.context.package])


@carries_out(Background)
def background(stage: Stage, _: Background) -> None:
    """Press HOME."""
    stage.hands.act(lambda: stage.context.device.key("HOME"))


@carries_out(Foreground)
def foreground(stage: Stage, _: Foreground) -> None:
    """Bring the app back to the front."""
    stage.enter()
    stage.to_front()


@carries_out(DeepLink)
def deep_link(stage: Stage, step: DeepLink) -> None:
    """Open an address with the app, which is started first if it does not run."""
    stage.enter()
    if not stage.context.activity.alive():
        stage.start()
    view = ["am", "start", "-a", "android.intent.action.VIEW", "-d", stage.filled(step.uri)]
    done = stage.context.device.shell([*view, "-p", stage.context.package])
    if done.code != 0 or "Error" in done.stdout + done.stderr:
        raise StepFailed(f"the app does not open {step.uri[:80]}")
    stage.context.note_act("deep link")


@carries_out(Install)
def install(stage: Stage, step: Install) -> None:
    """Install another version of the app over this one, which ends it."""
    stage.enter()
    context = stage.context
    context.expected_end = "another version was installed"
    new = context.install(Path(step.apk))
    context.writer.meta.setdefault("installed", []).append({"time_us": context.phase_clock.now_us(), **new})
    context.waiting.until(lambda: not context.activity.alive(), END_S)


@carries_out(ExpectExit)
def expect_exit(stage: Stage, step: ExpectExit) -> None:
    """Fail the phase unless the app ends by itself."""
    stage.enter()
    if not stage.until(lambda: not stage.context.activity.alive(), step.at_most_s):
        raise StepFailed(f"the app did not exit within {step.at_most_s:g} s")
    stage.context.expected_end = "the scenario expected it"

"""The step ``explore``: lets the explorer use the app, and keeps what it saw in the bundle."""

import msgspec

from harness.capture.device.errors import DeviceError
from harness.capture.engine.context import StepFailed
from harness.capture.engine.stage import Stage
from harness.capture.engine.steps.registry import carries_out
from harness.capture.explorer import Explorer, ExploreReport, Surroundings
from harness.capture.explorer.monkey import monkey
from harness.capture.scenario.steps import Explore
from harness.evidence.rows import AppScreen


@carries_out(Explore)
def explore(stage: Stage, step: Explore) -> None:
    """Use the app for a time."""
    stage.enter()
    stage.alive()
    _Exploration(stage).run(step)


class _Exploration:
    def __init__(self, stage: Stage) -> None:
        """``stage`` is where the app is played."""
        self._stage = stage
        self._context = stage.context
        self._screen = stage.screen

    def run(self, step: Explore) -> None:
        """Take the step. What was seen is kept, however it ends."""
        seconds, seed, context = step.seconds, step.seed, self._context
        if step.driver == "monkey":
            try:
                self._write(monkey(context.device, context.package, seconds, seed))
            except DeviceError as error:
                raise StepFailed(str(error)) from None
            context.note_act("monkey")
            return
        around = Surroundings(
            pause=self._stage.pause, on_screen=self._on_screen, restart=self._stage.start_again, keep=self._keep,
            acted=context.note_act, pace=self._screen.pace,
        )  # fmt: skip
        explorer = Explorer(context.device, context.package, context.persona, seconds, seed, around)
        try:
            explorer.run()
        finally:
            self._write(explorer.report)
        if explorer.report.ended == "lost":
            raise StepFailed("the app could not be brought back to the front")

    def _on_screen(self, tree: bytes) -> bool:
        self._stage.in_time()
        return self._stage.hands.interrupted(self._screen.read(tree))

    def _keep(self, name: str, tree: bytes) -> tuple[str | None, str | None]:
        picture = self._screen.keep(self._screen.read(tree), name)
        return picture.screenshot, picture.ui_dump

    def _write(self, report: ExploreReport) -> None:
        context = self._context
        phase = context.phase_clock.current
        for seen in report.screens:
            row = AppScreen(
                time_us=context.phase_clock.now_us(), phase=phase, branch=context.branch, seed=report.seed,
                number=seen.number, fingerprint=seen.fingerprint, title=seen.title, path=seen.path,
                controls=seen.controls, tried=seen.tried, unvisited=seen.unvisited, avoided=seen.avoided,
                screenshot=seen.screenshot, ui_dump=seen.ui_dump,
            )  # fmt: skip
            context.writer.append(row)
        # What was typed is in the app now, although no API of the device could have given it.
        run = context.writer.run
        run.not_planted = [value for value in run.not_planted or () if value not in report.typed]
        rest = msgspec.structs.replace(report, screens=[])
        text = msgspec.json.format(msgspec.json.encode(rest), indent=1)
        context.writer.write_file(f"ui/explore-{phase}.json", text)

"""Steps that a person has taken are phases and rows like a scenario's; a scenario's questions find someone or fail."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from harness import interrupt
from harness.capture.agent.workbench import Workbench
from harness.capture.device.errors import DeviceLost
from harness.capture.device.structs import ShellResult
from harness.capture.engine.person import Nobody, Pending, Wish
from harness.capture.scenario.model import Step, Target
from harness.capture.scenario.steps import Background, Consent, Foreground, Grant, Screenshot, Tap
from harness.evidence.rows import Phase, StepTaken
from tests.capture.engine.phone import Finished, Phone
from tests.capture.engine.usual import START, acts, run, screens, steps, usual

pytestmark = pytest.mark.usefixtures("fast_clock")
LAUNCH = "  - {name: before_consent, steps: [launch]}\n"


class Script:
    """A person who wishes for some steps and goes."""

    def __init__(self, *wishes: tuple[Step | None, str], answer: Callable[[str], str | None] = lambda _: None) -> None:
        self.wishes = [Wish(step, phase, "a note", Pending()) for step, phase in wishes]
        self.left = list(self.wishes)
        self.answer = answer
        self.asked: list[str] = []

    @property
    def over(self) -> bool:
        return not self.left

    def wish(self, timeout_s: float) -> Wish | None:
        return self.left.pop(0)

    def equipped(self, bench: Workbench) -> None:
        pass

    def interrupted(self) -> bool:
        return False

    def ask(self, question: str, at_most_s: float) -> str | None:
        self.asked.append(question)
        return self.answer(question)


def by_hand(tmp_path: Path, person: Script) -> Finished:
    return run(tmp_path, LAUNCH, person=person, head="permissions: leave")


def test_wishes_are_phases_and_rows_as_a_scenarios_are(tmp_path: Path) -> None:
    person = Script(
        (Consent(choice="accept"), "consented_idle"), (Screenshot(name="now"), ""), (None, "settings"),
        (Tap(target=Target(text=("设置",))), ""), (Background(), "background"), (Foreground(), ""),
    )  # fmt: skip
    done = by_hand(tmp_path, person)
    assert done.phases == ["install", "before_consent", "consented_idle", "settings", "background"]
    assert [(row.begun_by, row.code) for row in done.bundle.rows(Phase)][2] == ("consent accept", "P3_consented_idle")
    assert done.states == dict.fromkeys(["before_consent", "consented_idle", "settings", "background"], "done")
    assert [wish.pending.failed for wish in person.wishes] == [""] * 6
    assert all(wish.pending.wait(0) for wish in person.wishes)
    rows = list(done.bundle.rows(StepTaken))
    assert [(row.step, row.phase, row.by) for row in rows[:3]] == [
        ({"launch": {}}, "before_consent", "scenario"), ({"consent": "accept"}, "consented_idle", "person"),
        ({"screenshot": "now"}, "consented_idle", "person"),
    ]  # fmt: skip
    assert rows[1].note == "a note" and rows[0].note == ""
    assert done.runner.problems() == []


def test_a_look_at_the_screen_is_no_step_and_leaves_nothing(tmp_path: Path) -> None:
    person = Script((None, ""), (Background(), "background"))
    person.wishes[0] = person.left[0] = person.left[0]._replace(looks=True)
    done = by_hand(tmp_path, person)
    glance = person.wishes[0].pending.glance
    assert person.wishes[0].pending.failed == "" and glance is not None
    assert glance.picture is not None and glance.tree is not None and b"<hierarchy" in glance.tree
    assert [row.step for row in done.bundle.rows(StepTaken)] == [{"launch": {}}, {"background": {}}]
    assert done.phases == ["install", "before_consent", "background"]


def test_a_wish_that_fails_is_told_and_ends_nothing(tmp_path: Path) -> None:
    person = Script(
        (Tap(target=Target(text=("没有",)), at_most_s=0.1), "settings"), (Consent(choice="accept"), "consented_idle")
    )
    done = by_hand(tmp_path, person)
    assert "没有" in person.wishes[0].pending.failed
    assert done.phases == ["install", "before_consent", "consented_idle"]
    (failed,) = [row for row in done.bundle.rows(StepTaken) if row.failed]
    assert failed.step == {"tap": {"text": "没有", "at_most_s": 0.1}} or "没有" in str(failed.step)


def test_what_a_person_touches_before_consent_is_a_phase_of_its_own(tmp_path: Path) -> None:
    done = by_hand(tmp_path, Script((Tap(target=Target(text=("同意",))), "")))
    assert done.phases == ["install", "before_consent", "before_consent_touched"]


def test_a_permission_is_granted_as_the_settings_do(tmp_path: Path) -> None:
    done = by_hand(tmp_path, Script((Grant(name="CAMERA"), ""), (Grant(name="com.example.OWN"), "")))
    assert [line for line in done.phone.log if line.startswith("pm grant")] == [
        "pm grant com.example.app android.permission.CAMERA", "pm grant com.example.app com.example.OWN",
    ]  # fmt: skip


def test_ask_waits_for_the_answer_and_types_it(tmp_path: Path) -> None:
    person = Script(answer=lambda question: "883201")
    done = steps(tmp_path, "ask: {question: The code from the SMS, into: {id: tel}}", person=person)
    assert person.asked == ["The code from the SMS"]
    assert "type 883201" in acts(done)
    assert done.states["foreground"] == "done"
    assert not any("883201" in str(row.step) for row in done.bundle.rows(StepTaken))


@pytest.mark.parametrize("optional", [False, True])
def test_ask_without_a_person(tmp_path: Path, optional: bool) -> None:
    done = steps(tmp_path, f"ask: {{question: Log in, at_most_s: 9, optional: {str(optional).lower()}}}", "tap: 设置")
    assert done.states["foreground"] == ("done" if optional else "failed")
    problems = [] if optional else ["the phase foreground failed: nobody answered within 9 s: Log in"]
    assert done.runner.problems() == problems


def test_who_waits_for_a_step_hears_when_the_run_ends_under_it(tmp_path: Path) -> None:
    person = Script((Grant(name="CAMERA"), ""))

    class Breaking(Phone):
        def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
            if command[0] == "pm":
                raise DeviceLost("Lost the device phone.")
            return super().shell(command, timeout)

    with pytest.raises(DeviceLost):
        run(tmp_path, "  - {name: before_consent, steps: [wait: 0]}\n", person=person, phone=Breaking(screens(), usual))
    assert person.wishes[0].pending.wait(0)


@pytest.fixture
def signals() -> Iterator[None]:
    """A program that takes signals, as ``harness`` does; a run is where they are heard."""
    before = {number: signal.getsignal(number) for number in interrupt.SIGNALS}
    interrupt.install()
    with interrupt.heard():
        yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Impatient(Script):
    """Ends the session by ctrl-C."""

    def interrupted(self) -> bool:
        self.left.clear()
        return True


class CtrlC(Phone):
    """Somebody presses ctrl-C when it is asked for that."""

    def __init__(self, when: str) -> None:
        super().__init__(screens(), usual)
        self.when = when

    def pressed(self, when: str) -> None:
        if when == self.when:
            self.when = ""
            signal.raise_signal(signal.SIGINT)

    def launch(self) -> None:
        super().launch()
        self.pressed("launch")

    def alive(self) -> bool:
        if self.up:
            self.pressed("end of the phase")
        return super().alive()


def test_ctrl_c_between_the_start_and_a_persons_first_step_ends_the_session_in_good_order(
    tmp_path: Path, signals: None, capfd: pytest.CaptureFixture[str]
) -> None:
    """The phase before consent is being ended when it comes: it is whole."""
    person = Impatient((Screenshot(name="never"), ""))
    done = run(tmp_path, LAUNCH, person=person, head="permissions: leave", phone=CtrlC("end of the phase"))
    assert done.phases == ["install", "before_consent"] and done.states == {"before_consent": "done"}
    assert [row.step for row in done.bundle.rows(StepTaken)] == [{"launch": {}}]
    assert capfd.readouterr().err.startswith("harness: ending:")


@pytest.mark.parametrize("when", ["launch", "end of the phase"])
def test_ctrl_c_cuts_a_run_by_itself_short(tmp_path: Path, signals: None, when: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, LAUNCH, phone=CtrlC(when))


def test_ctrl_c_in_a_step_is_raised_in_it(tmp_path: Path, signals: None) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, LAUNCH, person=Impatient((Screenshot(name="never"), "")), phone=CtrlC("launch"))


def test_nobody_wishes_for_anything() -> None:
    nobody = Nobody()
    assert nobody.over and nobody.wish(0) is None and nobody.ask("?", 0) is None and not nobody.interrupted()


def test_pending_is_waited_for_on_another_thread() -> None:
    pending = Pending()
    threading.Timer(0.01, pending.end, ("it is gone",)).start()
    assert pending.wait(60) and pending.failed == "it is gone"
    assert START

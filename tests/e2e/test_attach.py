"""A session attaches to an app that runs already, and a person works in its process: one run, many looks at it."""

import io
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from harness.capture.agent.prompt import INTERRUPTED, Evaluated
from harness.capture.device.sandbox import AttachedSandbox, SandboxDevice
from harness.capture.proxy.proxy import Proxy
from harness.catalog.points import load_points
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Gap, Hook, Observation, Phase, Process, StepTaken
from harness.explore.events import Disclosed, Event, Health, Said
from harness.explore.session import BY_HAND, Session, by_hand
from harness.jobs import run as running
from harness.jobs.run import Plan, Ran
from harness.jobs.told import Silent
from harness.persona.generate import generate
from tests.e2e.conftest import LANTERN

pytestmark = pytest.mark.e2e
PACKAGE = "com.brightbeam.lantern"
OWN = "com.adhive.sdk.AdHive.form"
SCRIPT = """
console.log("in");
Java.performNow(() => console.log(Java.use("com.brightbeam.lantern.LanternApp").class.getName()));
"""


class Attached:
    """The session, what it left, and how the app fares afterwards."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.persona = generate(seed=3)
        self.evaluated: list[Evaluated] = []
        self.refused: list[str] = []
        self.events: list[Event] = []
        self.folder = folder
        device = SandboxDevice()
        try:
            self._begin(device)
            client = device.link.transport._client
            monkeypatch.setattr(
                running, "choose", lambda name, progress, options: AttachedSandbox(client, device.serial, options)
            )
            self.ran = self._session(device.serial)
            self.after = device.running(PACKAGE)
            self.ended = device.ended(PACKAGE)
        finally:
            device.close()

    def _begin(self, device: SandboxDevice) -> None:
        """Have the app run, as somebody has left it: it trusts the proxy's authority, and knows nothing of hooks."""
        proxy = Proxy(io.BytesIO(), lambda row: None)
        proxy.start()
        try:
            device.take()
            device.seed(self.persona)
            device.trust_ca(proxy.ca_pem())
        finally:
            proxy.stop()
        device.install(LANTERN, grant_all=True)
        device.network("sinkhole")
        device.launch(PACKAGE)
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and not (device.running(PACKAGE) and PACKAGE.encode() in device.ui_dump()):
            time.sleep(0.2)

    def _session(self, serial: str) -> Ran:
        plan = Plan(
            device=serial, scenario=by_hand("leave", attached=True), persona=None, points=load_points(),
            network="sinkhole", out=self.folder, lang="en", attach=PACKAGE,
        )  # fmt: skip
        self.session = Session(plan, hands=True)
        listener = self.session.stream.listen(patient=True)
        self.session.stream.start()
        hand = threading.Thread(target=self._follow, args=(listener,))
        hand.start()
        ran = self.session.run(Path(f"{PACKAGE}.apk"), BY_HAND, self.persona, self.folder / "b", Silent())
        hand.join()
        assert self.session.stream.failure is None
        return ran

    def _follow(self, listener: Any) -> None:
        stage = 0
        try:
            while (found := listener.take()) is not None:
                self.events += found
                if stage == 0 and any(isinstance(one, Health) and one.state == "up" for one in self.events):
                    stage = 1
                    self._work()
                left = {one.disclosure.category for one in self.events if isinstance(one, Disclosed)}
                if stage == 1 and {"contacts", "phone_number"} <= left:
                    stage = 2
                    self.session.control.quit()
        finally:
            self.session.control.quit()

    def _work(self) -> None:
        """What a person does in the app's process, and then in the app."""
        control = self.session.control
        (self.folder / "mine.js").write_text(SCRIPT)
        (self.folder / "own.yaml").write_text(f"- {OWN}\n")
        (self.folder / "bad.js").write_text("let a;\nlet b = ;\n")
        steps = [
            control.switch(["control"], on=False), control.load(self.folder / "mine.js"),
            control.load(self.folder / "own.yaml"), control.load(self.folder / "bad.js"),
            control.switch(["control"], on=True),
        ]  # fmt: skip
        self.refused += [step.failed for step in steps if step.wait(60)]
        bench = control.bench
        assert bench is not None
        for code in ("6 * 7", "Java.use('com.brightbeam.lantern.LanternApp')", "nowhere"):
            self.evaluated.append(bench.evaluate(code))
        ending = threading.Timer(1.0, bench.interrupt)
        ending.start()
        self.evaluated.append(bench.evaluate("while(1){}"))
        self.evaluated.append(bench.evaluate("'still ' + 'there'"))
        step = control.consent("accept")
        self.refused += [step.failed] if step.wait(60) else ["nothing"]

    @property
    def bundle(self) -> Bundle:
        return self.ran.finished.bundle


@pytest.fixture(scope="module")
def attached(tmp_path_factory: pytest.TempPathFactory) -> Attached:
    with pytest.MonkeyPatch.context() as patch:
        return Attached(tmp_path_factory.mktemp("attached"), patch)


def test_the_app_is_hooked_as_it_runs_and_runs_on(attached: Attached) -> None:
    assert attached.ran.result.outcome == "complete" and not attached.ran.result.not_restored
    (process,) = attached.bundle.rows(Process)
    assert (process.origin, process.gated, process.end) == ("attached", False, "left") and process.late_us > 0
    assert [row.pid for row in attached.after] == [process.pid] and attached.ended == []
    assert attached.bundle.run.attached is True
    assert [row.name for row in attached.bundle.rows(Phase)] == ["attached", "consented_idle"]
    assert [(next(iter(row.step)), row.by) for row in attached.bundle.rows(StepTaken)][-1] == ("consent", "person")


def test_what_was_missed_is_told_and_nothing_negative_is_concluded(attached: Attached) -> None:
    said = [event.text for event in attached.events if isinstance(event, Said) and event.warning]
    assert any("what it did before is not seen, and nothing can be concluded" in text for text in said)
    assessment = attached.ran.finished.assessment
    assert assessment.summary.verdict != "none_seen" and "attached" in assessment.summary.reasons
    verdicts = [finding.verdict for finding in assessment.findings]
    assert verdicts and set(verdicts) <= {"VIOLATION", "SUSPECTED", "UNDETERMINED"}
    assert "what it read, asked and sent before was not seen" in attached.ran.finished.report.read_text("utf-8")


def test_what_it_does_from_then_on_is_seen(attached: Attached) -> None:
    found = {row.category: row.consent for row in attached.ran.finished.assessment.disclosures}
    assert {"contacts", "phone_number"} <= set(found)
    assert "before" not in found.values(), "nobody saw what had been decided"
    live = sorted(row.id for row in attached.session.stream.state.disclosures.values())
    assert live == sorted(row.id for row in attached.ran.finished.assessment.disclosures)


def test_the_prompt_answers_and_a_loop_is_ended(attached: Attached) -> None:
    texts = [(found.text, found.failed) for found in attached.evaluated]
    assert texts == [
        ("42", False), ("<class: com.brightbeam.lantern.LanternApp>", False),
        ("ReferenceError: 'nowhere' is not defined", True), (INTERRUPTED, True), ('"still there"', False),
    ]  # fmt: skip
    rows = [row.step["evaluate"] for row in attached.bundle.rows(StepTaken) if "evaluate" in row.step]
    assert [row["code"] for row in rows][3] == "while(1){}" and rows[3]["failed"] == INTERRUPTED


def test_files_are_loaded_and_kept(attached: Attached) -> None:
    bad = attached.refused.pop(3)
    assert bad == "bad.js:2: unexpected token in expression: ';'"
    assert set(attached.refused) == {""}
    rows = [row.step["load"] for row in attached.bundle.rows(StepTaken) if "load" in row.step]
    kept = {row["file"]: (attached.bundle.path / row["kept"]).read_text() for row in rows}
    assert kept["mine.js"] == SCRIPT and len(rows) == 3
    printed = (attached.bundle.path / "log/scripts.txt").read_text().splitlines()
    assert [line.split(" ", 2)[2] for line in printed] == ["mine.js: in", f"mine.js: {PACKAGE}.LanternApp"]
    assert any(row.point == OWN and row.resolved for row in attached.bundle.rows(Hook))
    assert any(row.point == OWN for row in attached.bundle.rows(Observation))


def test_every_act_that_may_hide_something_is_a_gap(attached: Attached) -> None:
    gaps = [(row.kind, row.to_us > 0) for row in attached.bundle.rows(Gap)]
    assert sorted(set(gaps)) == [("attached", True), ("hooks_late", True), ("hooks_off", True), ("own_code", False)]
    assert {"hooks_off", "own_code"} <= set(attached.ran.finished.assessment.summary.reasons)
    assert attached.bundle.run.own_points == {OWN: "method"}

"""What a person does in running processes: what comes of it there, and what the bundle says of it."""

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.capture.agent import user_script
from harness.capture.agent.prompt import INTERRUPTED
from harness.capture.agent.script import AgentError
from harness.capture.agent.workbench import AT_BENCH, PRINTED, Group, Workbench
from harness.capture.phase_clock import PhaseClock
from harness.catalog._load import CatalogError
from harness.catalog.points import Point
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Gap, StepTaken
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from tests.capture.agent.host import Host, hosted

pytestmark = pytest.mark.e2e
POINTS = [
    Point(id="passwd", kind="file", match=("/etc/passwd",), category="channel.storage"),
    Point(id="hosts", kind="file", match=("/etc/hosts",), category="files_storage"),
    Point(id="group", kind="file", match=("/etc/group",)),
]
READ = "answer = len(open('/etc/passwd').read())"


class Table:
    """A bench on a running process, and the bundle beside it."""

    def __init__(self, host: Host, path: Path) -> None:
        self.host = host
        self.writer = BundleWriter(path, RunRecord())
        self.said: list[str] = []
        self.bench = Workbench(host.agent, POINTS, self.writer, PhaseClock(0, "b", "session"), says=self.said.append)

    def steps(self) -> list[StepTaken]:
        self.writer.flush()
        return list(Bundle(self.writer.path).rows(StepTaken))

    def gaps(self) -> list[Gap]:
        self.writer.flush()
        return list(Bundle(self.writer.path).rows(Gap))

    def text(self, name: str) -> str:
        self.writer.flush()
        return (self.writer.path / name).read_text("utf-8")


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosted(POINTS) as running:
        yield running


@pytest.fixture
def table(host: Host, tmp_path: Path) -> Iterator[Table]:
    made = Table(host, tmp_path / "bundle")
    yield made
    made.bench.close()
    host.agent.silence([])
    made.writer.close()


def test_hooks_are_switched_by_group_and_the_stretch_is_a_gap(table: Table) -> None:
    assert table.bench.groups() == [Group("channel.storage", 1, 0), Group("files_storage", 1, 0), Group("other", 1, 0)]
    assert table.bench.switch(["channel"], on=False) == "1 hooks are off"
    assert table.bench.groups()[0] == Group("channel.storage", 1, 1)
    assert table.host.of(READ, "passwd") == []
    (lasting,) = table.gaps()
    assert (lasting.kind, lasting.to_us, lasting.detail) == ("hooks_off", 0, "channel")
    assert table.bench.switch(["all"], on=True) == "1 hooks are on"
    assert len(table.host.of(READ, "passwd")) == 1
    (over,) = table.gaps()
    assert over.from_us == lasting.from_us and over.to_us > over.from_us
    assert [row.step for row in table.steps()] == [{"hooks": {"off": ["channel"]}}, {"hooks": {"on": ["all"]}}]
    assert all(row.by == "person" and row.phase == "session" and row.failed is None for row in table.steps())


def test_a_stretch_lasts_until_the_last_of_its_hooks_is_on(table: Table) -> None:
    table.bench.switch(["passwd", "hosts"], on=False)
    table.bench.switch(["hosts"], on=True)
    assert [row.to_us for row in table.gaps()] == [0]
    table.bench.switch(["passwd"], on=True)
    assert [row.to_us > 0 for row in table.gaps()] == [True]


def test_a_group_that_is_not_there_is_a_sentence_and_a_failed_step(table: Table) -> None:
    with pytest.raises(AgentError, match=r"^there is no group of hooks and no access point nonsense$"):
        table.bench.switch(["nonsense"], on=False)
    (row,) = table.steps()
    assert row.failed == "there is no group of hooks and no access point nonsense" and table.gaps() == []


def test_a_script_is_loaded_kept_and_heard(table: Table, tmp_path: Path) -> None:
    file = tmp_path / "mine.js"
    file.write_text("console.log('here'); send({n: 1});\nsetTimeout(() => { throw new Error('late'); }, 1);\n")
    assert table.bench.load(file) == "mine.js is loaded into host"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    (row,) = table.steps()
    assert row.step == {"load": {"file": "mine.js", "sha256": digest, "kept": f"loaded/{digest}.js"}}
    assert table.text(f"loaded/{digest}.js") == file.read_text()
    (gap,) = table.gaps()
    assert (gap.kind, gap.to_us, gap.detail) == ("own_code", 0, "the script mine.js was loaded")
    deadline = time.monotonic() + 60
    while len(table.said) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert table.said == ["mine.js: here", 'mine.js: {"n":1}', "mine.js:2: Error: late"]
    assert [line.split(" ", 2)[2] for line in table.text(PRINTED).splitlines()] == table.said


EXPORTING = """
rpc.exports = { addBoth: (a, b) => a + b, fails: () => { throw new Error('no'); }, loops: () => { while (true) {} } };
recv('hello', (message) => send({ heard: message.n }));
"""


def test_what_a_script_exports_is_called_and_messages_go_both_ways(table: Table, tmp_path: Path) -> None:
    (tmp_path / "out.js").write_text(EXPORTING)
    table.bench.load(tmp_path / "out.js")
    assert set(table.bench.exports("out.js")) == {"addBoth", "fails", "loops"}
    assert table.bench.call("out.js", "add_both", [1, 2]) == 3
    with pytest.raises(AgentError, match=r"^out.js: .*no"):
        table.bench.call("out.js", "fails", [])
    with pytest.raises(AgentError, match=r"^no script none.js is loaded$"):
        table.bench.call("none.js", "f", [])

    def end() -> None:
        while table.bench._calling is None:
            time.sleep(0.01)
        time.sleep(0.2)
        table.bench.interrupt()

    threading.Thread(target=end, daemon=True).start()
    with pytest.raises(AgentError, match=r"^interrupted$"):
        table.bench.call("out.js", "loops", [])
    assert table.bench.call("out.js", "addBoth", ["a", "b"]) == "ab"
    table.bench.post("out.js", {"type": "hello", "n": 7})
    deadline = time.monotonic() + 60
    while not (heard := table.bench.received("out.js")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert heard == [{"heard": 7}] and table.bench.received("out.js") == []
    steps = [row.step for row in table.steps()][1:]
    assert steps[0] == {
        "call": {"file": "out.js", "export": "add_both", "args": "[1, 2]", "pid": table.host.process.pid}
    }
    assert [name for step in steps for name in step] == ["call", "call", "call", "call", "post"]
    assert len(table.host.of(READ, "passwd")) == 1


def test_python_of_the_persons_is_a_step(table: Table) -> None:
    with table.bench.noted("1 + 1") as step:
        step["result"] = "2"
    (row,) = table.steps()
    assert row.step == {"python": {"code": "1 + 1", "result": "2"}} and table.gaps() == []
    assert table.bench.path == table.writer.path


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.js", "var a = 1;\nvar b = ;\n", "a.js:2: unexpected token in expression: ';'"),
        ("a.js", "var a;\n\nnowhere();\n", "a.js:3: ReferenceError: 'nowhere' is not defined"),
        ("a.yaml", "- {id: x, class: com.x.Y}\n", "a.yaml:1: x: id, class and method must not be empty"),
        (
            "a.yaml", "- com.x.Y.f\n- {id: passwd, class: com.x.Y, method: g}\n",
            "a.yaml:2: passwd: the id passwd is already used",
        ),
        (
            "a.yaml", "- {id: x, kind: file, match: [/etc/x]}\n",
            "a.yaml:1: x: file points cannot be added to an app that runs: start it with --hooks",
        ),
        ("a.txt", "", "a.txt is neither a script (.js) nor a file of access points (.yaml)"),
        ("none.js", None, "none.js: no such file or directory"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_is_one_sentence(
    table: Table, tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises((AgentError, CatalogError)) as found:
        table.bench.load(tmp_path / name)
    assert said.lower() in str(found.value).lower() and "\n" not in str(found.value)


def test_a_script_that_does_not_end_is_interrupted(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_script, "LOAD_S", 0.5)
    (tmp_path / "loop.js").write_text("while (true) {}\n")
    with pytest.raises(AgentError, match=r"^loop.js: its top level did not end within 0.5 s$"):
        table.bench.load(tmp_path / "loop.js")
    assert len(table.host.of(READ, "passwd")) == 1


def test_points_that_are_loaded_are_told_of_as_late(table: Table, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("- com.example.Wallet.pay\n")
    told = table.bench.load(tmp_path / "own.yaml")
    assert told.startswith("1 access points of own.yaml are in host; not hooked: com.example.Wallet.pay (")
    (gap,) = table.gaps()
    assert (gap.kind, gap.detail) == ("hooks_late", "access points of own.yaml") and gap.from_us <= gap.to_us
    assert table.writer.run.own_points is not None and "com.example.Wallet.pay" in table.writer.run.own_points


def test_an_evaluation_is_a_step_of_the_bundle(table: Table) -> None:
    assert table.bench.evaluate("6 * 7").text == "42"
    assert table.bench.evaluate("nowhere").failed
    rows = [row.step["evaluate"] for row in table.steps()]
    process = {"pid": table.host.process.pid, "process": "host"}
    assert rows == [
        {"code": "6 * 7", **process, "result": "42"},
        {"code": "nowhere", **process, "failed": "ReferenceError: 'nowhere' is not defined"},
    ]
    assert [(row.kind, row.detail) for row in table.gaps()] == [
        ("own_code", "evaluated: 6 * 7"), ("own_code", "evaluated: nowhere"),
    ]  # fmt: skip
    assert {name for row in table.steps() for name in row.step} <= AT_BENCH


def test_an_evaluation_is_ended_by_another_thread(table: Table) -> None:
    def end() -> None:
        while table.bench._evaluating is None:
            time.sleep(0.01)
        time.sleep(0.2)
        table.bench.interrupt()

    threading.Thread(target=end, daemon=True).start()
    assert table.bench.evaluate("while(1){}").text == INTERRUPTED
    assert table.bench.evaluate("1").text == "1"


def test_a_process_that_comes_later_gets_the_same(table: Table, tmp_path: Path) -> None:
    (tmp_path / "once.js").write_text("if (globalThis.Process.id !== FIRST) nowhere(); console.log('in');".replace(
        "FIRST", str(table.host.process.pid)))  # fmt: skip
    (tmp_path / "all.js").write_text("console.log('everywhere');")
    table.bench.load(tmp_path / "once.js")
    table.bench.load(tmp_path / "all.js")
    table.bench.switch(["passwd"], on=False)
    with subprocess.Popen([sys.executable, "-c", _LATER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as later:
        assert later.stdin and later.stdout and later.stdout.readline()
        table.host.rows.clear()
        table.host.agent.attach(later.pid, "later", gated=False)
        later.stdin.write(b"\n")
        later.stdin.flush()
        assert later.stdout.readline()
        table.host.agent.flush()
        (made,) = [one for one in table.host.agent.sessions() if one.pump.process.pid == later.pid]
        later.kill()
    assert [row.point for row in table.host.rows] == ["hosts"] and made.pump.skipped["passwd"] == 1
    assert "all.js: everywhere" in table.said[2:]
    assert list(made.pump.errors) == ["once.js:1: ReferenceError: 'nowhere' is not defined"]


_LATER = """
print("ready", flush=True)
input()
open("/etc/passwd").read()
open("/etc/hosts").read()
print("done", flush=True)
"""


def test_a_process_that_is_not_there_has_no_prompt(table: Table) -> None:
    with pytest.raises(AgentError, match=r"^process 1 does not run any more$"):
        table.bench.evaluate("1", pid=1)
    assert table.bench.processes() == [(table.host.process.pid, "host")]

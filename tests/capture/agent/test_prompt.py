"""Expressions in a running process: results, errors, what they print, and how they are ended."""

import threading
import time
from collections.abc import Iterator

import pytest

from harness.capture.agent.prompt import GONE, INTERRUPTED, STANDS_STILL, Evaluated, Prompt
from harness.catalog.points import Point
from tests.capture.agent.app import App, started
from tests.capture.agent.host import Host, hosted

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosted([Point(id="passwd", kind="file", match=("/etc/passwd",))]) as running:
        yield running


@pytest.fixture(scope="module")
def prompt(host: Host) -> Prompt:
    (made,) = host.agent.sessions()
    return Prompt(made)


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    with started() as running:
        yield running


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("1 + 1", "2"), ("'a\\u0007'", '"a\\u0007"'), ("undefined", "undefined"), ("null", "null"), ("9n", "9n"),
        ("({a: [1, {b: new Map([[1, 'x']])}]})", '{a: [1, {b: Map {1: "x"}}]}'), ("ptr(16)", "0x10"),
        ("var me = {}; me.me = me; me", "{me: [Circular]}"), ("[[[[[[1]]]]]]", "[[[[[\u2026]]]]]"), ("int64(-5)", "-5"),
        ("Array(200).fill(0).length", "200"), ("(function f() {})", "[Function: f]"), ("Java.available", "false"),
        ("Promise.resolve(1)", "1"), ("[Promise.resolve(1)]", "[[Promise]]"), ("await Promise.resolve([1])", "[1]"),
        ("new Promise(done => setTimeout(() => done('late'), 20))", '"late"'), ("let w = await 41;", "41"),
        ("w + 1", "42"), ("if (await 1) { return 'in' }", '"in"'),
    ],
)  # fmt: skip
def test_results_are_texts(prompt: Prompt, code: str, text: str) -> None:
    assert prompt.evaluate(code) == Evaluated(text=text)


def test_bytes_are_dumped_and_long_results_cut(prompt: Prompt) -> None:
    shown = prompt.evaluate("new Uint8Array([72, 105])").text
    assert shown.startswith("Uint8Array of 2 bytes\n") and "48 69" in shown and "Hi" in shown
    assert len(prompt.evaluate("'x'.repeat(1e6)").text) < 30_000
    assert prompt.evaluate("Array(500).fill(0)").text.endswith("(400 more)\n]")


def test_what_is_defined_stays_and_errors_say_what_they_are(prompt: Prompt) -> None:
    prompt.evaluate("var kept = 41; function more() { return kept + 1 }")
    assert prompt.evaluate("more()").text == "42"
    assert prompt.evaluate("nowhere") == Evaluated(text="ReferenceError: 'nowhere' is not defined", failed=True)
    assert prompt.evaluate("throw 'up'") == Evaluated(text='thrown: "up"', failed=True)
    assert prompt.evaluate("(").failed
    assert prompt.evaluate("await nowhere.f()") == Evaluated(
        text="ReferenceError: 'nowhere' is not defined", failed=True
    )
    assert prompt.evaluate("Promise.reject(new Error('no'))") == Evaluated(text="Error: no", failed=True)
    assert prompt.evaluate("await (").failed


def test_what_was_begun_is_completed(prompt: Prompt) -> None:
    prompt.evaluate("var mine = {first: {deep: 1}, fine: 2}")
    assert prompt.complete("mine.fi") == ["fine", "first"] and prompt.complete("mine.first.de") == ["deep"]
    assert "hexdump" in prompt.complete("hexd") and "enumerateModules" in prompt.complete("Process.enumerateM")
    assert prompt.complete("mine.none.x") == prompt.complete("nowhere.x") == prompt.complete("f().x") == []


def test_what_it_prints_belongs_to_it(prompt: Prompt) -> None:
    assert prompt.evaluate("console.log('one'); send({two: 2}); 3") == Evaluated(text="3", log=["one", '{"two":2}'])


LOOPS = ["new Promise(() => {})", "while(1){}", "(function () { for (;;) { try { for (;;) {} } catch (e) {} } })()"]


def ended(prompt: Prompt, code: str) -> Evaluated:
    """Evaluate what does not end by itself, and interrupt it."""
    found: list[Evaluated] = []
    thread = threading.Thread(target=lambda: found.append(prompt.evaluate(code)), daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while prompt._answers is None and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    prompt.interrupt()
    thread.join(60)
    assert not thread.is_alive()
    return found[0]


@pytest.mark.parametrize("code", LOOPS)
def test_an_endless_loop_is_interrupted_and_everything_goes_on(host: Host, prompt: Prompt, code: str) -> None:
    assert ended(prompt, code) == Evaluated(text=INTERRUPTED, failed=True)
    assert prompt.evaluate("6 * 7") == Evaluated(text="42")
    assert len(host.of("answer = len(open('/etc/passwd').read())", "passwd")) == 1
    assert not host.errors()


def test_interrupting_nothing_harms_nothing(prompt: Prompt) -> None:
    prompt.interrupt()
    assert prompt.evaluate("1") == Evaluated(text="1")


def test_what_cannot_be_interrupted_is_told(prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.capture.agent.prompt.INTERRUPT_S", 0.3)
    assert ended(prompt, "Thread.sleep(1.5)") == Evaluated(text=STANDS_STILL, failed=True)
    assert prompt.evaluate("2") == Evaluated(text="2")


def test_its_own_calls_are_not_the_apps(host: Host, prompt: Prompt) -> None:
    host.rows.clear()
    read = "File.readAllText('/etc/passwd').length > 0"
    assert prompt.evaluate(read).text == "true"
    opened = "new NativeFunction(Module.getGlobalExportByName('fopen'), 'pointer', ['pointer', 'pointer'])"
    path = "Memory.allocUtf8String('/etc/passwd'), Memory.allocUtf8String('r')"
    assert prompt.evaluate(f"!{opened}({path}).isNull()") == Evaluated(text="true", calls=["passwd"])
    host.agent.flush()
    assert host.rows == []
    assert len(host.of("answer = len(open('/etc/passwd').read())", "passwd")) == 1


def test_java_is_there_as_frida_has_it(app: App) -> None:
    (made,) = app.agent.sessions()
    prompt = Prompt(made)
    assert prompt.evaluate("Java.use('java.lang.String')").text == "<class: java.lang.String>"
    assert prompt.evaluate("var s = Java.use('java.lang.String').$new('hi'); s").text == "<instance: java.lang.String>"
    assert prompt.evaluate("s.length()").text == "2"
    assert prompt.evaluate("Java.use('java.lang.Integer').parseInt('x')").text.startswith(
        "Error: java.lang.NumberFormatException"
    )
    assert prompt.evaluate("Java.perform(() => s.length())").text == "2"
    assert prompt.evaluate("Java.perform(() => { throw new Error('in it') })") == Evaluated(
        text="Error: in it", failed=True
    )
    before = app.run("telephony")
    assert ended(prompt, "while(1){}").text == INTERRUPTED
    assert app.run("telephony") == before and app.run("gc") == "collected" and not app.errors()


def test_a_process_that_ends_ends_the_evaluation() -> None:
    with hosted([]) as host:
        (made,) = host.agent.sessions()
        prompt = Prompt(made)
        threading.Timer(0.3, host.process.kill).start()
        assert prompt.evaluate("Thread.sleep(20)").text == GONE

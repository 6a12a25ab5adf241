"""Bad input and bad output, by cause: one true sentence, an exit code that is never 1 by accident, no traceback."""

import errno
import gzip
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from harness.cli.errors import DEBUG, sentences
from harness.errors import BAD_INPUT, INCOMPLETE, INTERRUPTED
from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from harness.evidence.rows import Observation, file_of
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from tests.cli.test_cli import say
from tests.evidence.bundles import small_persona
from tests.examples import some

ROOT = Path(__file__).resolve().parents[2]


def seen(*stack: str, thread: str = "main") -> Observation:
    return Observation(
        seq=1, time_us=1, mono_ns=1, pid=2, process="p", thread_id=1, thread=thread, point="p", category="imei",
        stack=list(stack),
    )  # fmt: skip


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    root = tmp_path / "bundle"
    with BundleWriter(root, RunRecord(branch="\u540c\u610f")) as writer:
        writer.write_file("persona.yaml", small_persona().to_yaml().encode())
        writer.append(seen("com.x.A.b(A.java:1)"))
        writer.seal("complete")
    return root


def harness(*words: str, env: dict[str, str] | None = None, out: str = "") -> tuple[int, str, str]:
    """Run the program as a shell does, its stdout redirected by ``out``; the code is the program's own."""
    shell = f'"$0" -m harness "$@" {out}' + ("; exit ${PIPESTATUS[0]}" if "|" in out else "")
    environment = os.environ | {"NO_COLOR": "1", "PYTHONPATH": str(ROOT)} | (env or {})
    done = subprocess.run(
        ["bash", "-c", shell, sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, timeout=500
    )
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


COMMANDS: list[Callable[[str], list[str]]] = [
    lambda bundle: ["--help"],
    lambda bundle: ["hooks", "list"],
    lambda bundle: ["analyze", bundle],
    lambda bundle: ["compare", bundle, bundle],
    lambda bundle: ["verify", "--json", bundle],
]


@pytest.mark.parametrize("words", some(COMMANDS))
def test_a_full_stdout(bundle: Path, words: Callable[[str], list[str]]) -> None:
    code, _, err = harness(*words(str(bundle)), out=">/dev/full")
    assert code == INCOMPLETE
    assert "harness: Cannot write the output (stdout): No space left on device." in err
    assert "Traceback" not in err and "Exception ignored" not in err


@pytest.mark.parametrize("words", some(COMMANDS))
def test_a_closed_stdout(bundle: Path, words: Callable[[str], list[str]]) -> None:
    code, _, err = harness(*words(str(bundle)), out=">&-")
    assert code == INCOMPLETE
    assert "harness: Cannot write the output (stdout): it is closed." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", some(COMMANDS))
def test_a_reader_that_goes_away_is_nothing_to_speak_of(bundle: Path, words: Callable[[str], list[str]]) -> None:
    code, _, err = harness(*words(str(bundle)), out="| true")
    assert code == 0
    assert "harness:" not in err and "Traceback" not in err and "Exception ignored" not in err


def test_a_full_or_closed_stderr_is_no_fault_of_the_command(bundle: Path) -> None:
    for out in ("2>/dev/full", "2>&-"):
        assert harness("verify", str(bundle), out=out)[0] == 0


POOR = [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
]


@pytest.mark.parametrize("env", some(POOR, 1))
def test_a_poor_encoding(bundle: Path, env: dict[str, str]) -> None:
    code, out, err = harness("compare", str(bundle), str(bundle), "--lang", "zh", env=env)
    assert (code, err) == (0, "")
    assert "\\u" in out
    for words in (["report", str(bundle), "--lang", "zh"], ["analyze", str(bundle)]):
        code, out, err = harness(*words, env=env)
        assert (code, err.strip()) == (0, "")
        assert "\u540c\u610f" in out, "documents are UTF-8 whatever the terminal is"


def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    good = tmp_path / "good.har"
    write_har(
        [Exchange(index=0, id="0", time_us=1, method="GET", scheme="https", host="a", port=443, url="https://a/")], good
    )
    path = os.fsencode(tmp_path) + b"/ok\xff\xfe\x80.har"
    good.rename(os.fsdecode(path))
    name = os.fsdecode(path)
    code, out, err = say("analyze", name)
    assert code == 0 and err.startswith("harness: nothing was given to look for")
    assert json.loads(out)["bundle"]["source"] == "ok\\xff\\xfe\\x80.har"
    bundle = os.fsdecode(os.fsencode(tmp_path) + b"/b\xff")
    code, _, err = say("import", name, "--out", bundle)
    assert code == 0 and "b\\xff" in err
    for words in (["verify", "--json", bundle], ["compare", "--json", bundle, bundle], ["report", bundle]):
        code, _, err = say(*words)
        assert code == 0, err
    code, _, err = say("analyze", name + "none")
    assert code == BAD_INPUT and "ok\\xff\\xfe\\x80.harnone" in err


@pytest.mark.parametrize("scalar", ["9" * 10_000, "2020-99-99", "0x" + "f" * 9000, "2001-12-14t21:59:43.10-99:99"])
def test_odd_scalars_in_every_file(tmp_path: Path, scalar: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(f"a: {scalar}\n")
    har = tmp_path / "x.har"
    write_har([], har)
    for words in (
        ["hooks", "check", str(file)],
        ["persona", "show", str(file)],
        ["scenario", "check", str(file)],
        ["analyze", str(har), "--values", str(file)],
        ["run", "x.apk", "--hooks", str(file)],
    ):
        code, out, err = say(*words)
        assert (code, out) == (BAD_INPUT, ""), words
        assert "x.yaml" in err and "Something went wrong" not in err


def test_a_file_of_a_hundred_megabytes(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        for _ in range(100):
            file.write(b"- {category: phone_number, value: '13912345678'}\n" * 21_400)
    har = tmp_path / "x.har"
    write_har([], har)
    for words in (
        ["analyze", str(har), "--values", str(big)],
        ["analyze", str(har), "--persona", str(big)],
        ["scenario", "check", str(big)],
        ["hooks", "check", str(big)],
    ):
        code, out, err = say(*words)
        assert (code, out) == (BAD_INPUT, "")
        assert "is larger than" in err


def test_more_values_than_can_be_looked_for(tmp_path: Path) -> None:
    har, values = tmp_path / "x.har", tmp_path / "v.yaml"
    write_har([], har)
    values.write_text("".join(f"- {{category: imei, value: 'v{n}'}}\n" for n in range(5001)))
    code, _, err = say("analyze", str(har), "--values", str(values))
    assert code == BAD_INPUT and "holds 5001 values; at most 5000" in err


@pytest.mark.parametrize("words", [["analyze"], ["report"], ["verify"], ["compare", "{bundle}"]])
@pytest.mark.parametrize("name", [file_of(Observation), "persona.yaml"])
def test_unreadable_evidence(bundle: Path, words: list[str], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refused(path: os.PathLike[str] | str, *args: int, **more: int) -> int:
        if str(path).endswith(name):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, *args, **more)

    monkeypatch.setattr("harness.files.read.os.open", refused)
    code, out, err = say(*(word.format(bundle=bundle) for word in words), str(bundle))
    assert (code, out) == (BAD_INPUT, "")
    assert "Permission denied" in err and name in err


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    har = tmp_path / "x.har"
    write_har([], har)
    assert say("import", str(har), "--out", str(tmp_path / "b"))[0] == 0
    for words in (["export", str(tmp_path / "b"), "--har"], ["analyze", str(har), "--out"]):
        code, _, err = say(*words, "/dev/full")
        assert code == INCOMPLETE and "No space left" in err
        assert stat.S_ISCHR(Path("/dev/full").lstat().st_mode)
    code, out, _ = harness("export", str(tmp_path / "b"), "--har", "/dev/stdout")
    assert code == 0 and json.loads(out)["log"]["version"] == "1.2"
    assert Path("/dev/stdout").is_symlink()


def test_an_empty_recording_deserves_a_word(tmp_path: Path) -> None:
    empty, har = tmp_path / "empty", tmp_path / "x.har"
    empty.write_bytes(b"")
    write_har([], har)
    for words in (
        ["analyze", str(empty)],
        ["import", str(empty), "--out", str(tmp_path / "b")],
        ["export", str(empty), "--har", str(tmp_path / "e.har")],
        ["diff", str(empty), str(har)],
        ["analyze", str(har), "--against", str(empty)],
    ):
        code, _, err = say(*words)
        assert code == BAD_INPUT and "is empty: nothing was recorded" in err


def test_one_bad_entry_does_not_lose_the_good_ones(tmp_path: Path) -> None:
    har = tmp_path / "x.har"
    good = {"request": {"method": "GET", "url": "https://a.example/"}}
    bad = {"request": {"method": "GET", "url": "https://[a"}}
    har.write_text(json.dumps({"log": {"entries": [good, bad, good]}}))
    code, out, _ = say("analyze", str(har))
    found = json.loads(out)
    assert code == 0 and found["coverage"]["exchanges"] == 2
    assert "entry 1 (byte " in found["coverage"]["unreadable"]["named"][0]
    assert "entries_unreadable" in found["summary"]["reasons"]
    code, _, err = say("import", str(har), "--out", str(tmp_path / "b"))
    assert code == 0 and "imported 2 exchanges" in err and "left out: entry 1 (byte " in err
    found = json.loads(say("analyze", str(tmp_path / "b"))[1])
    assert found["coverage"]["exchanges"] == 2 and "entries_unreadable" in found["summary"]["reasons"]
    code, _, err = say("export", str(har), "--har", str(tmp_path / "y.har"))
    assert code == 0 and "wrote 2 exchanges" in err and "1 unreadable" in err


def test_a_stack_line_of_ten_megabytes_is_bounded(tmp_path: Path) -> None:
    root = tmp_path / "bundle"
    line = "com.x." + "A" * 10_000_000 + ".b(A.java:1)"
    with BundleWriter(root, RunRecord(package="com.x")) as writer:
        writer.append(seen(line, line, thread="t" * 10_000_000))
        writer.seal("complete")
    code, out, _ = say("analyze", str(root))
    assert code == 0 and json.loads(out)["collected"]
    assert len(out) < 1_000_000, "what every rule says of it is some 300 000"


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyError("x"), INCOMPLETE, "Something went wrong inside harness (KeyError: 'x'). HARNESS_DEBUG=1 shows"),
        (AssertionError(), INCOMPLETE, "Something went wrong inside harness (AssertionError:"),
        (MemoryError(), INCOMPLETE, "not enough memory"),
        (RecursionError("deep"), INCOMPLETE, "Something went wrong"),
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), INCOMPLETE, "Cannot use /x/y: No space left"),
        (OSError(errno.EMFILE, "Too many open files"), INCOMPLETE, "The system refuses: Too many open files."),
        (PermissionError(errno.EACCES, "Permission denied", "/x\n/y"), BAD_INPUT, "Cannot use /x\\x0a/y: Permission"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), INCOMPLETE, "The system refuses: Broken pipe."),
        (UnicodeEncodeError("ascii", "\u4f60", 0, 1, "no"), INCOMPLETE, "Something went wrong"),
        (KeyboardInterrupt(), INTERRUPTED, "Interrupted."),
        (typer.Abort(), INTERRUPTED, "Aborted."),
    ],
)
def test_any_error_is_a_sentence_and_never_exit_code_1(
    error: BaseException, code: int, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for debug in ("", "1"):
        monkeypatch.setenv(DEBUG, debug)
        with pytest.raises(typer.Exit) as caught, sentences():
            raise error
        err = capsys.readouterr().err
        assert caught.value.exit_code == code
        assert says in " ".join(err.split())
        assert ("Traceback" in err) == (bool(debug) and code != INTERRUPTED)


def test_a_recording_through_a_pipe(tmp_path: Path) -> None:
    har = tmp_path / "x.har"
    entry = {"request": {"method": "GET", "url": "https://a.example/?imei=860123456789013"}}
    har.write_bytes(gzip.compress(json.dumps({"log": {"entries": [entry, entry]}}).encode()))
    code, out, err = harness("analyze", "-", out=f"< {har}")
    assert code == 0 and json.loads(out)["coverage"]["exchanges"] == 2, err
    code, _, err = harness("import", "-", "--out", str(tmp_path / "b"), out=f"< {har}")
    assert code == 0 and "imported 2 exchanges" in err
    assert json.loads((tmp_path / "b" / "run.json").read_bytes())["imported"]["file"] == "stdin"
    code, _, err = harness("analyze", "-", out="< /dev/null")
    assert code == BAD_INPUT and "stdin is empty" in err

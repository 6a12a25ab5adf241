import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.cli.errors import printable
from harness.cli.main import app
from tests.evidence.bundles import sealed

runner = CliRunner()


def say(*words: str) -> tuple[int, str, str]:
    result = runner.invoke(app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, " ".join(result.stderr.split())


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return sealed(tmp_path / "bundle")


def test_verify(bundle: Path) -> None:
    assert say("verify", str(bundle))[0] == 0
    _, out, _ = say("verify", "--json", str(bundle))
    assert json.loads(out)["intact"] is True
    (bundle / "ui/x.xml").write_text("<other/>")
    code, out, err = say("verify", str(bundle))
    assert (code, out) == (1, "")
    assert "changed: ui/x.xml" in err
    (bundle / "manifest.json").unlink()
    code, _, err = say("verify", str(bundle))
    assert code == 1 and "tampered with or damaged: manifest.json is gone, though run.json says" in err
    (bundle / "run.json").write_text('{"schema": 1, "outcome": "running"}')
    code, _, err = say("verify", str(bundle))
    assert code == 3 and "cut off before its end" in err
    assert say("verify", str(bundle / "none"))[0] == 2


def test_persona(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    assert say("persona", "new", "--seed", "1", "--out", str(file))[0] == 0
    assert say("persona", "new", "--out", str(file))[0] == 2
    _, out, _ = say("persona", "show", str(file), "--json")
    assert json.loads(out)["values"][0]["id"] == "phone_number"
    assert say("persona", "show", str(tmp_path / "none"))[0] == 2


def test_scenario_list() -> None:
    _, out, _ = say("scenario", "list", "--json")
    rows = {row["name"]: row for row in json.loads(out)}
    assert rows["consent"]["branches"] == ["accept", "refuse", "ignore"]
    assert rows["full"]["default"] == ["accept", "refuse", "deny", "ignore"]
    assert rows["frequency"]["variables"] == {"idle": 600}
    _, out, _ = say("scenario", "list", "--lang", "zh")
    assert "拒绝全部权限" in out


def test_scenario_check(tmp_path: Path) -> None:
    assert say("scenario", "check", "consent", "full")[0] == 0
    assert "needs --set upgrade" in say("scenario", "check", "upgrade")[2]
    assert say("scenario", "check", "none")[0] == 2
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: 1\nphases:\n  - name: a\n    steps: [fly]\n")
    code, out, err = say("scenario", "check", "consent", str(bad))
    assert (code, out) == (2, "")
    assert ":4:13: unknown step 'fly'" in err
    code, out, _ = say("scenario", "check", "--json", "consent", str(bad))
    good, wrong = json.loads(out)
    assert code == 2
    assert (good["good"], wrong["good"]) == (True, False)
    assert ":4:13:" in wrong["error"] and wrong["errors"] == [wrong["error"]]
    bad.write_text("schema: 1\nphases:\n  - name: a\n    steps: [fly, wait: soon]\n  - {name: b}\n")
    code, _, err = say("scenario", "check", str(bad))
    assert code == 2
    assert [said.split(" ")[0] for said in err.split("bad.yaml")[1:]] == [":4:13:", ":4:24:", ":5:5:"]
    assert len(json.loads(say("scenario", "check", "--json", str(bad))[1])[0]["errors"]) == 3
    assert say("scenario", "check", "frequency", "--set", "idle=3")[0] == 0
    assert say("scenario", "check", "frequency", "--set", "ilde=3")[0] == 2


def test_scenario_schema() -> None:
    code, out, _ = say("scenario", "schema")
    assert code == 0
    assert json.loads(out)["$defs"]["step"]


def test_what_a_run_needs_is_said_before_it_begins(tmp_path: Path) -> None:
    apk = str(Path(__file__).parents[2] / "samples" / "lantern" / "lantern.apk")
    needs = tmp_path / "needs.yaml"
    needs.write_text("schema: 1\npermissions: grant_necessary\nphases:\n  - {name: a, steps: [launch]}\n")
    for words, sentence in (
        (("--scenario", "upgrade"), "needs a value: --set upgrade=VALUE"),
        (("--scenario", str(needs)), "give it with --app-type"),
        (("--app-type", "torch"), "no app type 'torch'"),
        (("--branch", "maybe"), "no branch 'maybe'"),
        (("--set", "x"), "NAME=VALUE"),
        (("--repeat", "0"), "repeat"),
    ):
        code, out, err = say("run", apk, "--device", "sandbox", "--out", str(tmp_path / "out"), *words)
        assert (code, out) == (2, ""), words
        assert sentence in err
        assert not (tmp_path / "out").exists()


def apk_without(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "broken.apk"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"\x03\x00\x08\x00nothing")
    return path


def test_bad_apks_get_one_sentence_and_leave_nothing(tmp_path: Path) -> None:
    text = tmp_path / "text.apk"
    text.write_text("not a zip")
    cases = {
        str(tmp_path / "missing.apk"): "There is no file",
        str(text): "is not an APK",
        str(tmp_path): "is not a file",
        str(apk_without(tmp_path, "classes.dex")): "without an AndroidManifest.xml",
    }
    for path, sentence in cases.items():
        out = tmp_path / "out"
        code, stdout, err = say("run", path, "--device", "sandbox", "--out", str(out))
        assert (code, stdout) == (2, ""), path
        assert sentence in err
        assert not out.exists()
    no_dex = apk_without(tmp_path, "AndroidManifest.xml")
    code, _, err = say("run", str(no_dex), "--device", "sandbox", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "no classes.dex" in err
    garbage = apk_without(tmp_path, "AndroidManifest.xml", "classes.dex")
    code, _, err = say("run", str(garbage), "--device", "sandbox", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "not a valid APK" in err


def test_bad_options(tmp_path: Path) -> None:
    assert say("run", "x.apk", "--scenario", "none")[0] == 2
    assert say("run", "x.apk", "--branch", "maybe")[0] == 2
    assert say("run", "x.apk", "--lang", "xx")[0] == 2
    assert say("run", "x.apk", "--proxy-port", "99999")[0] == 2
    assert say("analyze", str(tmp_path / "none.har"))[0] == 2


def test_control_characters_are_made_visible() -> None:
    assert printable("a\x1b[31mb\u202ec\n") == "a\\x1b[31mb\\u202ec\n"


def test_a_file_for_the_device_is_looked_for_before_anything_starts(tmp_path: Path) -> None:
    for option in ("--frida-server", "--frida-gadget", "--wireguard-apk"):
        code, out, err = say("run", "x.apk", "--device", "sandbox", "--out", str(tmp_path / "out"), option, "/nope")
        assert (code, out, err) == (2, "", f"harness: {option}: there is no file /nope.")
    assert not (tmp_path / "out").exists()

"""``harness config``, and what a configuration does to commands."""

import json
from pathlib import Path

import pytest
import yaml

from harness.persona.generate import generate
from tests.cli.test_cli import say
from tests.evidence.bundles import sealed
from tests.regress.kit import GOOD, IMEI, expect, har, shop


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of an app team, and nothing in the environment."""
    for name in ("CONFIG", "VALUES", "PERSONA", "LANG", "FAIL_ON", "JOBS", "NETWORK"):
        monkeypatch.delenv(f"HARNESS_{name}", raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_show_says_where_each_value_is_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "pyproject.toml").write_text('[tool.harness]\nvalues = "v.yaml"\nlang = "zh"\n')
    (folder / "deep").mkdir()
    monkeypatch.chdir(folder / "deep")
    monkeypatch.setenv("HARNESS_JOBS", "3")
    _, out, _ = say("config", "show", "--json")
    found = json.loads(out)
    rows = {row["name"]: (row["value"], row["layer"], row["line"]) for row in found["settings"]}
    assert found["file"] == str(folder / "pyproject.toml")
    assert rows["values"] == (str(folder / "v.yaml"), "file", 2) and rows["lang"] == ("zh", "file", 3)
    assert rows["jobs"] == ("3", "environment", None) and rows["scenario"] == ("consent", "default", None)
    assert rows["network"][:2] == ("sinkhole", "default") and rows["device"] == (None, "not set", None)
    _, out, _ = say("config", "show")
    assert "HARNESS_JOBS" in out and "not set" in out
    _, out, _ = say("--no-config", "config", "show")
    assert "no file" in out and "v.yaml" not in out
    assert json.loads(say("config", "schema")[1])["title"].startswith("Settings")


def test_file_environment_command_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    har(folder / "x.har", ("a.example", {"d": IMEI}))
    found = lambda *words: len(json.loads(say(*words, "analyze", "x.har", "--json")[1])["disclosures"])  # noqa: E731
    (folder / "none.yaml").write_text("- {category: oaid, value: 9b1f5c1e-0000-4000-8000-00000000000a}\n")
    assert found() == 0
    (folder / "harness.toml").write_text('values = "values.yaml"\n')
    assert found() == 1 and found("--no-config") == 0
    monkeypatch.setenv("HARNESS_VALUES", "none.yaml")
    assert found() == 0
    _, out, _ = say("analyze", "x.har", "--json", "--values", "values.yaml")
    assert len(json.loads(out)["disclosures"]) == 1
    monkeypatch.delenv("HARNESS_VALUES")
    monkeypatch.setenv("HARNESS_CONFIG", "")
    assert found() == 0 and found("--config", "harness.toml") == 1


def test_a_broken_file_is_one_sentence_for_who_reads_it(folder: Path) -> None:
    (folder / "harness.toml").write_text("lang = 'en'\nvaleus = 'x'\n")
    for words in (("analyze", "x.har"), ("config", "show"), ("scenario", "list")):
        code, out, err = say(*words)
        assert (code, out) == (2, "") and "harness.toml:2: there is no setting 'valeus'; did you mean values?" in err
    assert say("--no-config", "scenario", "list")[0] == 0
    assert say("categories")[0] == 0, "a command without settings reads no file"


def test_settings_reach_nested_commands(folder: Path) -> None:
    (folder / "harness.toml").write_text('lang = "zh"\n')
    assert "拒绝全部权限" in say("scenario", "list")[1]
    assert "拒绝全部权限" not in say("scenario", "list", "--lang", "en")[1]


def test_a_wrong_word_in_the_environment_is_bad_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_FAIL_ON", "everything")
    code, _, err = say("compare", "a", "b")
    assert code == 2 and "HARNESS_FAIL_ON" in err


@pytest.mark.slow
def test_a_configured_persona_never_stands_in_for_a_bundles_own(folder: Path) -> None:
    own = generate(1)
    bundle = sealed(folder / "bundle", **{"persona.yaml": own.to_yaml().encode()})
    (folder / "other.yaml").write_text(generate(2).to_yaml())
    (folder / "harness.toml").write_text('persona = "other.yaml"\n')
    values = lambda *words: json.loads(say("analyze", str(bundle), "--json", *words)[1])["values"]  # noqa: E731
    imei = {str(value.value) for value in own.values if value.id == "imei"}
    assert imei <= {str(value) for value in values().values()}
    assert not imei <= {str(value) for value in values("--persona", "other.yaml").values()}


def test_import_takes_what_the_command_line_says(folder: Path) -> None:
    har(folder / "x.har", ("a.example", {"d": IMEI}))
    (folder / "p.yaml").write_text(generate(2).to_yaml())
    (folder / "harness.toml").write_text('values = "values.yaml"\npersona = "p.yaml"\n')
    code, _, err = say("import", "x.har", "--out", "b")
    assert code == 2 and "one or the other" in err
    assert say("import", "x.har", "--out", "b", "--values", "values.yaml")[0] == 0
    assert IMEI in (folder / "b" / "persona.yaml").read_text()


def test_a_suite_looks_for_what_is_configured(folder: Path) -> None:
    expect(shop(folder / "x.har"), GOOD.replace("values: values.yaml\n", ""))
    assert say("regress", ".")[0] == 3, "nothing is looked for"
    (folder / "harness.toml").write_text('values = "values.yaml"\njobs = 1\n')
    assert say("regress", ".")[0] == 0
    assert say("--no-config", "regress", ".", "--values", "values.yaml")[0] == 0
    shop(folder / "new.har")
    assert say("regress", ".", "--update")[0] == 0
    assert "values" not in yaml.safe_load((folder / "new.har.expected.yaml").read_text()), "the configuration says it"
    shop(folder / "newer.har")
    assert say("regress", ".", "--update", "--values", "values.yaml")[0] == 0
    assert yaml.safe_load((folder / "newer.har.expected.yaml").read_text())["values"] == "values.yaml"


def test_export_takes_configured_values_for_redaction_alone(folder: Path) -> None:
    har(folder / "x.har", ("a.example", {"d": IMEI}))
    (folder / "harness.toml").write_text('values = "values.yaml"\n')
    assert say("export", "x.har", "--har", "plain.har")[0] == 0, "nobody asked for redaction"
    code, _, err = say("export", "x.har", "--flows", "no.mitm", "--values", "values.yaml")
    assert code == 2 and "--values: only with --redact" in err
    assert say("export", "x.har", "--har", "marked.har", "--values", "values.yaml")[0] == 0, "what is found is marked"
    assert say("export", "x.har", "--har", "bare.har", "--redact")[0] == 0
    assert IMEI in (folder / "plain.har").read_text() and IMEI not in (folder / "bare.har").read_text()


def test_watch_keeps_a_bundles_own_persona(folder: Path) -> None:
    own = generate(1)
    bundle = sealed(folder / "bundle", **{"persona.yaml": own.to_yaml().encode()})
    (folder / "other.yaml").write_text("no persona")
    (folder / "harness.toml").write_text('persona = "other.yaml"\n')
    assert say("watch", str(bundle), "--json")[0] in (0, 3)
    assert say("watch", str(bundle), "--json", "--persona", "other.yaml")[0] == 2


@pytest.mark.slow
def test_nobody_lets_an_app_reach_the_internet_unheard(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "harness.toml").write_text('device = "none:1"\nnetwork = "live"\n')
    (folder / "x.apk").write_bytes(b"")
    said = "the configuration lets the app reach the internet"
    _, _, err = say("run", "x.apk")
    assert f"{said} ({folder}/harness.toml:2)" in err
    _, _, err = say("watch", "x.apk")
    assert said in err
    assert said not in say("run", "x.apk", "--network", "live")[2], "who says so knows it"
    assert said not in say("run", "x.apk", "--network", "sinkhole")[2]
    monkeypatch.setenv("HARNESS_NETWORK", "live")
    assert "(HARNESS_NETWORK)" in say("run", "x.apk")[2]
    _, _, err = say("run", "x.apk", "--replay", "none.har")
    assert said not in err and "leave --network live away" not in err, "a configured network gives way to --replay"


def test_rules_are_a_setting(folder: Path) -> None:
    har(folder / "x.har", ("a.example", {"d": IMEI}))
    found = lambda: {row["rule"] for row in json.loads(say("analyze", "x.har", "--json")[1])["findings"]}  # noqa: E731
    every = found()
    (folder / "harness.toml").write_text('values = "values.yaml"\nrules = "play"\n')
    assert found() and found() < every
    (folder / "harness.toml").write_text('rules = ["none-such"]\n')
    assert say("analyze", "x.har", "--json")[0] == 2


def test_fail_on_has_words_of_two_kinds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    har(folder / "old.har", ("a.example", {"d": "1"}))
    har(folder / "x.har", ("a.example", {"d": IMEI}))
    (folder / "harness.toml").write_text('values = "values.yaml"\nfail-on = ["undetermined", "new-disclosure"]\n')
    assert say("analyze", "x.har", "--json")[0] == 1 and say("diff", "old.har", "x.har")[0] == 1
    monkeypatch.setenv("HARNESS_FAIL_ON", "difference")
    assert say("analyze", "x.har", "--json")[0] == 0, "none of its words"
    monkeypatch.setenv("HARNESS_FAIL_ON", "undetermined new-disclosure")
    assert say("--no-config", "diff", "old.har", "x.har", "--values", "values.yaml")[0] == 1
    assert say("diff", "old.har", "x.har", "--fail-on", "difference")[0] == 1

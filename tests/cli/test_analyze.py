"""``harness analyze``, ``import`` and ``export`` as a user calls them."""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from tests.cli.test_cli import say

PHONE = "13912345678"


@pytest.fixture
def har(tmp_path: Path) -> Path:
    body = json.dumps({"\u001b[31mtel": PHONE, "x": "\u4f60"}).encode()
    rows = [
        Exchange(index=0, id="0", time_us=1_760_000_000_000_000, method="POST", scheme="https", host="px.ads.example",
                 port=443, url="https://px.ads.example/c", request_body=body, server_ip="203.0.113.7", status=200),
        Exchange(index=1, id="1", time_us=1_760_000_000_000_000, method="GET", scheme="https", host="a.example",
                 port=443, url="https://a.example/", status=200),
    ]  # fmt: skip
    write_har(rows, tmp_path / "x.har")
    return tmp_path / "x.har"


@pytest.fixture
def values(tmp_path: Path) -> Path:
    path = tmp_path / "values.yaml"
    path.write_text(f"- {{category: phone_number, value: '{PHONE}'}}\n")
    return path


def test_a_har_file_with_everything_a_user_can_add(tmp_path: Path, har: Path, values: Path) -> None:
    trackers, countries = tmp_path / "tds.json", tmp_path / "c.csv"
    trackers.write_text(
        json.dumps({"trackers": {"ads.example": {"owner": {"name": "Ads Inc."}, "categories": ["Ad"]}}})
    )
    countries.write_text("203.0.113.0/24,NL\n")
    code, out, err = say(
        "analyze", str(har), "--values", str(values), "--trackers", str(trackers), "--countries", str(countries)
    )
    assert (code, err) == (0, "")
    found = json.loads(out)
    (row,) = found["disclosures"]
    assert row["recipient"]["owner"] == "Ads Inc." and row["recipient"]["country"] == "NL"
    assert row["recipient"]["tracker"] == "Ads Inc." and found["tool"]["harness"]
    lists = ("--trackers", str(trackers), "--countries", str(countries))
    page = say("report", str(har), "--values", str(values), *lists)[1]
    assert "Ads Inc." in page and "Ads Inc." not in say("report", str(har), "--values", str(values))[1]
    assert say("analyze", str(har), "--values", str(values))[1] != out


def test_explain(har: Path, values: Path, tmp_path: Path) -> None:
    code, out, _ = say("analyze", str(har), "--values", str(values), "--explain", "s00001")
    assert code == 0 and PHONE in out and "\x1b" not in out and "203.0.113.7" in out
    code, raw, _ = say("analyze", str(har), "--values", str(values), "--explain", "s00001", "--json")
    assert code == 0 and json.loads(raw)["steps"][-1]["place"][0].startswith("json:/")
    code, out, err = say("analyze", str(har), "--values", str(values), "--explain", "s7", "--out", str(tmp_path / "e"))
    assert (code, out) == (2, "") and "There is no sighting 's7'" in err
    assert say("analyze", str(har), "--explain", "s00001", "--redact")[0] == 2


def bad(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_faults_are_one_sentence(tmp_path: Path, har: Path) -> None:
    cases: list[tuple[list[str], str]] = [
        ([str(tmp_path / "none.har")], "There is no file or bundle"),
        ([str(tmp_path)], "is not a bundle"),
        ([bad(tmp_path, "b.har", b'{"log": 5}')], "is not a HAR file"),
        ([bad(tmp_path, "b.pcap", b"\xd4\xc3\xb2\xa1"), "--keys", str(tmp_path / "k")], "There is no file of TLS keys"),
        ([bad(tmp_path, "b.mitm", b"junk")], "is not a mitmproxy flow file"),
        ([str(har), "--values", bad(tmp_path, "v.yaml", b"a: [")], "is not YAML"),
        ([str(har), "--values", bad(tmp_path, "w.yaml", b"- 5")], "a mapping with category and value"),
        ([str(har), "--persona", bad(tmp_path, "p.yaml", b"5")], "p.yaml"),
        ([str(har), "--trackers", bad(tmp_path, "t.json", b"[]")], "no format of"),
        ([str(har), "--countries", bad(tmp_path, "c.csv", b"\n")], "no address range"),
        ([str(har), "--out", str(tmp_path / "no" / "x")], "Cannot write"),
    ]
    for words, sentence in cases:
        code, out, err = say("analyze", *words)
        assert (code, out) == (2, ""), words
        assert sentence in err and "Traceback" not in err


def without_identity(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    del found["bundle"]
    return found


def test_import_analyse_export(tmp_path: Path, har: Path, values: Path) -> None:
    bundle = tmp_path / "bundle"
    assert say("import", str(har), "--out", str(bundle))[0] == 0
    assert say("verify", str(bundle))[0] == 0
    one = say("analyze", str(har), "--values", str(values))[1]
    two = say("analyze", str(bundle), "--values", str(values))[1]
    assert without_identity(one) == without_identity(two)
    again = tmp_path / "again.har"
    assert say("export", str(bundle), "--har", str(again))[0] == 0
    assert again.read_bytes() == har.read_bytes()
    assert say("export", str(bundle / "flows.mitm"), "--har", str(again))[0] == 0

    code, _, err = say("import", str(har), "--out", str(bundle))
    assert code == 2 and "not empty" in err
    code, _, err = say("import", str(tmp_path / "none"), "--out", str(tmp_path / "o"))
    assert code == 2 and "There is no file" in err
    code, _, err = say("import", str(values), "--out", str(tmp_path / "o"))
    assert code == 2 and "is not a mitmproxy flow file" in err and not (tmp_path / "o").exists()


@pytest.mark.slow
def test_an_imported_bundle_carries_its_persona_and_a_report(tmp_path: Path, har: Path) -> None:
    persona = tmp_path / "p.yaml"
    assert say("persona", "new", "--seed", "1", "--out", str(persona))[0] == 0
    bundle = tmp_path / "bundle"
    assert say("import", str(har), "--persona", str(persona), "--out", str(bundle))[0] == 0
    found = json.loads(say("analyze", str(bundle))[1])
    assert found["values"] and found["summary"]["verdict"] == "undetermined"
    assert say("report", str(bundle), "--out", str(tmp_path / "r.html"))[0] == 0
    out = tmp_path / "all"
    assert (
        say(
            "report", str(bundle), "--format", "html,sarif", "--format", "csv,junit", "--rules", "cn", "--out", str(out)
        )[0]
        == 0
    )
    assert sorted(path.name for path in out.iterdir()) == [
        "bundle.findings.csv",
        "bundle.junit.xml",
        "bundle.report.html",
        "bundle.sarif",
    ]
    code, _, err = say("report", str(bundle), "--format", "html,sarif")
    assert code == 2 and "--out DIRECTORY" in err


def test_against_another_persona(tmp_path: Path) -> None:
    def recorded(name: str, secret: str, nonce: str) -> str:
        body = json.dumps({"x": secret, "nonce": nonce}).encode()
        row = Exchange(index=0, id="0", time_us=1, method="POST", scheme="https", host="a.example", port=443,
                       url="https://a.example/", request_body=body)  # fmt: skip
        write_har([row], tmp_path / name)
        return str(tmp_path / name)

    one = recorded("1.har", "Zm9ydHktdHdvIQ", "a81cc2f7")
    two = recorded("2.har", "bW9yZSBvZiBpdA", "0c94be13")
    third = recorded("3.har", "Zm9ydHktdHdvIQ", "77e0d5a4")
    found = json.loads(say("analyze", one, "--against", two, "--noise", third)[1])
    (row,) = found["sightings"]
    assert (row["form"], row["confidence"], row["path"][0]) == ("differential", "high", "json:/x")
    assert found["summary"]["disclosures"] == 1
    assert say("analyze", one, "--noise", third)[0] == 2
    assert say("analyze", one, "--against", two, "--explain", "s00001")[0] == 2
    assert say("analyze", one, "--against", str(tmp_path / "none"))[0] == 2


def test_nothing_to_look_for_is_said(har: Path) -> None:
    code, out, err = say("analyze", str(har))
    assert code == 0 and json.loads(out)["sightings"] == []
    assert "nothing was given to look for" in err and "--values or --persona" in err


def test_a_terminal_is_shown_the_summary(har: Path, values: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.cli.analyze.on_terminal", lambda: True)
    code, out, err = say("analyze", str(har), "--values", str(values))
    assert code == 0 and "1 kind of personal data left" in out and "px.ads.example" in out and "--json" in err
    assert json.loads(say("analyze", str(har), "--values", str(values), "--json")[1])["disclosures"]
    assert "个人信息" in say("analyze", str(har), "--values", str(values), "--lang", "zh")[1]


def test_a_page_does_not_go_to_a_terminal(
    har: Path, values: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.cli.report.on_terminal", lambda: True)
    code, out, err = say("report", str(har), "--values", str(values))
    assert (code, out) == (0, "") and f"wrote {har}.report.html" in err.replace("\n", "")
    assert (har.parent / f"{har.name}.report.html").read_text().startswith("<!DOCTYPE html>")
    assert say("report", str(har), "--values", str(values), "--format", "csv")[1].startswith("\ufeff")


def test_a_report_of_a_recording(har: Path, values: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.html"
    assert say("report", str(har), "--values", str(values), "--out", str(out))[0] == 0
    page = out.read_text("utf-8")
    assert PHONE in page and "x.har" in page and "2025-10-09" in page, "its name, and when it was recorded"
    assert "says nothing about what was read" in page
    redacted = say("report", str(har), "--values", str(values), "--redact")[1]
    assert PHONE not in redacted and "px.ads.example" in redacted
    assert json.loads(say("report", str(har), "--values", str(values), "--format", "json")[1])["disclosures"]


def test_values_travel_with_an_imported_bundle(har: Path, values: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    assert say("import", str(har), "--out", str(bundle), "--values", str(values))[0] == 0
    assert len(json.loads(say("analyze", str(bundle))[1])["disclosures"]) == 1
    both = ("import", str(har), "--out", str(tmp_path / "b"), "--values", str(values), "--persona", str(values))
    assert say(*both)[0] == 2


@pytest.mark.slow
def test_what_ends_early_ends_every_command_with_3(har: Path, values: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.har"
    cut.write_bytes(har.read_bytes()[:-40])
    whole = ("--values", str(values), "--json")
    assert say("analyze", str(har), *whole)[0] == 0
    for words in (("analyze", str(cut)), ("compare", str(har), str(cut)), ("diff", str(har), str(cut))):
        code, out, _ = say(*words, *whole)
        assert (code, json.loads(out) != {}) == (3, True), words
    code, _, err = say("analyze", str(cut), *whole)
    assert "cut.har ends early" in err
    assert say("report", str(cut), "--values", str(values), "--out", str(tmp_path / "r.html"))[0] == 3
    say("import", str(cut), "--out", str(tmp_path / "bundle"))
    code, _, err = say("analyze", str(tmp_path / "bundle"), *whole)
    assert code == 3 and "not whole: incomplete" in err


def test_what_was_found_in_half_a_recording_ends_every_command_with_1(har: Path, values: Path, tmp_path: Path) -> None:
    cut, empty = tmp_path / "cut.har", tmp_path / "empty.har"
    cut.write_bytes(har.read_bytes()[:-40])
    write_har([Exchange(index=0, id="0", time_us=1, method="GET", host="a.example", url="http://a.example/")], empty)
    report = ("report", str(cut), "--format", "csv", "--fail-on", "undetermined")
    for words in (
        ("analyze", str(cut), "--json", "--fail-on", "undetermined"),
        report,
        ("diff", str(empty), str(cut), "--fail-on", "new-disclosure"),
        ("compare", str(empty), str(cut), "--fail-on", "new-disclosure"),
    ):
        assert say(*words, "--values", str(values))[0] == 1, words


def test_rules_and_what_makes_it_end_with_1(har: Path, values: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.har"
    body = json.dumps({"tel": PHONE}).encode()
    write_har(
        [Exchange(index=0, id="0", time_us=1, method="POST", scheme="http", host="a.example", port=80,
                  url="http://a.example/", request_body=body, status=200)],
        plain,
    )  # fmt: skip
    words = ("--values", str(values), "--rules", "cn", "--fail-on", "violation")
    code, out, _ = say("analyze", str(plain), *words)
    found = {row["rule"]: row for row in json.loads(out)["findings"] if row["verdict"] == "VIOLATION"}
    assert code == 1 and set(found) == {"PIPL-51"} and "EU-GDPR-32" not in out
    assert say("analyze", str(har), *words)[0] == 0, "over TLS"
    assert say("analyze", str(har), "--values", str(values), "--fail-on", "undetermined")[0] == 1
    code, text, _ = say("analyze", str(plain), "--values", str(values), "--explain", found["PIPL-51"]["id"])
    assert code == 0 and "VIOLATION of PIPL-51" in text and "s00001 in exchange 0 of flows.mitm: POST http://" in text
    code, _, err = say("analyze", str(har), "--rules", "de")
    assert code == 2 and "There is no lens 'de'" in err
    code, out, _ = say("report", str(plain), "--values", str(values), "--rules", "cn", "--fail-on", "suspected")
    assert code == 1 and "PIPL-51" in out

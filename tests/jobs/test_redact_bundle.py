"""A redacted bundle: nothing of the values in any file, and the same findings but for them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.analysis.assessment import assess, to_json
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.redact.rewrite import Rewriter
from harness.evidence.bundle import Bundle
from harness.evidence.exchange import Exchange, header
from harness.evidence.har_write import write_har
from harness.evidence.seal import sha256_file, verify
from harness.jobs.redact import Redacted, RemainsError
from harness.jobs.redact_bundle import export_bundle
from harness.jobs.source import open_source
from harness.jobs.told import Silent
from harness.persona.persona import load_persona
from tests.analysis.redact.independent import Stranger
from tests.analysis.redact.test_redaction import lz4_java
from tests.cli.test_cli import say
from tests.jobs.redacting import bundle, persona, texts


def findings(path: Path) -> object:
    """What an assessment says, but for values, and for where in a view they stand."""
    said = json.loads(to_json(assess(recording_from_bundle(Bundle(path)))))

    def bare(tree: object) -> object:
        if isinstance(tree, dict):
            return {key: bare(item) for key, item in tree.items() if key not in ("offset", "length", "manifest")}
        return [bare(item) for item in tree] if isinstance(tree, list) else tree

    for key in ("values", "bundle"):
        del said[key]
    text = json.dumps(bare(said))
    for value in load_persona(path / "persona.yaml").values:  # a host is a value here, and named
        text = text.replace(value.value, value.id) if isinstance(value.value, str) else text
    return json.loads(text)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    root = tmp_path_factory.mktemp("redact")
    source, out = bundle(root / "source", persona()), root / "out"
    recording = open_source(source, Silent())
    written = export_bundle(Redacted(recording, [], "seed"), source, out)
    assert written.count == 7 and written.replaced > 20 and written.blanked == 0 and written.path == out
    yield source, out


@pytest.mark.slow
def test_a_stranger_finds_nothing_in_any_file(made: tuple[Path, Path]) -> None:
    source, out = made
    stranger = Stranger(texts(persona()))
    assert len(stranger.sees_in(source)) > 10
    assert stranger.sees_in(out) == []


def test_the_findings_are_the_same(made: tuple[Path, Path]) -> None:
    source, out = made
    before, after = findings(source), findings(out)
    assert before == after
    assert isinstance(before, dict) and len(before["sightings"]) >= 10 and len(before["disclosures"]) >= 5
    paths = {tuple(row["path"]) for row in before["sightings"]}
    assert {("gzip", "json:/d/id", "base64"), ("cipher:AES/CBC/PKCS5Padding",)} <= {path[:3] for path in paths} | {
        path[:1] for path in paths
    }


def test_it_is_sealed_anew_and_says_what_it_is(made: tuple[Path, Path]) -> None:
    source, out = made
    again = Bundle(out)
    assert verify(out).intact and again.run.redacted is not None
    said = again.run.redacted
    assert said.of == sha256_file(source / "manifest.json") and said.left_out == ["ui/1.png"] and said.blanked == 0
    assert "ui/1.png" not in again.manifest() and again.run.outcome == "complete"
    assert b"1.png" not in again.read_bytes("phases.jsonl")


def test_the_persona_holds_the_stand_ins(made: tuple[Path, Path]) -> None:
    source, out = made
    old, new = load_persona(source / "persona.yaml"), load_persona(out / "persona.yaml")
    assert [(row.id, row.category, row.of) for row in old.values] == [
        (row.id, row.category, row.of) for row in new.values
    ]
    assert not set(texts(old)) & set(texts(new))
    assert new.text("phone_number") in Bundle(out).read_bytes("observations.jsonl").decode()


def test_lengths(made: tuple[Path, Path]) -> None:
    _, out = made
    rows: list[Exchange] = list(recording_from_bundle(Bundle(out)).exchanges)
    assert header(rows[0].request_headers, "content-length") == str(len(rows[0].request_body))
    raw = next(row for row in rows if row.kind == "tcp")
    assert [len(message.data) for message in raw.messages] == [11, 8, 6][: len(raw.messages)]


@pytest.mark.slow
def test_nothing_is_left_when_a_value_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = bundle(tmp_path / "source", persona())
    real = Rewriter._view

    def careless(self: Rewriter, data: bytes, where: str, *more: object) -> bytes:
        return data if where == "body" else real(self, data, where, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Rewriter, "_view", careless)
    with pytest.raises(RemainsError, match=r"value imei is still in exchange 0 .*, body: gzip > json:/d/id > base64"):
        export_bundle(Redacted(open_source(source, Silent()), []), source, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]
    code, _, err = say(
        "export", str(source), "--redact", "--bundle", str(tmp_path / "out"), "--har", str(tmp_path / "x.har")
    )
    assert code == 3 and "Nothing was written" in err and [path.name for path in tmp_path.iterdir()] == ["source"]


def test_a_damaged_row_stays_one(tmp_path: Path) -> None:
    source = bundle(tmp_path / "source", persona())
    path = source / "observations.jsonl"
    path.write_bytes(path.read_bytes() + b'{"seq": 1, "result": {"text": "' + persona().text("imei").encode())
    (source / "manifest.json").unlink()
    (source / "run.json").write_bytes((source / "run.json").read_bytes().replace(b'"complete"', b'"running"'))
    recording = open_source(source, Silent())
    export_bundle(Redacted(recording, []), source, tmp_path / "out")
    again = Bundle(tmp_path / "out")
    assert again.run.outcome == "incomplete" and b'{"seq": 1, "result"' in again.read_bytes("observations.jsonl")
    assert Stranger(texts(persona())).sees_in(tmp_path / "out") == []


def test_a_broken_seal_is_not_made_whole(tmp_path: Path) -> None:
    source = bundle(tmp_path / "source", persona())
    (source / "phases.jsonl").write_bytes(b"")
    code, _, err = say("export", str(source), "--redact", "--bundle", str(tmp_path / "out"))
    assert code == 2 and "is broken: sealed anew" in err and not (tmp_path / "out").exists()


def test_what_is_lost_makes_the_result_incomplete(tmp_path: Path) -> None:
    """What is blanked, left out or cut off is not there to be found: nothing may be concluded from its absence."""
    who = persona()
    flows = (bundle(tmp_path / "one", who) / "flows.mitm").read_bytes()
    damaged = flows.replace(b"4:type;4:http;", b"4:type;4:hxxp;", 1) + b"17:"
    (tmp_path / "a.mitm").write_bytes(damaged)
    (tmp_path / "persona.yaml").write_text(who.to_yaml(), "utf-8")
    out = tmp_path / "out"
    more = ("--persona", str(tmp_path / "persona.yaml"), "--bundle", str(out))
    assert say("export", str(tmp_path / "a.mitm"), "--redact", *more)[0] == 0
    run = Bundle(out).run
    assert run.outcome == "incomplete" and run.lost is not None and run.lost.entries == 1
    assert "ends early" in (run.reason or "") and "1 unreadable" in (run.reason or "")


def test_a_blanked_place_makes_the_result_incomplete(tmp_path: Path) -> None:
    body = lz4_java(b"imei=" + persona().text("imei").encode())
    row = Exchange(
        index=0, id="0", time_us=1, url="http://a.example/", host="a.example", scheme="http", request_body=body
    )
    write_har([row], tmp_path / "a.har")
    (tmp_path / "persona.yaml").write_text(persona().to_yaml(), "utf-8")
    more = ("--persona", str(tmp_path / "persona.yaml"), "--bundle", str(tmp_path / "out"))
    code, _, err = say("export", str(tmp_path / "a.har"), "--redact", *more)
    run = Bundle(tmp_path / "out").run
    assert code == 0 and "blanked: 1}" in err and run.redacted is not None and run.redacted.blanked == 1
    assert run.outcome == "incomplete" and "1 places are blanked" in (run.reason or "")

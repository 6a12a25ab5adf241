"""The analysis from Python: what the commands say, as objects."""

import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from inspect import signature
from pathlib import Path

import msgspec
import pytest

import harness
from harness import api
from harness.analysis.model import to_json
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Observation
from harness.jobs.source import Request
from tests.cli.test_cli import say
from tests.evidence.bundles import sealed, small_persona
from tests.regress.kit import IMEI, PHONE, har, shop

ROOT = Path(__file__).resolve().parents[1]
LANTERN = ROOT / "tests" / "recordings" / "lantern-accept"
VALUES = [{"category": "phone_number", "value": PHONE}, {"category": "imei", "value": int(IMEI)}]
LIGHT = """
import sys
import harness
print(sum(name.startswith("harness") for name in sys.modules), "msgspec" in sys.modules)
print("open" in vars(harness), callable(harness.open), "open" in vars(harness))
"""
TYPED = """
import harness
from harness import Disclosure

with harness.open("x.har", values=[{"category": "imei", "value": "1"}]) as run:
    rows: list[Disclosure] = run.disclosures
    hosts: list[str] = [row.recipient.host for row in rows]
    bodies: list[bytes] = [row.request_body for row in run.exchanges]
    text: str = run.report("zh", redact=True)
    run.report("fr")  # type: ignore[arg-type]
    run.to_frame("nonsense")  # type: ignore[arg-type]
    run.findings[0].nonsense  # type: ignore[attr-defined]
harness.open(1)  # type: ignore[arg-type]
harness.nonsense  # type: ignore[attr-defined]
verdict: int = harness.analyze("x.har").summary.verdict  # type: ignore[assignment]
"""


@pytest.fixture(scope="module")
def lantern() -> harness.Opened:
    return harness.open(LANTERN, rules="cn")


def test_a_recording_is_what_the_command_says_of_it(tmp_path: Path) -> None:
    path = har(tmp_path / "x.har", ("api.shop.example", {"tel": PHONE}), ("px.ads.example", {"d": IMEI}))
    code, out, _ = say("analyze", str(path), "--values", str(tmp_path / "values.yaml"), "--json")
    by_file = harness.analyze(path, tmp_path / "values.yaml")
    assert code == 0 and to_json(by_file).decode() == out
    found = harness.analyze(str(path), VALUES)
    assert msgspec.to_builtins(found) == msgspec.to_builtins(by_file), "a list is what a file of it is"
    assert [(row.category, row.recipient.host) for row in found.disclosures] == [
        ("phone_number", "api.shop.example"),
        ("imei", "px.ads.example"),
    ]


def test_a_bundle_is_what_the_command_says_of_it(lantern: harness.Opened) -> None:
    _, out, _ = say("analyze", str(LANTERN), "--rules", "cn", "--json")
    assert to_json(lantern.assessment()).decode() == out
    assert lantern.assessment() is lantern.assessment(), "it is searched once"
    assert lantern.findings and lantern.disclosures and lantern.sightings and not lantern.warnings
    assert lantern.disclosures[0].actor.id and isinstance(lantern.findings[0], harness.Finding)


def test_evidence_is_read_each_time_from_the_first(lantern: harness.Opened) -> None:
    first = [row.id for row in lantern.exchanges]
    assert first and first == [row.id for row in lantern.exchanges]
    assert [row.seq for row in lantern.observations] == [row.seq for row in Bundle(LANTERN).rows(Observation)]


@pytest.mark.slow
def test_a_report_in_each_language_with_values_and_without(lantern: harness.Opened) -> None:
    (phone,) = {row.value_id for row in lantern.disclosures if row.category == "phone_number"}
    value = lantern.assessment().values[phone]
    zh, en = lantern.report("zh"), lantern.report()
    assert zh.startswith("<!DOCTYPE html>") and 'lang="zh' in zh and 'lang="en' in en and value in zh
    assert value not in lantern.report("zh", redact=True)
    assert json.loads(lantern.report(format="sarif"))["runs"]
    with pytest.raises(harness.BadInputError, match="must be en or zh, not 'fr'"):
        lantern.report("fr")  # type: ignore[arg-type]
    with pytest.raises(harness.BadInputError, match="pdf is none"):
        lantern.report(format="pdf")  # type: ignore[arg-type]
    with pytest.raises(harness.BadInputError, match="one format at a time, not 'html,csv'"):
        lantern.report(format="html,csv")  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_persona_takes_the_place_of_the_bundles_own(tmp_path: Path, lantern: harness.Opened) -> None:
    (tmp_path / "p.yaml").write_text(small_persona().to_yaml())
    other = harness.open(LANTERN, persona=tmp_path / "p.yaml")
    assert {"phone_number", "imei"} <= {row.category for row in lantern.disclosures}
    assert "phone_number" not in {row.category for row in other.disclosures}, "that of the run is another"


def test_a_log_of_calls_is_joined(tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    call = {"class": "android.telephony.TelephonyManager", "method": "getDeviceId", "returnValue": IMEI, "time": 1}
    log.write_text(json.dumps(call) + "\n")
    recording = har(tmp_path / "x.har", ("px.ads.example", {"d": IMEI}))
    for calls in (log, str(log), harness.CallsRequest(log, ahead_s=0.0)):
        opened = harness.open(recording, calls=calls)
        assert [row.point for row in opened.observations], calls
        assert {row.category for row in opened.disclosures} == {"imei"}


def test_keys_are_those_of_the_capture(tmp_path: Path) -> None:
    with pytest.raises(harness.BadInputError, match="There is no file of TLS keys"):
        harness.open(ROOT / "tests/evidence/pcap/captures/quic.pcap", keys=tmp_path / "none")


def test_frames(lantern: harness.Opened) -> None:
    pandas = pytest.importorskip("pandas")
    frame = lantern.to_frame()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == len(lantern.disclosures)
    assert list(frame["recipient.host"]) == [row.recipient.host for row in lantern.disclosures]
    for what in ("findings", "sightings", "collected", "exchanges", "observations"):
        assert len(lantern.to_frame(what)) and "extra.x" not in lantern.to_frame(what)


def test_without_pandas_one_sentence_says_how(lantern: harness.Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(harness.HarnessError, match=r"^to_frame\(\) needs pandas: pip install 'harness\[notebook\]'\.$"):
        lantern.to_frame("findings")
    with pytest.raises(harness.BadInputError, match="no table 'nonsense'"):
        lantern.to_frame("nonsense")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"values": [{"category": "imei"}]}, "values, value 1: its value is not text"),
        ({"values": ["imei"]}, "Values are a file, or a list of"),
        ({"values": "none.yaml"}, "none.yaml"),
        ({"persona": "none.yaml"}, "none.yaml"),
        ({"calls": "none.log"}, "none.log"),
        ({"rules": "nonsense"}, "nonsense"),
        ({"policies": "none.html"}, "none.html"),
        ({"policies": ["none.html"]}, "none.html"),
        ({"app_type": "torch"}, "no app type 'torch'"),
        ({"trackers": ["none.json"]}, "none.json"),
        ({"countries": "none.csv"}, "none.csv"),
        ({"workers": 0}, "workers cannot be 0"),
    ],
)
def test_a_slip_is_told_as_it_is_opened(more: dict[str, object], says: str, tmp_path: Path) -> None:
    with pytest.raises(harness.BadInputError, match=says) as caught:
        harness.open(shop(tmp_path / "x.har"), **more)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_what_is_no_recording_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(harness.BadInputError, match=r"There is no file or bundle .*none\.har\."):
        harness.open(tmp_path / "none.har")
    (tmp_path / "x.har").write_text("{")
    with pytest.raises(harness.HarnessError):
        harness.analyze(tmp_path / "x.har", VALUES)


@pytest.mark.parametrize("door", [harness.open, harness.analyze])
def test_each_argument_reaches_the_job_as_the_commands_option_does(
    door: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []

    def of(request: Request, told: object) -> None:
        asked.append(request)
        raise harness.BadInputError("enough.")

    monkeypatch.setattr(api.Asked, "of", of)
    texts = {name: f"{name}.x" for name in ("values", "persona", "keys", "countries")}
    several = {name: [f"{name}.x", f"{name}.y"] for name in ("rules", "policies", "trackers")}
    with pytest.raises(harness.BadInputError, match="enough"):
        door("p", **texts, **several, app="a", app_type="b", calls=harness.CallsRequest("c", "m", 1.0))
    paths = {name: Path(text) for name, text in texts.items()}
    (policies, trackers) = (list(map(Path, several[name])) for name in ("policies", "trackers"))
    assert asked == [
        Request(
            source=Path("p"), **paths, rules=several["rules"], policies=policies, trackers=trackers, app="a",
            app_type="b", calls=harness.CallsRequest(Path("c"), Path("m"), 1.0),
        )
    ]  # fmt: skip
    assert {*signature(door).parameters} == {*signature(harness.open).parameters}


def test_what_is_no_path_at_all_is_pythons_own_error() -> None:
    with pytest.raises(TypeError):
        harness.open(5)  # type: ignore[arg-type]


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    path = har(tmp_path / "x.har", *[(f"a{number}.example", {"tel": PHONE}) for number in range(300)])
    assert to_json(harness.analyze(path, VALUES, workers=2)) == to_json(harness.analyze(path, VALUES))


def test_an_error_that_nobody_foresaw_is_a_sentence_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = harness.open(shop(tmp_path / "x.har"), values=VALUES)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(api, "assess_asked", broken)
    with pytest.raises(harness.HarnessError, match="Something went wrong inside harness") as caught:
        opened.assessment()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_warnings_are_warned_of_and_kept(tmp_path: Path) -> None:
    path = shop(tmp_path / "x.har")
    with pytest.warns(harness.HarnessWarning, match="no category loyalty_card"):
        opened = harness.open(path, values=[{"category": "loyalty_card", "value": "1234567890"}])
    assert len(opened.warnings) == 1
    with pytest.warns(harness.HarnessWarning, match="nothing was given to look for"):
        harness.analyze(path)
    root = sealed(tmp_path / "bundle")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        harness.open(root)
    (root / "ui/x.xml").write_text("<other/>")
    with pytest.warns(harness.HarnessWarning, match=r"seal of .*bundle is broken;.*changed: ui/x\.xml"):
        harness.open(root)


def test_once_closed_it_says_so(tmp_path: Path) -> None:
    with harness.open(shop(tmp_path / "x.har"), values=VALUES) as opened:
        rows = opened.exchanges
        assert len(list(rows)) == 2 and repr(opened) == "<harness.Opened 'x.har'>"
    assert repr(opened) == "<harness.Opened 'x.har' (closed)>"
    for use in (opened.assessment, opened.report, lambda: list(rows)):
        with pytest.raises(harness.BadInputError, match=r"x\.har was closed: open it again\."):
            use()


@pytest.mark.slow
def test_importing_the_package_loads_nothing_of_it() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "False", "False", "True", "True"]
    assert set(harness.__all__) <= set(dir(harness)) and all(getattr(harness, name) for name in harness.__all__)
    assert set(api.__all__) < set(harness.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = harness.nonsense  # type: ignore[attr-defined]


@pytest.mark.slow
def test_types_are_seen_by_who_has_it_installed(tmp_path: Path) -> None:
    """From a folder elsewhere: mypy follows what is installed only where ``py.typed`` says that it may."""
    (tmp_path / "snippet.py").write_text(TYPED)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir=cache", "snippet.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("call", [harness.open, harness.analyze])
def test_a_name_that_there_is_not_is_told(call: Callable[..., object], tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="take no polices"):
        call(tmp_path, polices=[])

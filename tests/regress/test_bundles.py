"""Sealed bundles: phases tell when, nothing is added to them, and what is not as it was sealed is never green."""

from pathlib import Path

import pytest
from mitmproxy import http, io
from mitmproxy.test import tflow

from harness.evidence import bundle as names
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Phase
from harness.evidence.run_record import RunRecord
from harness.evidence.seal import verified
from harness.evidence.writer import BundleWriter
from harness.regress.outcome import Check
from harness.regress.present import NOTHING
from harness.regress.suite import outcome
from harness.regress.update import update
from tests.evidence.bundles import small_persona
from tests.regress.kit import expect
from tests.regress.test_update import TOLD


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A run in which the telephone number leaves before consent, the IMEI after it."""
    persona = small_persona()
    root = tmp_path / "run"
    with BundleWriter(root, RunRecord(package="com.shop")) as writer:
        writer.write_file(names.PERSONA, persona.to_yaml().encode())
        writer.append(Phase(name="before_consent", start_us=1_000_000, end_us=2_000_000, cause="start"))
        writer.append(Phase(name="consented", start_us=2_000_000, end_us=3_000_000, cause="tap"))
        flows = io.FlowWriter(writer.open_file(names.FLOWS))
        for second, value in ((1.5, "phone_number"), (2.5, "imei")):
            flow = tflow.tflow(resp=True)
            assert isinstance(flow, http.HTTPFlow)
            flow.request.url = f"https://px.ads.example/?v={persona.get(value)}"
            flow.request.timestamp_start = flow.timestamp_created = second
            flows.add(flow)
        writer.seal("complete")
    return root


def checks(bundle: Path, text: str) -> dict[str, Check]:
    found = outcome(expect(bundle, text))
    assert not found.problem
    return {check.expectation: check for check in found.checks}


def reasons(bundle: Path) -> str:
    """The blind spots of the bundle as it is, to be accepted."""
    (check,) = checks(bundle, "recipients: ['*']").values()
    assert check.state == "undetermined"
    return f"\ncoverage: {{allow: [{', '.join(check.names)}]}}"


def test_before_consent_is_known(bundle: Path) -> None:
    text = "never_leaves: [{data: phone_number, before: consent}, {data: imei, before: consent}]"
    found = checks(bundle, text + reasons(bundle))
    assert found["phone_number never leaves before consent"].state == "differs"
    assert found["phone_number never leaves before consent"].carried[0].phase == "before_consent"
    assert found["imei never leaves before consent"].good
    assert checks(bundle, text)["imei never leaves before consent"].state == "undetermined"
    found = checks(
        bundle, "others: allowed\nleaves: [{data: imei, phase: cons*}, {data: imei, consent: before}]" + reasons(bundle)
    )
    assert [check.state for check in found.values()] == ["as_expected", "differs"]


def test_nothing_is_added_to_a_sealed_bundle(bundle: Path) -> None:
    path = bundle.with_name("run.expected.yaml")
    update(path, NOTHING, TOLD)
    assert "phase: before_consent" in path.read_text() and "values" not in path.read_text()
    assert outcome(path).state == "as_expected"
    found = verified(Bundle(bundle))
    assert not (found.added or found.changed or found.missing)


def test_a_broken_seal_is_undetermined_and_told(bundle: Path) -> None:
    path = bundle.with_name("run.expected.yaml")
    update(path, NOTHING, TOLD)
    flows = bundle / names.FLOWS
    flows.write_bytes(flows.read_bytes().replace(b"px.ads.example", b"xx.ads.example"))
    found = outcome(path)
    assert found.state in ("differs", "undetermined") and not any(
        check.good for check in found.checks if "leaves" in check.expectation
    )
    assert any("is not as it was sealed" in text for text in found.warnings)
    update(path, NOTHING, TOLD)
    assert "seal_broken" not in path.read_text(), "no machine accepts that"
    assert outcome(path).state != "as_expected"

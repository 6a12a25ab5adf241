"""By which rules an assessment is judged."""

from pathlib import Path

import pytest

from harness.catalog._load import CatalogError
from harness.evidence.documents import GivenDocument
from harness.jobs.judge import Judging
from harness.jobs.source import Request
from harness.policy.errors import PolicyError
from harness.regress.present import Heard
from harness.rules.catalogue import RuleError
from harness.rules.testing import clean, read
from tests.policy.formats.test_play import form


def test_the_lens_and_the_app_s_type_of_the_request() -> None:
    found = clean(app_type="")
    found.collected.append(read("phone_number", "foreground"))
    judging = Judging.of(Request(source=Path("x"), rules=["cn"], app_type="10"))
    rows = {row.rule: row for row in judging.judge(found)}
    assert judging.app_type == "dating" and not {row.source for row in rows.values()} & {"EU", "PLAY"}
    assert rows["SEED-PHONE"].verdict == "PASS", "its type needs it"


def test_a_slip_is_told_before_anything_is_read() -> None:
    with pytest.raises(RuleError, match="no lens"):
        Judging.of(Request(source=Path("x"), rules=["de"]))
    with pytest.raises(CatalogError, match="no app type"):
        Judging.of(Request(source=Path("x"), app_type="banking"))


def test_policies_are_read_before_anything_is_analysed(tmp_path: Path) -> None:
    (tmp_path / "policy.txt").write_text("我们会收集您的手机号。我们不会收集您的通讯录。")
    (tmp_path / "sdks.txt").write_text("第三方SDK列表\n极光推送SDK：收集IMEI。\n")
    (tmp_path / "form.csv").write_text(form("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA,,false,REQUIRED,q"))
    paths = [tmp_path / name for name in ("policy.txt", "sdks.txt", "form.csv")]
    judging = Judging.of(Request(source=tmp_path, policies=paths))
    assert judging.policy is not None and judging.policy.of("sdk") and judging.policy.of("does_not_collect")
    assert judging.form is not None and judging.form.format == "play"
    found = clean()
    found.collected.append(read("contacts", "foreground"))
    findings = judging.judge(found)
    assert found.policy is not None and found.policy["format"] == "txt"
    broken = [row for row in findings if row.rule == "CAC191-3-9"]
    assert {row.verdict for row in broken} == {"VIOLATION"}


def test_a_policy_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "policy.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(PolicyError, match="old Word file"):
        Judging.of(Request(source=tmp_path, policies=[tmp_path / "policy.doc"]))


def test_a_bundle_is_judged_by_the_policy_that_it_holds() -> None:
    said: list[str] = []
    told = Heard(said.append)
    judging = Judging.of(Request(source=Path("x")))
    kept = [GivenDocument("p.txt", "我们不会收集您的通讯录。".encode()), GivenDocument("gone.txt", None)]
    now = judging.beside(kept, told)
    assert now.policy is not None and now.policy.of("does_not_collect") and judging.policy is None
    assert said == ["a document of the bundle's policy cannot be read: gone.txt is not in the bundle as it was given."]
    assert now.beside([GivenDocument("other.txt", b"x")], told) is now, "what was given goes first"

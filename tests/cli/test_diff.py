"""``harness diff`` as a user calls it: the old version's recording and the new one's."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.test_cli import say
from tests.regress.kit import IMEI, PHONE, har

ALLOW = ("--allow", "no_observations")
NEW = ("--fail-on", "new-disclosure")


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    shop = ("api1.shop.example", {"tel": PHONE, "nonce": "a9"})
    har(tmp_path / "old.har", shop, ("cdn.shop.example", {"x": "1"}))
    har(tmp_path / "again.har", ("api2.shop.example", {"nonce": "77", "tel": PHONE}))
    har(tmp_path / "new.har", shop, ("px.ads.example", {"d": IMEI}))
    har(tmp_path / "less.har", ("cdn.shop.example", {"x": "1"}))
    return tmp_path


def diff(*words: str) -> tuple[int, str, str]:
    return say("diff", *words, "--values", "values.yaml")


def test_a_new_disclosure_fails(at: Path) -> None:
    code, out, err = diff("old.har", "new.har", *NEW)
    assert code == 1 and " + IMEI / MEID → px.ads.example" in out
    assert err == "new-disclosure: imei, to px.ads.example (new)"
    assert diff("old.har", "new.har")[0] == 0, "nobody asked to fail"


def test_nothing_new_needs_open_eyes_or_a_word(at: Path) -> None:
    code, _, err = diff("old.har", "again.har", *NEW)
    assert code == 3 and "no_observations; --allow NAME accepts one" in err
    assert diff("old.har", "again.har", *NEW, *ALLOW)[0] == 0
    assert diff("old.har", "again.har", "--fail-on", "difference", *ALLOW)[0] == 0, (
        "shards and nonces are no difference"
    )
    code, _, err = diff("old.har", "again.har", *NEW, "--allow", "no_observation")
    assert code == 2 and "did you mean no_observations?" in err


def test_gone_is_a_word_that_has_to_be_earned(at: Path) -> None:
    code, out, _ = diff("old.har", "less.har")
    assert (
        code == 0 and " ? Phone number" in out and "undetermined because of: no_observations" in " ".join(out.split())
    )
    code, out, _ = diff("old.har", "less.har", *ALLOW)
    assert code == 0 and " - Phone number" in out
    code, _, err = diff("old.har", "less.har", "--fail-on", "difference", *ALLOW)
    assert code == 1 and "phone_number, to api1.shop.example (gone)" in err


def test_json_has_the_schema_that_is_shipped(at: Path) -> None:
    found = json.loads(diff("old.har", "new.har", "--json")[1])
    jsonschema.validate(found, json.loads(say("diff", "--schema")[1]))
    assert {row["category"]: row["kind"] for row in found["disclosures"]} == {"imei": "new", "phone_number": "same"}
    assert PHONE not in json.dumps(found) and IMEI not in json.dumps(found)


def test_a_page_beside_the_terminal(at: Path) -> None:
    code, out, err = diff("old.har", "new.har", "--html", "out.html", "--lang", "zh")
    assert code == 0 and "新增" in out and "wrote out.html" in err
    assert "default-src 'none'" in (at / "out.html").read_text()


@pytest.mark.slow
def test_redacted_where_a_host_is_a_value(at: Path) -> None:
    har(at / "host.har", (f"u{PHONE}.shop.example", {"tel": PHONE, "d": IMEI}))
    _, out, _ = diff("old.har", "host.har", "--redact", "--json")
    assert PHONE not in out and json.loads(out)["conclusion"] == "new"
    assert PHONE in diff("old.har", "host.har", "--json")[1]


def test_what_varies_by_itself_never_fails(at: Path) -> None:
    assert diff("old.har", "new.har", *NEW, *ALLOW, "--noise", "new.har")[0] == 0
    code, out, _ = diff("old.har", "new.har", "--noise", "new.har", *ALLOW)
    assert " * IMEI / MEID" in out and code == 0


def test_settings(at: Path) -> None:
    (at / "harness.toml").write_text(
        'values = "values.yaml"\nfail-on = "new-disclosure"\nallow = ["no_observations"]\n'
    )
    assert say("diff", "old.har", "again.har")[0] == 0
    assert say("diff", "old.har", "new.har")[0] == 1
    (at / "harness.toml").write_text('values = "values.yaml"\nfail-on = "new-disclosure"\nallow = "no_observations"\n')
    assert say("diff", "old.har", "again.har")[0] == 0


def test_bad_input_is_one_sentence(at: Path) -> None:
    for words in (("old.har",), ("old.har", "none.har"), ("old.har", "new.har", "--lang", "fr")):
        code, out, err = say("diff", *words)
        assert (code, out) == (2, "") and "Traceback" not in err


def test_a_new_violation_fails_and_its_absence_has_to_be_earned(at: Path) -> None:
    (at / "own.yaml").write_text(
        "version: 1\nsources: {O: {title: ours}}\nrules:\n- {id: OWN-1, source: O, clause: '1', zh: 一, en: one, "
        "decidable: fully, severity: high, status: ours, evaluator: clear_text, needs: [none_seen]}\n"
    )
    plain = ("api1.shop.example", {"tel": PHONE})
    har(at / "clear.har", plain)
    (at / "clear.har").write_text((at / "clear.har").read_text().replace("https://", "http://"))
    rules = ("--rules", "own.yaml", "--fail-on", "new-violation")
    code, out, err = diff("old.har", "clear.har", *rules)
    assert code == 1 and "OWN-1" in err and "What rules find against the app: 1 new" in out
    assert say("compare", "old.har", "clear.har", "--values", "values.yaml", *rules)[0] == 1
    assert say("compare", "clear.har", "old.har", "--values", "values.yaml", *rules)[0] == 0
    code, _, err = diff("old.har", "again.har", *rules)
    assert code == 3 and "no rule is newly violated is undetermined" in err and "no_observations" in err

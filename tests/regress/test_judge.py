"""What each expectation becomes, and above all what is never called as expected."""

from pathlib import Path

import msgspec
import pytest

from harness.files.places import read_placed
from harness.regress.expected import Expected
from harness.regress.judge import judge, plan
from harness.regress.outcome import Check
from harness.regress.present import Present, present
from tests.regress.kit import HAR, IMEI, PHONE, har


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Present:
    where = tmp_path_factory.mktemp("judge")
    path = har(
        where / "x.har",
        ("api.shop.example", {"tel": PHONE}),
        ("px.ads.example", {"tel": PHONE, "d": IMEI}),
    )
    return present(path, Expected(values="values.yaml"), where, lambda text: None)


def checks(now: Present, text: str) -> dict[str, Check]:
    said = read_placed(text, "x", Expected).content
    found = judge(said, now)
    assert [(check.at, check.expectation) for check in found] == plan(said)
    return {check.expectation: check for check in found}


ALLOW = "\ncoverage: {allow: [no_observations]}"


def test_what_leaves_is_seen_with_its_place(now: Present) -> None:
    found = checks(
        now, "leaves: [{data: phone_number, to: '*.shop.example', form: plain, path: 'json:/tel'}]\nothers: allowed"
    )
    (check,) = found.values()
    assert check.good and check.says == "seen 1 times"


def test_what_must_not_leave_and_does_is_named_with_its_request(now: Present) -> None:
    (check,) = checks(now, "never_leaves: [imei]").values()
    assert check.state == "differs"
    (row,) = check.carried
    assert (row.index, row.host, row.path, row.value_id) == (1, "px.ads.example", ["json:/d"], "imei.1")
    assert "request 1: https://px.ads.example/c" in check.text() and "json:/d" in check.text()
    assert now.shown(check).carried[0].request == "POST https://px.ads.example/c"


def test_never_is_not_said_of_what_is_hidden_unless_it_is_allowed_by_name(now: Present) -> None:
    text = "never_leaves: [{data: imei, to: '*.shop.example'}]"
    (check,) = checks(now, text).values()
    assert (check.state, check.names) == ("undetermined", HAR)
    (check,) = checks(now, text + ALLOW).values()
    assert check.good
    (check,) = checks(now, text + "\ncoverage: {allow: [recording_cut]}").values()
    assert check.state == "undetermined"


def test_never_is_not_said_of_what_nobody_looked_for(now: Present) -> None:
    (check,) = checks(now, "never_leaves: [{data: [imei, oaid], to: none.example}]" + ALLOW).values()
    assert (check.state, check.names) == ("undetermined", ["not_looked_for"])
    nothing = Present(now.found, {"c": "cookie"}, now.spots, planted=False)
    (check,) = checks(nothing, "recipients: ['*']" + ALLOW).values()
    assert (check.state, check.names) == ("undetermined", ["not_looked_for"])


def test_before_consent_is_not_known_without_phases(now: Present) -> None:
    (check,) = checks(now, "never_leaves: [{data: imei, before: consent}]" + ALLOW).values()
    assert (check.state, check.names, len(check.carried)) == ("undetermined", ["consent_unknown"], 1)
    (check,) = checks(now, "never_leaves: [{data: imei, phase: start}]" + ALLOW).values()
    assert check.names == ["phase_unknown"]
    (check,) = checks(now, "never_leaves: [{data: imei, actor: 'sdk:*'}]" + ALLOW).values()
    assert check.names == ["actor_unknown"]


def standing(now: Present, consent: str) -> Present:
    rows = [msgspec.structs.replace(row, consent=consent) for row in now.found.disclosures]
    return Present(msgspec.structs.replace(now.found, disclosures=rows), now.looked, now.spots)


def test_consent_decides_where_it_is_known(now: Present) -> None:
    text = "never_leaves: [{data: imei, before: consent}]" + ALLOW
    assert checks(standing(now, "after"), text).popitem()[1].good
    assert checks(standing(now, "before"), text).popitem()[1].state == "differs"


def test_a_bare_address_may_be_anybody(tmp_path: Path) -> None:
    path = har(tmp_path / "x.har", ("203.0.113.7", {"d": IMEI}))
    now = present(path, Expected(values="values.yaml"), tmp_path, lambda text: None)
    (check,) = checks(now, "never_leaves: [{data: imei, to: '*.ads.example'}]" + ALLOW).values()
    assert (check.state, check.names) == ("undetermined", ["recipient_unknown"])
    assert checks(now, "never_leaves: [{data: imei, to: '198.51.100.*'}]" + ALLOW).popitem()[1].good
    assert checks(now, "leaves: [{data: imei, to: a.example}]\nothers: allowed" + ALLOW).popitem()[1].state == "differs"


def test_leaves_is_the_whole_list(now: Present) -> None:
    text = "leaves: [{data: phone_number}]" + ALLOW
    found = checks(now, text)
    assert found["phone_number leaves"].good and found["nothing else leaves"].state == "differs"
    assert {row.value_id for row in found["nothing else leaves"].carried} == {"imei.1"}
    assert checks(now, "leaves: [phone_number, imei]" + ALLOW)["nothing else leaves"].good
    assert checks(now, "leaves: [phone_number, imei]")["nothing else leaves"].state == "undetermined"
    assert "nothing else leaves" not in checks(now, text + "\nothers: allowed")


def test_what_is_told_already_is_not_told_again(now: Present) -> None:
    found = checks(now, "leaves: [phone_number]\nnever_leaves: [imei]" + ALLOW)
    assert found["imei never leaves"].state == "differs" and found["nothing else leaves"].good


def test_what_is_gone_is_red_too(now: Present) -> None:
    text = "leaves: [{data: imei, to: api.shop.example}, {data: imei, form: md5, optional: true}]\nothers: allowed"
    missing, optional = checks(now, text + ALLOW).values()
    assert missing.state == "differs" and missing.carried[0].host == "px.ads.example" and optional.good
    assert next(iter(checks(now, text).values())).state == "undetermined"


def test_recipients(now: Present) -> None:
    (check,) = checks(now, "recipients: ['*.shop.example']").values()
    assert check.state == "differs" and "px.ads.example" in check.says
    (check,) = checks(now, "recipients: ['*.shop.example', PX.ads.example]" + ALLOW).values()
    assert check.good


def test_one_sighting_has_to_be_all_that_a_line_says(now: Present) -> None:
    found = checks(now, "leaves: [{data: imei, path: 'json:/tel'}]\nothers: allowed" + ALLOW)
    assert found.popitem()[1].state == "differs", "the path is the telephone number's"


def test_verdict_and_least_coverage(now: Present) -> None:
    found = checks(now, "verdict: disclosures\ncoverage: {exchanges: 2}")
    assert all(check.good for check in found.values())
    found = checks(now, "verdict: [none_seen, undetermined]\ncoverage: {exchanges: 3}")
    assert [check.state for check in found.values()] == ["undetermined", "differs"]

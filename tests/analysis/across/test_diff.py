"""Two versions of an app."""

from typing import Any

import jsonschema
import msgspec
import pytest

from harness.analysis.across.change import Change
from harness.analysis.across.diff import AllowError, Diff, NoiseError, check_allowed, diff, json_schema
from harness.analysis.model_coverage import (
    BrokenFile,
    Cause,
    Connections,
    Coverage,
    Hooks,
    Missing,
    Opaque,
    Peer,
    Phases,
    Screens,
    Seal,
)
from tests.analysis.across.kit import ADS, asked, left, permissions, read, run, seeing, side

OLD = run(left("imei", "a1.x.com"), left("sms", "api.shop.com"), reads=[read("sms", "uri.sms")])
BLIND = Connections(failed=1, failures=[Peer(host="px.example", count=1)])


def rows(found: list[Change]) -> dict[str, str]:
    return {
        row.category or row.point or row.permission or (row.actor.id if row.actor else ""): row.kind for row in found
    }


def compared(new: Any, old: Any = OLD, **more: Any) -> Diff:
    return diff(side(old, "old"), side(new, "new"), **more)


def test_the_same_run_has_no_difference() -> None:
    found = compared(OLD)
    assert found.conclusion == "nothing_new" and found.differing == [] and found.warnings == ["same_file"]


def test_new_gone_and_the_same() -> None:
    found = compared(run(left("imei", "a2.x.com"), left("oaid", "px.ads.com", actor=ADS)))
    assert rows(found.disclosures) == {"oaid": "new", "sms": "gone", "imei": "same"}
    assert [row.kind for row in found.disclosures] == ["new", "gone", "same"], "what is new comes first"
    assert {row.recipient.domain: row.kind for row in found.recipients if row.recipient} == {
        "x.com": "same", "shop.com": "gone", "ads.com": "new",
    }  # fmt: skip
    assert rows(found.actors) == {"sdk:com.ads": "new", "app": "changed"}
    assert rows(found.points) == {"sms": "gone"}
    assert found.conclusion == "new" and [row.category for row in found.disclosing] == ["oaid"]


@pytest.mark.parametrize(
    ("coverage", "reason"),
    [
        (seeing(connections=BLIND), "tls_failed"),
        (seeing(complete=False), "incomplete"),
        (seeing(opaque_bytes=9, opaque=[Opaque(index=0, host="h", where="body", bytes=9)]), "opaque_bytes"),
        (seeing(cut="the file ends early"), "recording_cut"),
        (seeing(foreign=True), "no_observations"),
        (seeing(phases=Phases(failed=[Cause(name="consented_idle")])), "phase_missing"),
    ],
)
def test_gone_is_said_only_where_the_new_runs_eyes_were_open(coverage: Coverage, reason: str) -> None:
    found = compared(run(left("imei", "a1.x.com"), coverage=coverage))
    (row,) = [row for row in found.disclosures if row.category == "sms"]
    assert (row.kind, row.after) == ("not_seen", "unknown") and reason in [each.key for each in row.doubts]
    assert found.conclusion == "undetermined" and reason in [each.key for each in found.reasons]
    allowed = compared(run(left("imei", "a1.x.com"), coverage=coverage), allow=[reason])
    assert [each.key for each in allowed.reasons if each.key == reason] == []


def test_a_phase_that_failed_says_nothing_of_what_leaves_in_others() -> None:
    coverage = seeing(phases=Phases(not_begun=[Cause(name="background")]))
    found = compared(run(left("imei", "a1.x.com"), coverage=coverage))
    assert rows(found.disclosures)["sms"] == "gone"
    assert found.conclusion == "undetermined", "but something new may leave in it"
    again = run(left("imei", "a1.x.com"), coverage=coverage)
    assert compared(again, again).conclusion == "nothing_new", "neither went through it"


def test_another_scenario_or_network_and_less_exploring() -> None:
    for new, reason in (
        (run(scenario="quick"), "scenario_differs"),
        (run(network="live"), "network_differs"),
        (run(coverage=seeing(screens=Screens(reached=2, tried=4))), "explored_less"),
    ):
        old = run(left("sms", "api.shop.com"), coverage=seeing(screens=Screens(reached=5, tried=9)))
        (row,) = compared(new, old).disclosures
        assert row.kind == "not_seen" and reason in [each.key for each in row.doubts]
    assert compared(run(branch="refuse")).warnings == ["same_file", "other_branch"]
    assert rows(compared(run(branch="refuse")).disclosures)["sms"] == "gone"


def test_what_was_not_looked_for_is_not_gone() -> None:
    found = diff(side(OLD, looked=frozenset({"imei", "sms"})), side(run(), looked=frozenset({"imei"})))
    assert rows(found.disclosures) == {"sms": "not_seen", "imei": "gone"}
    assert [each.key for each in found.reasons] == ["not_looked_for"] and found.conclusion == "undetermined"
    assert {row.recipient.domain: row.kind for row in found.recipients if row.recipient} == {
        "shop.com": "not_seen", "x.com": "gone",
    }  # fmt: skip


def test_an_access_point_that_could_not_be_hooked() -> None:
    hooks = Hooks(resolved=9, failed=1, failures=[Missing(point="uri.sms")])
    found = compared(run(coverage=seeing(hooks=hooks)))
    assert rows(found.points) == {"sms": "not_seen"} and found.points[0].doubts[0].key == "point_not_hooked"
    assert rows(found.disclosures)["sms"] == "gone", "what leaves does not need the hook"
    other = Hooks(resolved=9, failed=1, failures=[Missing(point="tm.getImei")])
    assert rows(compared(run(coverage=seeing(hooks=other))).points) == {"sms": "gone"}
    many = Hooks(resolved=99, failed=60, failures=[Missing(point="tm.getImei")])
    assert rows(compared(run(coverage=seeing(hooks=many))).points) == {"sms": "not_seen"}, "not all are named"
    known = diff(side(OLD), side(run(coverage=seeing(hooks=many)), unhooked=frozenset({"tm.getImei"})))
    assert rows(known.points) == {"sms": "gone"}


def test_something_new_that_the_old_run_may_have_missed() -> None:
    old = run(left("imei", "a1.x.com"), coverage=seeing(connections=BLIND))
    (row,) = compared(run(left("imei", "a1.x.com"), left("oaid", "x.com")), old).disclosing
    assert (row.kind, row.before, row.after) == ("new", "unknown", "yes") and row.doubts[0].key == "tls_failed"


def test_personas_times_and_order_are_no_difference() -> None:
    one = run(left("imei", "x.com", first=5, value_ids=["imei"]), left("oaid", "x.com"), persona="p1", started="2025")
    two = run(left("oaid", "x.com", first=1), left("imei", "x.com", first=9, times=2), persona="p2", started="2026")
    assert compared(two, one).differing == []


def test_the_host_of_one_owner_is_a_change_and_no_new_disclosure() -> None:
    old, new = run(left("imei", "a.one.com", owner="One")), run(left("imei", "b.two.com", owner="One"))
    (row,) = compared(new, old).disclosures
    assert row.kind == "changed" and not row.discloses
    assert [(each.name, each.added, each.removed) for each in row.aspects] == [("host", ["b.two.com"], ["a.one.com"])]


def test_before_consent_is_a_new_disclosure() -> None:
    new = run(left("imei", "a1.x.com", consent="before", phase="before_consent"), left("sms", "api.shop.com"))
    found = compared(new)
    assert [row.category for row in found.disclosing] == ["imei"] and found.conclusion == "new"


def test_further_runs_tell_what_varies() -> None:
    again = run(left("imei", "a1.x.com"), left("oaid", "x.com"))
    found = compared(run(left("oaid", "x.com"), left("imei", "a1.x.com")), noise=[side(again)])
    assert rows(found.disclosures) == {"sms": "varies", "oaid": "varies", "imei": "same"}
    assert found.disclosing == [] and found.conclusion == "nothing_new" and len(found.noise) == 1


def test_a_run_of_another_version_is_no_noise() -> None:
    other = run(apk={"sha256": "cd"})
    with pytest.raises(NoiseError, match="again is not of the same app file as old"):
        compared(OLD, noise=[side(other, "again")])


def test_permissions_declared_are_certain_and_dialogs_need_a_screen() -> None:
    old = run(dialogs=permissions(asked("location")), declared=["a.A", "a.B"])
    found = compared(run(declared=["a.B", "a.C"], coverage=seeing(complete=False)), old)
    assert rows(found.permissions) == {"a.C": "new", "a.A": "gone", "a.B": "same", "location": "not_seen"}
    blind = run(declared=None)
    blind.permissions = None
    found = compared(blind, old)
    kinds = {row.permission: (row.kind, [each.key for each in row.doubts]) for row in found.permissions}
    assert kinds["a.A"] == ("not_seen", ["no_apk"]) and kinds["location"] == ("not_seen", ["no_screen"])


def test_a_broken_seal_is_neither_yes_nor_no() -> None:
    seal = Seal(broken=[BrokenFile(name="flows.mitm", how="changed")], void=["manifest.json"])
    found = compared(run(left("imei", "a1.x.com"), coverage=seeing(seal=seal)))
    assert {row.kind for row in found.disclosures} == {"not_seen"} and found.after.void


def test_blind_spots_that_only_one_has_come_first() -> None:
    found = compared(run(coverage=seeing(connections=BLIND)), run(coverage=seeing(opaque_bytes=3)))
    assert [(row.key, row.before, row.after) for row in found.coverage] == [
        ("tls_failed", 0, 1),
        ("opaque_bytes", 3, 0),
    ]


def test_names_that_may_be_allowed() -> None:
    check_allowed(["no_observations", "not_looked_for", "seal_broken", "tls_failed"])
    with pytest.raises(AllowError, match="did you mean tls_failed"):
        check_allowed(["tls_fail"])


def test_the_schema_holds() -> None:
    new = run(left("oaid", "x.com", consent="before"), coverage=seeing(connections=BLIND))
    found = msgspec.to_builtins(compared(new, noise=[side(OLD)]))
    jsonschema.validate(found, msgspec.to_builtins(json_schema()))
    assert found["schema"] == 1 and msgspec.convert(found, Diff).conclusion == "new"

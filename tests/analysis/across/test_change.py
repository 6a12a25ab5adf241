"""One row in two versions."""

from harness.analysis.across.change import Change, changed
from harness.analysis.across.eyes import Doubt
from harness.analysis.across.seen import Seen

WHY = [Doubt(key="tls_failed", count=1)]


def seen(count: int = 1, **aspects: set[str]) -> Seen:
    return Seen(category="imei", aspects=aspects, count=count)


def told(before: list[Seen | None], after: Seen | None, missed: list[Doubt] = [], unseen: list[Doubt] = []) -> Change:  # noqa: B006
    return changed(before, after, ("yes", "yes"), missed, unseen)


def test_new_and_gone() -> None:
    assert told([None], seen()).kind == "new"
    assert told([None], seen(), missed=WHY).doubts == WHY, "the old run may have missed it"
    assert told([seen()], None).kind == "gone"
    blind = told([seen()], None, unseen=WHY)
    assert (blind.kind, blind.doubts) == ("not_seen", WHY)


def test_what_changed_is_named() -> None:
    row = told([seen(phase={"a"}, host={"x"})], seen(phase={"b"}, host={"x"}))
    assert row.kind == "changed"
    assert [(each.name, each.added, each.removed) for each in row.aspects] == [("phase", ["b"], ["a"])]
    assert told([seen(phase={"a", "b"})], seen(phase={"a"}), unseen=WHY).doubts == WHY, "less is a negative, too"
    assert told([seen(phase={"a"})], seen(phase={"a", "b"}), unseen=WHY).doubts == []
    assert told([seen(2)], seen(400)).aspects[0].name == "count"
    assert told([seen(2)], seen(4)).kind == "same"


def test_less_consent_is_worse() -> None:
    before = told([seen(consent={"after"})], seen(consent={"after", "before"}))
    assert before.worse and before.discloses and before.kind == "changed"
    assert not told([seen(consent={"before"})], seen(consent={"after"})).worse
    assert told([None], seen(consent={"refused"})).worse


def test_what_varies_by_itself_is_no_difference() -> None:
    assert told([seen(), None], None).kind == "varies"
    assert told([None, seen()], seen()).kind == "varies"
    assert not told([None, seen()], seen()).differs
    row = told([seen(phase={"a"}), seen(phase={"a", "b"})], seen(phase={"b", "a"}))
    assert (row.kind, row.varying) == ("same", ["phase"])
    row = told([seen(phase={"a", "b"}), seen(phase={"a"})], seen(phase={"a"}))
    assert row.kind == "same", "b was not there each time before"
    assert told([seen(1), seen(500)], seen(600)).kind == "same"


def test_noise_never_hides_a_new_consent() -> None:
    row = told([None, seen(consent={"after"})], seen(consent={"before"}))
    assert row.kind == "changed" and row.worse and row.discloses

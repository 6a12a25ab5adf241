"""Comparing a device before and after."""

from harness.capture.doctor.selftest.facts import changed

BEFORE = {
    "settings global": frozenset({"http_proxy=:0", "boot_count=3"}),
    "files": frozenset({"a"}),
    "apps": frozenset({"package:com.android.settings"}),
}


def test_nothing_changed() -> None:
    assert changed(BEFORE, dict(BEFORE)) == ([], [])


def test_what_a_run_may_have_left_is_told_apart_from_what_the_system_does() -> None:
    after = BEFORE | {
        "settings global": frozenset({"http_proxy=10.0.2.2:8080", "boot_count=4"}),
        "files": frozenset({"a", "harness-ui.xml"}),
        "packet rules": frozenset({"-N harness"}),
    }
    ours, others = changed(BEFORE, after)
    assert ours == [
        "files: +harness-ui.xml", "packet rules: +-N harness",
        "settings global: +http_proxy", "settings global: -http_proxy",
    ]  # fmt: skip
    assert others == ["settings global: +boot_count", "settings global: -boot_count"], "names only: values are personal"

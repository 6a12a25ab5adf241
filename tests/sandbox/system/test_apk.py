"""What the sandbox reads of an APK."""

from harness.app.samples import sample
from harness.sandbox.system.apk import read_apk


def test_addresses_that_an_activity_opens() -> None:
    facts = read_apk(sample("escape"), "escape.apk")
    assert {item.name.rpartition(".")[2]: item.schemes for item in facts.activities} == {
        "MainActivity": [],
        "TrickActivity": ["escape"],
    }


def test_providers_with_what_they_are_made_with() -> None:
    (found,) = read_apk(sample("probe"), "probe.apk").providers
    assert (found.name, found.process) == ("org.harness.probe.EarlyProvider", "")
    assert (found.authority, found.exported, found.grants) == ("org.harness.probe.early", False, False)

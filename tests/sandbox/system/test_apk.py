"""What the sandbox reads of an APK."""

from harness.app.samples import sample
from harness.sandbox.system.apk import read_apk


def test_addresses_that_an_activity_opens() -> None:
    facts = read_apk(sample("escape"), "escape.apk")
    assert {item.name.rpartition(".")[2]: item.schemes for item in facts.activities} == {
        "MainActivity": [],
        "TrickActivity": ["escape"],
    }

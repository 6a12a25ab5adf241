"""A recording of a real app, of which is known what is in it: nothing true is red, nothing false is green."""

from pathlib import Path

import msgspec
import pytest
import yaml

from harness.regress.expected import Expected, LeastCoverage, Leaves, NeverLeaves
from harness.regress.judge import judge
from harness.regress.present import Present, present
from tests.regress.kit import HAR

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT.parent / "shared" / "recordings" / "facebook-branch-bugsnag-android11"

pytestmark = pytest.mark.skipif(not PLACE.is_dir(), reason="shared/recordings is not beside the checkout")


@pytest.fixture(scope="module")
def truth() -> dict[str, list[str]]:
    """The hosts to which each value went, from the entries of truth.yaml, by the value's id here."""
    known = yaml.safe_load((PLACE / "truth.yaml").read_text())
    entries = yaml.safe_load((PLACE / "first-run.har").read_text())["log"]["entries"]
    found: dict[str, list[str]] = {}
    for number, value in enumerate(known["values"]):
        hosts = {entries[at]["request"]["url"].split("/")[2] for at in value["entries"]}
        found[f"v{number}"] = sorted(hosts)
    return found


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Present:
    known = yaml.safe_load((PLACE / "truth.yaml").read_text())
    rows = [
        {"id": f"v{number}", "category": value["category"], "value": value["value"]}
        for number, value in enumerate(known["values"])
    ]
    values = tmp_path_factory.mktemp("real") / "values.yaml"
    values.write_text(yaml.safe_dump(rows))
    return present(PLACE / "first-run.har", Expected(values=str(values)), PLACE, lambda text: None)


def test_all_that_is_known_is_as_expected_and_its_opposite_differs(now: Present, truth: dict[str, list[str]]) -> None:
    lines = [Leaves(data=name, to=host) for name, hosts in truth.items() for host in hosts]
    hosts = sorted({host for each in truth.values() for host in each})
    said = Expected(leaves=list(lines), recipients=list(hosts), coverage=LeastCoverage(exchanges=16, allow=HAR))
    checks = judge(said, now)
    assert [check.text() for check in checks if not check.good] == []
    for line in lines:
        never = Expected(never_leaves=[NeverLeaves(data=line.data, to=line.to)], coverage=said.coverage)
        assert judge(never, now)[-1].state == "differs"
        fewer = msgspec.structs.replace(said, leaves=[each for each in lines if each != line])
        assert judge(fewer, now)[-1].state == "differs"


def test_where_a_value_did_not_go_it_never_went(now: Present, truth: dict[str, list[str]]) -> None:
    hosts = {host for each in truth.values() for host in each}
    for name, went in truth.items():
        for host in hosts - set(went):
            said = Expected(never_leaves=[NeverLeaves(data=name, to=host)])
            assert [check.names for check in judge(said, now)] == [HAR]
            allowed = msgspec.structs.replace(said, coverage=LeastCoverage(allow=HAR))
            assert judge(allowed, now)[-1].good

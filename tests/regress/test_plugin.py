"""pytest's plugin, in runs of pytest of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.regress.kit import GOOD, expect, shop

pytest_plugins = ["pytester"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An app team's folder: one good recording, one with something new. Our plugin alone, however it is installed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    expect(shop(pytester.path / "good.har"), GOOD)
    expect(shop(pytester.path / "bad.har"), GOOD.replace("[imei]", "[{data: phone_number, to: '*.shop.example'}]"))
    pytester.makeini("[pytest]\naddopts = -p harness.regress.plugin")
    return pytester


def test_each_expectation_is_a_test(suite: pytest.Pytester) -> None:
    result = suite.runpytest_inprocess("-v")
    result.assert_outcomes(passed=9, failed=1)
    result.stdout.fnmatch_lines(
        [
            "good.har.expected.yaml::expects?phone_number leaves to api.shop.example? PASSED*",
            "*bad.har.expected.yaml:4",
            "differs: phone_number never leaves to *.shop.example: it left",
            "request 0: POST https://api.shop.example/c, by *",
            "*phone_number.1 as plain in body: json:/tel",
        ]
    )
    one = "good.har.expected.yaml::expects[imei never leaves]"
    suite.runpytest_inprocess(one).assert_outcomes(passed=1)
    suite.runpytest_inprocess("bad.har.expected.yaml").assert_outcomes(passed=4, failed=1)
    assert "Traceback" not in result.stdout.str() and "runtest" not in result.stdout.str()
    suite.runpytest_inprocess("--lf").assert_outcomes(failed=1)
    suite.runpytest_inprocess("-k", "nothing and good").assert_outcomes(passed=1, deselected=9)


@pytest.mark.slow
def test_with_several_processes(suite: pytest.Pytester) -> None:
    suite.runpytest_subprocess("-p", "xdist.plugin", "-n", "2").assert_outcomes(passed=9, failed=1)


def test_what_cannot_be_read_is_one_sentence(suite: pytest.Pytester) -> None:
    (suite.path / "bad.har.expected.yaml").write_text("leave: []")
    (suite.path / "good.har").unlink()
    result = suite.runpytest_inprocess("--continue-on-collection-errors")
    result.assert_outcomes(failed=5, errors=1)
    result.stdout.fnmatch_lines(["*bad.har.expected.yaml:1:1: Object contains unknown field*"])
    result.stdout.fnmatch_lines(["There is no recording for *"])
    assert "Traceback" not in result.stdout.str()


def test_files_of_other_tools_are_left_alone(suite: pytest.Pytester) -> None:
    (suite.path / "chart.expected.yaml").write_text("kind: Deployment\n")
    (suite.path / "run.expected.yaml").write_text("never_leaves: [imei]\n")
    result = suite.runpytest_inprocess("--collect-only", "-q")
    assert "run.expected.yaml::expects[imei never leaves]" in result.stdout.str(), "its bundle is gone: it must fail"
    assert "chart" not in result.stdout.str() and result.ret == 0


def test_assertions_of_ones_own(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_own="""
        def test_good(recording):
            found = recording("good.har")
            found.leaves("phone_number", to="*.shop.example", path="json:/*")
            found.never_leaves("imei", before="consent")
            assert found.recipients() <= {"*.shop.example"}
            assert found.recipients() == {"api.shop.example"}

        def test_left(recording):
            recording("good.har").never_leaves("phone_number")

        def test_hidden(recording):
            recording("good.har", allow=[]).never_leaves("imei")

        def test_others(recording):
            assert recording("good.har").recipients() <= {"cdn.shop.example"}
        """
    )
    result = suite.runpytest_inprocess("test_own.py")
    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(
        [
            "E*good.har: differs: phone_number never leaves: it left",
            "E*request 0: POST https://api.shop.example/c, by *",
            "E*phone_number.1 as plain in body: json:/tel",
            "E*undetermined: imei never leaves: not seen, but that may be hidden: no_observations",
            "E*others received: api.shop.example",
            "E*request 0: POST https://api.shop.example/c, by *",
        ]
    )


def test_it_costs_others_nothing() -> None:
    program = (
        "import sys, pytest; before = set(sys.modules); import harness.regress.plugin; "
        "print(sorted(set(sys.modules) - before))"
    )
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.strip() == "['harness', 'harness.errors', 'harness.regress', 'harness.regress.plugin']"


@pytest.mark.slow
def test_the_configuration_says_what_is_looked_for(suite: pytest.Pytester) -> None:
    (suite.path / "bad.har").unlink()
    (suite.path / "bad.har.expected.yaml").unlink()
    expect(suite.path / "good.har", GOOD.replace("values: values.yaml\n", ""))
    suite.makepyfile('def test_own(recording):\n    recording("good.har").leaves("phone_number")\n')
    suite.runpytest_inprocess().assert_outcomes(passed=1, failed=5)
    (suite.path / "harness.toml").write_text('values = "values.yaml"\n')
    suite.runpytest_inprocess().assert_outcomes(passed=6)
    (suite.path / "harness.toml").write_text("valeus = 1\n")
    result = suite.runpytest_inprocess("good.har.expected.yaml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*harness.toml:1: there is no setting 'valeus'*"])

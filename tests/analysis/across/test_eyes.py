"""Who could not see everything does not say no."""

from harness.analysis.across.eyes import Eyes
from harness.analysis.model_coverage import BrokenFile, Connections, Hooks, Peer, Seal
from tests.analysis.across.kit import run, seeing, side


def test_a_run_that_saw_everything_says_no() -> None:
    eyes = Eyes(side(run()))
    assert (eyes.state(shown=False), eyes.state(shown=True), eyes.state(shown=False, refused=True)) == (
        "no", "yes", "refused",
    )  # fmt: skip
    assert eyes.why("none_seen") == [] and not eyes.blind("none_seen")


def test_what_it_could_not_see_is_named() -> None:
    failed = Connections(failed=3, failures=[Peer(host="px.example", count=3)])
    eyes = Eyes(side(run(coverage=seeing(connections=failed))))
    (why,) = eyes.why("none_seen", "imei")
    assert (why.key, why.count, why.names) == ("tls_failed", 3, ["px.example"])
    assert eyes.state(shown=False, unseen=eyes.blind("none_seen", "imei")) == "unknown"
    assert eyes.why("none_seen", without=["tls_failed"]) == []


def test_hooks_of_one_kind() -> None:
    eyes = Eyes(side(run(coverage=seeing(hooks=Hooks(resolved=9, unhooked=["imei"])))))
    assert eyes.without_hooks("imei") and not eyes.without_hooks("oaid")


def test_a_void_seal_says_neither_yes_nor_no() -> None:
    seal = Seal(broken=[BrokenFile(name="flows.mitm")], void=["manifest"])
    eyes = Eyes(side(run(coverage=seeing(seal=seal))))
    assert eyes.void and eyes.state(shown=True, unseen=True) == "unknown"

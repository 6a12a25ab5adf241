"""What is always in sight."""

from harness.explore.events import Covered, Ended, Health, PhaseBegan, Said, Stepped
from harness.explore.screens.summary import counts, overview, talk, title
from harness.explore.state import State
from harness.explore.stream import Behind
from tests.explore.screens.made import call, exchange

BAD = "\x1b]0;x\x07\u202e"


def covered() -> Covered:
    return Covered(
        exchanges=1, opaque_bytes=7, hooks_resolved=3, hooks_failed=1, watched=1, unwatched=1, decrypted=2, plain=0,
        failed=1, denied=0, direct=1, verdict="undetermined", reasons=["tls_failed"],
    )  # fmt: skip


def test_numbers_and_what_is_wrong() -> None:
    state = State()
    state.take([call(), exchange(), covered(), Health(what="proxy", state="gap", detail=f"{BAD}lost")])
    shown = counts(state, True).plain
    for part in ("1 call ", "1 exchange ", "hooks 3/4", "tls 2-2", "opaque 7 B", "FROZEN", "proxy gap", "lost"):
        assert part in shown
    assert not set(shown) & set("\x1b\x07\u202e")


def test_how_far_the_analysis_is_behind_is_said_once_it_is() -> None:
    state = State()
    assert "behind" not in counts(state, False, Behind(900, 3, 0.4)).plain
    assert "3 s behind: 12,345 calls, 9 exchanges" in counts(state, False, Behind(12_345, 9, 3.2)).plain


def test_where_the_run_stands() -> None:
    state = State()
    assert "reading" in title(state, "app", False).plain and "live" in title(state, "app", True).plain
    for share, says in ((0.4, "reading 40%"), (0.996, "reading 100%"), (1.0, "searching again")):
        state.share = share
        assert says in title(state, "app", False).plain
    state.take([PhaseBegan(time_us=1, phase="before_consent"), covered()])
    assert "before_consent" in title(state, "app", True).plain and "(undetermined)" in title(state, "app", True).plain
    state.take([Ended(outcome="incomplete", reason="the device is gone")])
    assert "incomplete" in title(state, "app", True).plain


def test_overview_and_log() -> None:
    state = State()
    state.take(
        [call(), call(1), exchange(), covered(), Said(time_us=1, text=f"{BAD}hello"), Health(what="app", state="ended")]
    )
    state.take([Stepped(time_us=2, step="consent accept", phase="p", by="person", failed="no dialog")])
    shown = overview(state).plain
    assert "2  imei" in shown and "1  a.example" in shown and "tls_failed" in shown
    told = talk(state).plain
    assert "person: consent accept failed: no dialog" in told and "hello" in told and "\x1b" not in told

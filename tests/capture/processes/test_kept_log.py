"""The log in the bundle has a bound, and says why the app crashed."""

import io

from harness.capture.processes.kept_log import KeptLog
from tests.faults.named import fault

LINE = "11-29 06:00:00.000  4242  4242 E AndroidRuntime: "
CRASH = [
    "FATAL EXCEPTION: main",
    "Process: com.example.app, PID: 4242",
    "java.lang.IllegalStateException: no \x1b[31mlicence",
    "\tat com.example.app.Main.onCreate(Main.java:3)",
]


def followed(pieces: list[bytes], limit: int = 1 << 20) -> tuple[KeptLog, bytes, list[str]]:
    file, told = io.BytesIO(), []
    log = KeptLog(file, told.append, limit)
    log.follow(pieces)
    return log, file.getvalue(), told


@fault("the app floods the log")
def test_a_flood_is_cut_at_the_bound_and_told_once() -> None:
    _, kept, told = followed([b"x" * 1000 + b"\n"] * 5000)
    assert len(kept) == 1 << 20
    assert told == ["the log was longer than 1 MiB; what came after that is not kept"]


def test_a_log_below_the_bound_is_kept_whole() -> None:
    _, kept, told = followed([b"one\n", b"two\n"])
    assert (kept, told) == (b"one\ntwo\n", [])


def test_a_crash_is_read_across_pieces_and_after_the_bound() -> None:
    text = "".join(f"{LINE}{line}\n" for line in CRASH).encode()
    for limit in (1 << 20, 10):
        log, _, _ = followed([text[:70], text[70:131], text[131:]], limit)
        assert log.crash("com.example.app") == "java.lang.IllegalStateException: no \x1b[31mlicence"
    assert log.crash("com.example") == ""


def test_an_app_that_writes_such_lines_itself_under_another_tag_has_not_crashed() -> None:
    log, _, _ = followed([b"11-29 06:00:00.000  1  1 E Mine: FATAL EXCEPTION: main\n11-29 Process: a, PID: 1\n"])
    assert log.crashes == {}


def test_an_app_that_does_not_respond_is_known() -> None:
    log, _, _ = followed(
        [b"11-29 06:00:00.000  1000  1000 E ActivityManager: ANR in com.example.app (com.example.app/.Main)\n"]
    )
    assert log.hung == {"com.example.app"}

"""An app that goes wrong by itself: what the system says of it stands in the sentence."""

import pytest

from tests.apps.build import apk
from tests.faults.conftest import ROOT, Faulty
from tests.faults.named import fault

pytestmark = pytest.mark.e2e


@fault("the app crashes")
def test_an_app_that_crashes_is_said_to_with_its_exception(faulty: Faulty) -> None:
    faulty.apk, faulty.scenario = apk("stumble"), ROOT / "tests/faults/crash.yaml"
    faulty.start().end()
    faulty.check(3, "it crashed: java.lang.IllegalStateException: stumbled over a stone", "incomplete")
    log = faulty.bundle.read_bytes("log/logcat.txt")
    assert b"System.out: aaaa" in log and len(log) < 1 << 20, "of what it printed only the beginning is in the log"
    assert b"ANR in" not in log.partition(b"FATAL EXCEPTION")[2].partition(b"has died")[0], (
        "it is gone, and does not hang"
    )


@fault("the app's main thread hangs")
def test_an_app_whose_main_thread_hangs_is_said_to(faulty: Faulty) -> None:
    faulty.apk, faulty.scenario = apk("stumble"), ROOT / "tests/faults/hang.yaml"
    faulty.start().end()  # with all its patience: it has to outlast the system's, which is ten seconds
    faulty.check(3, "The app's main thread does not answer (the system reports an ANR)", "incomplete")

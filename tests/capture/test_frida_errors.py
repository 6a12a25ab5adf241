"""Every error that Frida has is known, and has a sentence of its own."""

import frida
import pytest

from harness.capture.frida_errors import FRIDA_ERRORS, left_halfway, meaning


def test_none_of_frida_s_errors_is_missing() -> None:
    theirs = {each for name, each in vars(frida).items() if name.endswith("Error") and isinstance(each, type)}
    assert theirs | {frida.core.RPCException} == set(FRIDA_ERRORS)


@pytest.mark.parametrize("kind", FRIDA_ERRORS)
def test_each_means_something_in_words(kind: type[Exception]) -> None:
    told = meaning(kind("some words\nand a stack"))
    assert told.endswith("(some words)")
    assert kind.__name__ not in told
    assert "(" not in meaning(kind(""))[-2:]


@pytest.mark.parametrize(
    ("error", "clause"),
    [
        (frida.InvalidArgumentError("Unable to find a front-door activity"), "no activity that the launcher shows"),
        (frida.InvalidArgumentError("Unable to find application with identifier 'x'"), "not installed for the user"),
        (frida.InvalidArgumentError("unable to find process with pid 7"), "does not run"),
        (frida.TimedOutError("unexpectedly timed out while waiting for app to launch"), "did not come to Frida's gate"),
        (frida.ProcessNotRespondingError("unexpectedly timed out trying to sync up with agent"), "gives up after five"),
        (frida.TimedOutError("unexpectedly timed out while waiting for stop from process with PID 7"), "too slow for"),
        (frida.NotSupportedError("Unable to locate android.os.Process.setArgV0(); please file a bug"), "newer Frida"),
    ],
)
def test_texts_of_frida_core_are_told_apart(error: Exception, clause: str) -> None:
    assert clause in meaning(error)


def test_only_a_process_that_has_a_part_of_frida_in_it_was_left_halfway() -> None:
    assert left_halfway(frida.ProcessNotRespondingError("unexpectedly timed out trying to sync up with agent"))
    assert not left_halfway(frida.TimedOutError("unexpectedly timed out while waiting for app to launch"))
    assert not left_halfway(frida.ProcessNotFoundError("unable to find process with pid 7"))

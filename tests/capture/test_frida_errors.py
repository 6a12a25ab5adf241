"""Every error that Frida has is known, and has a sentence of its own."""

import frida
import pytest

from harness.capture.frida_errors import FRIDA_ERRORS, meaning


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
        (frida.NotSupportedError("Unable to locate android.os.Process.setArgV0(); please file a bug"), "newer Frida"),
    ],
)
def test_texts_of_frida_core_are_told_apart(error: Exception, clause: str) -> None:
    assert clause in meaning(error)

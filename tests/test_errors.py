"""Every error of ours is told to the user with its exit code, or known to stay inside a module that catches it."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import harness
from harness.cli.errors import worded
from harness.errors import BAD_INPUT, INCOMPLETE, HarnessError

INSIDE = {
    # Between two modules of one room, and worded anew where they are caught.
    "harness.analysis.redact.redaction.Remains",
    "harness.analysis.redact.rewrite.Failed",
    "harness.capture.agent.wire.BatchError",
    "harness.capture.device.link.client.TooMuch",
    "harness.capture.device.frida.handle.FridaSilent",
    "harness.app.repackage.strings.Malformed",
    "harness.capture.device.link.root_shell.ShellEnded",
    "harness.capture.device.link.root_shell.TookTooLong",
    "harness.capture.doctor.selftest.trial.Ending",
    "harness.capture.explorer.explorer._Over",
    "harness.capture.proxy.proxy_protocol.BadPreamble",
    "harness.capture.screen.controls.UiError",
    "harness.regress.collected.Unlike",
    "harness.cli.stdout.ReaderGone",
    "harness.evidence._json_scan.ScanError",
    "harness.evidence.pcap.blocks.DamagedError",
    "harness.evidence.exchange.PieceError",
}
"""Errors of the sandbox's device are answers to whoever talks to the device: all of its modules are inside."""


def ours() -> Iterator[type[Exception]]:
    for module in pkgutil.walk_packages(harness.__path__, "harness."):
        if module.name.endswith("__main__"):
            continue
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(kind, Exception) and not issubclass(kind, Warning) and kind.__module__ == module.name:
                yield kind


def test_each_error_is_told_or_stays_inside() -> None:
    names = {f"{kind.__module__}.{kind.__qualname__}": kind for kind in ours()}
    untold = {name for name, kind in names.items() if not issubclass(kind, HarnessError)}
    assert {name for name in untold if not name.startswith("harness.sandbox.")} == INSIDE


def test_each_told_error_has_a_code_that_is_no_finding() -> None:
    def below(kind: type[HarnessError]) -> Iterator[type[HarnessError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from below(each)

    list(ours())
    kinds = set(below(HarnessError))
    assert len(kinds) > 30
    for kind in kinds:
        error = kind.__new__(kind)
        error.args = ("it is wrong.",)
        assert worded(error) == ("it is wrong.", kind.exit_code)
        assert kind.exit_code in (BAD_INPUT, INCOMPLETE)

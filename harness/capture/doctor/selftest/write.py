"""The self-test's file: what a person reads first, then the device's own words, step by step."""

import datetime as dt
import platform
from collections import Counter

from harness.capture.doctor.selftest.trial import State, Trial
from harness.capture.doctor.selftest.whole import Report, named
from harness.capture.record import versions

ABOUT = """\
This file is made to be sent to the harness's developers. It has: the device's model, build and settings of interest,
what each step found, and the first 4 KiB that each command printed. Taken out or reduced to their form (letters are x,
digits 0): serial number, addresses of network cards, mail addresses, numbers as long as an IMEI, what contacts, calls,
messages, calendar and accounts hold, texts of screens, values of settings, names of apps that are neither Android's
nor Google's nor ours. No picture of the screen is in it. Read it before you send it."""


def line(step: Trial) -> str:
    """Return the one line of a step: ``ok|warn|FAIL|skip name seconds detail``."""
    return f"{step.state:<4}  {step.name:<24} {step.seconds:7.2f} s  {step.detail}"


def text(report: Report) -> str:
    """Return the file."""
    counts = Counter(step.state for step in report.steps)
    head = [
        "harness doctor --self-test",
        dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        ", ".join(f"{name} {version}" for name, version in versions().items()),
        f"host: {platform.system()} {platform.release()} {platform.machine()}",
    ]
    if (info := report.device) is not None:
        head.append(f"device: {named(info)}")
    if report.interrupted:
        head.append("INTERRUPTED: the steps below are all that were done; the device was put back.")
    total = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
    parts = ["\n".join(head), ABOUT, "\n".join([total, *map(line, report.steps)])]
    parts += [_commands(step) for step in report.steps if step.commands]
    return "\n\n".join(parts) + "\n"


def _commands(step: Trial) -> str:
    lines = [f"==== {step.name} ===="]
    for command in step.commands:
        code = "no answer" if command.code is None else f"exit {command.code}"
        lines += [f"$ {command.line}    ({code}, {command.seconds:.2f} s)"]
        lines += [f"  {each}" for each in _clean(command.output).splitlines()]
    return "\n".join(lines)


def _clean(text_: str) -> str:
    """A device's output may end in a terminal: control characters become visible."""
    return "".join(c if c in "\n\t" or c.isprintable() else f"\\x{ord(c):02x}" for c in text_)

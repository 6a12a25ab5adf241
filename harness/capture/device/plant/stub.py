"""Stub apps (samples/) that hold a value for the app under test: where they lie, and how adb gives them the value."""

from pathlib import Path

from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line
from harness.capture.device.plant.content import binding, refusal

SETTLED = "set=true"
"""What ``content call`` prints of a stub's answer, a Bundle."""


def stub_directory(name: str) -> Path:
    """Return the directory of a sample, in a checkout or in the installed package."""
    package = Path(__file__).resolve().parents[3]
    checkout = package.parent / "samples" / name
    return checkout if checkout.is_dir() else package / "_data" / "samples" / name


def give(link: Link, package: str, name: str, value: str) -> str | None:
    """Give the stub ``package`` a value by its name; return what it said instead of taking it, else ``None``."""
    uri = f"content://{package}.harness"
    extra = binding(name, value, link.api_level)
    said = link.shell(["content", "call", "--uri", uri, "--method", "set", "--extra", extra])
    if SETTLED in said.stdout:
        return None
    return refusal(said.stdout, said.stderr) or one_line(said.stderr or said.stdout) or "nothing"

"""That an installed app runs from its bytecode: code that was compiled ahead of time calls past hooks.

dex2oat puts small methods into their callers, where no hook is met. An app that comes with a profile is compiled when
it is installed (``speed-profile``). What is asked here is what ART's own help names for no compiled code (AOSP art,
``ArtShellCommand.java``: ``compile -m verify -f``; before Android 14 ``PackageManagerShellCommand.runCompile``; both
print ``Success``, or why not). On Android 7 the filter that compiles nothing has another name, ``interpret-only`` (AOSP
art, ``runtime/compiler_filter.cc``). What the runtime compiles later leaves hooked methods alone.
"""

import msgspec

from harness.capture.device.errors import DeviceError
from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line

COMPILE_SINCE = 24
"""Before Android 7 every app is compiled when it is installed, and ``cmd package`` is not there to be asked."""
VERIFY_SINCE = 26
COMPILE_SECONDS = 300.0
"""How long a large app may take to be verified on a slow phone."""


class Code(msgspec.Struct, kw_only=True):
    """What was asked of the device about an app's compiled code, and its answer; ``asked`` is empty where none was."""

    asked: str = ""
    answered: str = ""
    left_out: bool = False
    """Whether the app is without compiled code now, as the device says."""


def leave_out(link: Link, package: str) -> Code:
    """Have an app's compiled code taken away. A refusal is in the answer, not an error: the app runs all the same."""
    if link.api_level < COMPILE_SINCE:
        return Code(answered=f"Android of API level {link.api_level} compiles every app when it is installed.")
    line = ["cmd", "package", "compile", "-m", "verify" if link.api_level >= VERIFY_SINCE else "interpret-only", "-f"]
    asked = " ".join([*line, package])
    try:
        said = link.shell([*line, package], timeout=COMPILE_SECONDS)
    except DeviceError as error:
        return Code(asked=asked, answered=one_line(str(error)))
    done = said.code == 0 and "Success" in said.stdout.split()
    answer = one_line(said.stdout + said.stderr)
    return Code(asked=asked, answered=answer or f"nothing (exit code {said.code})", left_out=done)

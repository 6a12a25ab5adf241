"""The persona's place: a test provider of the location manager, or the emulator's console.

Sources: AOSP ``LocationShellCommand.java`` (``cmd location providers ...``, Android 12 on; latitude before longitude)
and ``AppOpsManager`` (OP_MOCK_LOCATION). A location of a test provider says of itself that it is mocked, and an app
may look.
"""

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Command
from harness.capture.device.link import Link, one_line
from harness.persona.persona import Persona

CMD_SINCE = 31
_SHELL = "com.android.shell"
_OP = "android:mock_location"


def plant_place(link: Link, persona: Persona) -> None:
    """Make the GPS provider tell the persona's place. Raises :class:`ChangeRefused` where this Android has no way."""
    place = persona.place()
    if place is None:
        return
    if link.api_level < CMD_SINCE:
        raise ChangeRefused("this Android has no command for a location; an emulator takes it over its console")
    link.change("the shell may give locations", Command(["appops", "set", _SHELL, _OP, "default"]))
    link.must("appops", "set", _SHELL, _OP, "allow")
    remove = ["sh", "-c", "cmd location providers remove-test-provider gps || true"]
    link.change("the test location", Command(remove))
    at = f"{place[0]:.6f},{place[1]:.6f}"
    for words in (
        ["add-test-provider", "gps"],
        ["set-test-provider-enabled", "gps", "true"],
        ["set-test-provider-location", "gps", "--location", at, "--accuracy", "5"],
    ):
        done = link.shell(["cmd", "location", "providers", *words])
        if done.code != 0:
            raise ChangeRefused(f"'cmd location providers {words[0]}' failed: {one_line(done.stderr or done.stdout)}")

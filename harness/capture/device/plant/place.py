"""The persona's place: the emulator's console where there is one, else a test provider of the location manager.

Sources: AOSP ``LocationShellCommand.java`` (``cmd location providers ...``, Android 12 on; latitude before longitude)
and ``AppOpsManager`` (OP_MOCK_LOCATION, which is asked for the uid of who calls: 0 where adbd is root). A location of a
test provider says of itself that it is mocked, and an app may look; one of the console does not. But the console's
comes only to who listens: before that ``getLastKnownLocation`` has none, so the network provider, which an emulator
does not have, is a test provider.
"""

import contextlib
from functools import partial

from harness.capture.device.errors import ChangeRefused, DeviceError
from harness.capture.device.journal import Command
from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line
from harness.capture.device.plant.app_ops import allow
from harness.capture.device.plant.emulator import Fixes, has_console, open_console
from harness.persona.persona import Persona

CMD_SINCE = 31


def plant_place(link: Link, persona: Persona) -> None:
    """Make the device tell the persona's place. Raises :class:`ChangeRefused` where this Android has no way."""
    place = persona.place()
    if place is None:
        return
    if has_console(link) and _by_console(link, place):
        if link.api_level >= CMD_SINCE:
            with contextlib.suppress(ChangeRefused):  # the GPS has it
                _by_test_provider(link, place, "network")
        return
    if link.api_level < CMD_SINCE:
        raise ChangeRefused("this Android has no command for a location; an emulator takes it over its console")
    _by_test_provider(link, place, "gps")


def _by_console(link: Link, place: tuple[float, float]) -> bool:
    try:
        fixes = Fixes(partial(open_console, link), place)
    except DeviceError:
        return False  # an emulator of another host or user: its console is not ours
    link.meanwhile.callback(fixes.stop)
    return True


def _by_test_provider(link: Link, place: tuple[float, float], provider: str) -> None:
    allow(link, "android:mock_location", "the shell may give locations")
    remove = ["sh", "-c", f"cmd location providers remove-test-provider {provider} || true"]
    link.change(f"the test location of {provider}", Command(remove))
    at = f"{place[0]:.6f},{place[1]:.6f}"
    for words in (
        ["add-test-provider", provider],
        ["set-test-provider-enabled", provider, "true"],
        ["set-test-provider-location", provider, "--location", at, "--accuracy", "5"],
    ):
        done = link.shell(["cmd", "location", "providers", *words])
        if done.code != 0:
            raise ChangeRefused(f"'cmd location providers {words[0]}' failed: {one_line(done.stderr or done.stdout)}")

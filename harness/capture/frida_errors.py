"""What Frida's errors mean, in words for the user: the one place that knows them all.

Frida's own classes share no base but ``Exception``, and one class stands for many causes; the texts that tell them
apart are frida-core's (``HelperBackend.java``, ``linux-host-session.vala``, ``session.vala``).
"""

from typing import Final

import frida

FRIDA_ERRORS: Final[tuple[type[Exception], ...]] = (
    frida.AddressInUseError,
    frida.ExecutableNotFoundError,
    frida.ExecutableNotSupportedError,
    frida.InvalidArgumentError,
    frida.InvalidOperationError,
    frida.NotSupportedError,
    frida.OperationCancelledError,
    frida.PermissionDeniedError,
    frida.ProcessNotFoundError,
    frida.ProcessNotRespondingError,
    frida.ProtocolError,
    frida.ServerNotRunningError,
    frida.TimedOutError,
    frida.TransportError,
    frida.core.RPCException,
)
"""Every error that a call into Frida may raise."""

UNHELD: Final[tuple[type[Exception], ...]] = (
    frida.InvalidOperationError,
    frida.NotSupportedError,
    frida.PermissionDeniedError,
    frida.ProcessNotFoundError,
    frida.ProcessNotRespondingError,
    frida.TimedOutError,
)
"""What Frida says where it runs and cannot start an app held: its way into zygote does not fit the device."""

NO_LAUNCHER: Final = "front-door activity"
"""frida-core's word for an activity that the launcher shows."""

_HALFWAY: Final = (
    "timed out trying to sync up",
    "timed out while waiting for stop",
    "timed out while waiting for signal",
)
"""frida-core's words where it gives a process up that does not come to it within five seconds
(``frida-helper-backend.vala``): its code is in it by then, and its memory is taken away from under it."""

_TEXTS: tuple[tuple[str, str], ...] = (
    (
        NO_LAUNCHER,
        "the app has no activity that the launcher shows, so there is nothing to start it by: use the app of which it "
        "is a part, or a build of it that has one",
    ),
    ("unable to find application", "the app is not installed for the user in front"),
    ("unable to find process", "it does not run (any more)"),
    (
        "waiting for app to launch",
        "the app's process did not come to Frida's gate, from which Zygisk, a DenyList or the maker's own zygote may "
        "keep it",
    ),
    *(
        (
            said,
            "the process was too slow for Frida, which gives up after five seconds and may leave it to crash: a "
            "machine or a device that does less beside helps",
        )
        for said in _HALFWAY
    ),
    ("spawn already in progress", "another client of the same frida-server is starting this app"),
    ("please file a bug", "this build of Android is not one whose zygote Frida knows; a newer Frida may"),
)

_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (frida.core.RPCException, "the agent failed in it"),
    (frida.ProcessNotFoundError, "it does not run (any more)"),
    (frida.ProcessNotRespondingError, "it does not respond to Frida"),
    (frida.PermissionDeniedError, "Frida may not do that there: root (or the same user) is needed"),
    (frida.ServerNotRunningError, "no frida-server runs on the device"),
    (frida.ProtocolError, "frida-server and this client do not understand each other: they must be of one version"),
    (frida.TransportError, "the connection to Frida was lost"),
    (frida.OperationCancelledError, "Frida gave up: its server or the process ended meanwhile"),
    (frida.TimedOutError, "Frida waited for it in vain"),
    (frida.NotSupportedError, "Frida does not support it"),
    (frida.ExecutableNotFoundError, "the program is not there"),
    (frida.ExecutableNotSupportedError, "the program is not one that Frida can start"),
    (frida.AddressInUseError, "the port is taken"),
    (frida.InvalidOperationError, "it ended meanwhile"),
    (frida.InvalidArgumentError, "Frida does not take that"),
    (TimeoutError, "it, or Frida for it, does not answer"),
)


def left_halfway(error: Exception) -> bool:
    """Whether Frida gave up in the middle of going into a process, and may have left it broken.

    Seen with Frida 17.26 and processes that the system hardly let run: of five that were given up four died of it.
    """
    return any(said in str(error).lower() for said in _HALFWAY)


def meaning(error: Exception) -> str:
    """Return a clause that says what an error of Frida's (or a ``TimeoutError``) means, with Frida's own words."""
    said = next(iter(str(error).splitlines()), "")[:300]
    for part, clause in _TEXTS:
        if part in said.lower():
            return f"{clause} (Frida says: {said})"
    clause = next((clause for kind, clause in _KINDS if isinstance(error, kind)), type(error).__name__)
    return f"{clause} ({said})" if said else clause

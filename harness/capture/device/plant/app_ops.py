"""An operation that whoever runs our commands needs and has not by default: allowed for the run, then as it was.

App operations belong to a uid and a package. The shell's uid 2000 is the package ``com.android.shell``; a shell of root
has uid 0 and no package, and the operations of one are not those of the other. Sources: AOSP ``AppOpsService.java``
(``appops set PACKAGE|UID OP MODE``; ``get`` prints ``OP: mode; time=...``, ``Uid mode: OP: mode``, or ``No
operations.`` and ``Default mode: ...``); https://developer.android.com/training/wearables ('adb root', then
``appops set 0 android:mock_location allow``).
"""

import re

from harness.capture.device.journal import Command
from harness.capture.device.link.link import Link

SHELL_UID, SHELL = 2000, "com.android.shell"


def allow(link: Link, operation: str, what: str) -> None:
    """Allow an operation to who runs :meth:`Link.shell`'s commands; ``what`` says it in the journal.

    ``operation`` is its public name (``android:mock_location``) or its short one (``WRITE_SMS``).
    """
    allow_to(link, SHELL if link.shell_uid == SHELL_UID else str(link.shell_uid), operation, what)


def allow_to(link: Link, who: str, operation: str, what: str) -> None:
    """Allow an operation to a package or a uid."""
    said = link.shell(["appops", "get", who, operation]).stdout
    name = operation.removeprefix("android:").upper()
    found = re.search(rf"^(?:Uid mode: )?{name}: (\w+)", said, re.MULTILINE)
    was = found[1] if found else "default"
    if was != "allow":
        link.change(what, Command(["appops", "set", who, operation, was]))
        link.shell(["appops", "set", who, operation, "allow"])

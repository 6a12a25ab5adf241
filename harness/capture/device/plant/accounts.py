"""The persona's account: no shell command adds one, so a stub app does that owns an account type.

Source: Android's reference of ``AccountManager.addAccountExplicitly`` (for the app whose authenticator owns the type).
The stub is samples/account-stub; with it its account goes. Who sees the account is left to the platform: an app that
targets Android 8 or later sees no account of another maker's type unless its user chose it.
"""

import time

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.install.install import install
from harness.capture.device.link.link import Link
from harness.capture.device.plant.stub import give, stub_directory
from harness.persona.persona import Persona

PACKAGE = "org.harness.account"
REGISTERED_SECONDS = 5.0
"""The account manager hears of a new type by a broadcast, after the installation has ended."""
POLL_SECONDS = 0.25


def plant_account(link: Link, persona: Persona) -> None:
    """Add the persona's account. Raises :class:`ChangeRefused` when the device does not show it then."""
    name = persona.get("account")
    if not name:
        return
    install(link, stub_directory("account-stub") / "account" / "account.apk", grant_all=False)
    deadline = time.monotonic() + REGISTERED_SECONDS
    while (said := give(link, PACKAGE, "account", name)) is not None:
        if time.monotonic() > deadline:
            raise ChangeRefused(f"the account stub did not take the account: {said}")
        time.sleep(POLL_SECONDS)
    if f"Account {{name={name}, type={PACKAGE}}}" not in link.shell(["dumpsys", "account"]).stdout:
        raise ChangeRefused("the device does not list the account it took")

"""What goes wrong with an app's files, as typed errors with one sentence for the user."""

from harness.errors import HarnessError


class AppRefused(HarnessError, RuntimeError):
    """An app's files cannot be used as they are. The message says what, where and what to do."""


class ArchiveRefused(AppRefused):
    """An app archive is malformed or hostile and is not opened."""


class RepackageRefused(AppRefused):
    """Frida's gadget cannot be put into this app."""

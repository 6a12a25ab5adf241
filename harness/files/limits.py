"""Limits of the shell below which a run does not fail with a sentence, but Frida or the JVM with an abort."""

import resource

from harness.errors import HarnessError

_LEAST = (
    # Frida aborts this very process when it cannot write its helper (0.1 to 30 MB) beside its sockets.
    (resource.RLIMIT_FSIZE, 256 << 20, "-f", "the size of files", 1 << 10),
    # Measured: a run with 16 fails, with 40 not.
    (resource.RLIMIT_NOFILE, 64, "-n", "open files", 1),
    # Measured: with 2.5 GB Frida cannot map its agent, with 4 GiB a run is complete.
    (resource.RLIMIT_AS, 4 << 30, "-v", "the address space", 1 << 10),
)


class LimitError(HarnessError, RuntimeError):
    """A limit of the shell is too low. The message says which, and how to raise it."""


def check_limits() -> None:
    """Raise :class:`LimitError` when a resource limit is too low for a run."""
    for kind, least, flag, what, unit in _LEAST:
        soft, hard = resource.getrlimit(kind)
        if soft == resource.RLIM_INFINITY or soft >= least:
            continue
        may = hard == resource.RLIM_INFINITY or hard >= least
        how = f"'ulimit -S {flag} {least // unit}' raises it" if may else "its hard limit is as low: ask who set it"
        raise LimitError(f"The limit on {what} is {soft // unit} here, and a run needs {least // unit}; {how}.")

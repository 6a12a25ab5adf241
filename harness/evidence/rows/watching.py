"""How far the app was watched: hooks, self-tests, gaps, and signs that it defends itself."""

from collections.abc import Sequence
from typing import Self

from harness.evidence.rows.row import Row, kept


@kept("hooks.json", time="", key=("pid", "point"), whole=True)
class Hook(Row):
    """Whether one access point could be hooked in one process.

    ``why`` says in one word why not: ``no_class``, ``no_method``, ``no_overload``, ``no_field``, ``abstract``,
    ``no_library``, ``no_symbol``, ``no_java``, ``manifest``, ``unlinkable``, ``error``; or, where nothing went wrong,
    ``api_level`` (the device's is outside the point's range) or ``not_in_app`` (a class of a third-party library). A
    point that is not ``applicable`` cannot be called in this process as things are: it is no failure.
    """

    pid: int
    process: str
    point: str
    resolved: bool
    overloads: int = 0
    reason: str | None = None
    why: str = ""
    applicable: bool = True

    def among(self, earlier: Sequence[Self]) -> list[Self]:
        """A point that is hooked later, when its class appears, is no longer one that could not be."""
        if self.resolved:
            return [*(row for row in earlier if row.resolved), self]
        return list(earlier) or [self]


@kept("selftest.jsonl", time="")
class SelfTest(Row):
    """What came of one canary: a call through one family of hooks that the agent made itself, before the app's first
    line. Its observations are not among the app's.

    ``result`` is ``seen``, ``missed`` (the call was made and no hook saw it: the family is blind in this process) or
    ``untested`` (no hook of the family is in, or it has no call without consequences; ``reason`` says which).
    ``point`` is the access point that saw it, or should have.
    """

    pid: int
    process: str
    family: str
    result: str
    point: str = ""
    reason: str | None = None


@kept("gaps.jsonl", time="", key=("kind", "from_us", "pid", "process", "host", "detail"))
class Gap(Row):
    """A stretch of the run, or a part of the app, that was not watched: of it, silence says nothing.

    ``kind``: ``ungated`` (new processes were not held), ``watch_ended`` (nobody looked for further processes),
    ``start_timeout`` (the system killed a process that was held too long), ``started_unheld`` (the device could not
    start the app held: its first lines ran without hooks), ``translated`` (code for another processor, which native
    hooks do not reach), ``log_cut``, ``rows_cut``, ``flows_cut``, ``body_cut`` (the bundle's bound for the log, the
    rows of a file, the traffic, one body was reached). Of what the proxy took: ``server_speaks_first`` (the app waited
    for the server's first words), ``unanswered`` (it spoke and got no answer that its protocol knows),
    ``upgrade_refused`` (it asked for another protocol), ``unread`` (bytes that are only recorded raw), ``stream_cut``
    (more than is kept), ``proxy_ended`` (it took nothing from then on). By the person of a session: ``attached`` (the
    app ran already when the hooks went in), ``hooks_off`` (hooks were switched off), ``hooks_late`` (access points were
    added later), ``own_code`` (the person's own code ran in the app). Of the device: ``sandbox_lacks`` (something that
    the app names and the sandbox has no double of, by its name), ``sandbox_shells`` (a method that the app called and
    the sandbox only answered neutrally). ``to_us`` is 0 for one that lasted to the end.
    ``detail`` is a sentence. ``host`` is the place, as ``HOST:PORT``, of one on the network.
    """

    kind: str
    from_us: int = 0
    to_us: int = 0
    pid: int = 0
    process: str = ""
    detail: str = ""
    host: str = ""


@kept("defences.jsonl")
class Defence(Row):
    """A sign that the app defends itself: that it is packed, swaps its code, or looks for instrumentation.

    ``kind``: ``packer`` (``name`` is the product, ``detail`` what gave it away), ``application`` (the application
    object is not of the class that the manifest names; ``name`` is its class, ``detail`` its loader's), ``loader`` (it
    is, but another class loader than the app's own made it), ``strings`` (a word in the APK that only code looking for
    Frida has a use for). ``how`` is ``static`` (from the APK) or ``runtime``.
    """

    kind: str
    name: str
    how: str
    detail: str = ""
    time_us: int = 0
    pid: int = 0
    process: str = ""

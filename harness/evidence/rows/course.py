"""How a run went: its phases and steps, the app's processes, and what got in the way."""

from typing import Any

from harness.evidence.rows.row import Row, kept


@kept("phases.jsonl", time="start_us")
class Phase(Row):
    """One phase, written at its end. ``begun_by`` and ``cause`` say what began and what ended it.

    Files are relative to the bundle and show the screen at the phase's end. ``code`` is the assessment practice's
    phase. ``failed`` is why it could not be gone through as written, ``app_ended`` that the app ended in it by itself.
    ``clock_shift_us`` is how far a scenario had moved the device's clock at its end. ``uncertain_us``: it began up to
    so much later than ``start_us`` says, because the device does not tell when a finger went down. ``granted`` are the
    runtime permissions the app holds at its end.
    """

    name: str
    start_us: int
    end_us: int
    cause: str
    begun_by: str = ""
    branch: str = ""
    code: str = ""
    failed: str | None = None
    app_ended: bool = False
    clock_shift_us: int = 0
    uncertain_us: int = 0
    granted: list[str] = []
    screenshot: str | None = None
    ui_dump: str | None = None


@kept("steps.jsonl")
class StepTaken(Row):
    """One step that was taken, written when it was over; of one that consists of others (``repeat``) these.

    ``step`` is as a scenario's file says it, as a mapping; values of the persona are not filled in. ``by`` is
    ``scenario`` or ``person``. ``phase`` is the one that ran at its end. ``failed`` is why it could not be taken;
    ``note`` is a person's word on it. ``screenshot`` and ``ui_dump`` are what a step kept that was taken for that.
    """

    time_us: int
    end_us: int
    phase: str
    step: dict[str, Any]
    by: str = "scenario"
    failed: str | None = None
    note: str = ""
    screenshot: str | None = None
    ui_dump: str | None = None


@kept("processes.jsonl", time="start_us", key=("pid", "start_us"))
class Process(Row):
    """One process of the app: when the agent was in, and how the process ended (``exit``, ``killed``, ``crash``...).

    ``gated``: no line of it ran before the hooks were in. ``late_us``: how long it had run when they were, for one that
    could not be held. ``attached_us`` is 0 for a process that was never hooked, and ``reason`` says why. ``origin`` is
    ``launch`` (started by the run), ``start`` (by the app or the system, later), ``fork`` (by a process of the app, of
    itself), ``found`` (seen running), ``attached`` (it ran before the run did). ``isolated``: it runs under a user
    without rights (``isolatedProcess``, WebView renderers), where the agent does not go. ``held_us``: how long it
    waited before it was let run. ``bound_us``: how long its main thread then waited, once it had attached to the
    system, for the hooks that were not in yet.
    """

    pid: int
    name: str
    gated: bool
    start_us: int
    attached_us: int = 0
    resumed_us: int = 0
    end_us: int = 0
    end: str | None = None
    flushed: bool = False
    observed: int = 0
    lost: int = 0
    origin: str = "launch"
    late_us: int = 0
    isolated: bool = False
    reason: str | None = None
    held_us: int = 0
    bound_us: int = 0


@kept("incidents.jsonl")
class Incident(Row):
    """Something that got in a scenario's way: ``anr``, ``crash``, ``covered``, ``no_tree``, ``slow_start``,
    ``rotated``, ``keyboard``. ``done`` says what was done about it."""

    time_us: int
    phase: str
    kind: str
    detail: str = ""
    done: str = ""
    screenshot: str | None = None
    ui_dump: str | None = None

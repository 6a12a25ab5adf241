"""``python -m tests.art.try COMMAND...``: the suite's app on real ART with this tree's agent in it.

Prints what is seen. The commands are those of ``OnArt.java`` here and of ``Main.java`` in ``tests/capture/agent``.
"""

import argparse
import sys

import pytest

from harness.evidence.rows import Observation, SelfTest
from tests.art.rig.place import NoRigError, find
from tests.art.runtime import CHECKED, MODES, ON_ART, take_over
from tests.capture.agent.app import App, own_points, started


def main() -> int:
    """Run the commands."""
    parser = argparse.ArgumentParser(prog="python -m tests.art.try", description=__doc__)
    parser.add_argument("--mode", choices=list(MODES), default="mterp")
    parser.add_argument("--no-check", action="store_true", help=f"without {' '.join(CHECKED)}")
    parser.add_argument("--points", default="", help="ids of the points to hook, with commas between; else all")
    parser.add_argument("--selftest", action="store_true")
    parser.add_argument("command", nargs="*", default=["telephony"])
    wanted = parser.parse_args()
    ids = set(filter(None, wanted.points.split(",")))
    points = [point for point in own_points() if not ids or point.id in ids]
    try:
        rig = find()
    except NoRigError as error:
        print(error, file=sys.stderr)
        return 1
    tests: list[SelfTest] = []
    with pytest.MonkeyPatch.context() as patch:
        take_over(patch, rig, MODES[wanted.mode], ON_ART, checked=not wanted.no_check)
        with started(points, on_selftest=tests.append if wanted.selftest else None) as app:
            _installed(app, tests)
            for command in wanted.command:
                answer, rows = app.observe(command)
                print(f"{command}: {answer or 'ended'}")
                _show(rows)
                if app.process.poll() is not None:
                    print(f"exit code {app.end()}")
                    _show(app.rows)
                    break
        print(app.processes[-1])
    return 0


def _installed(app: App, tests: list[SelfTest]) -> None:
    print(f"{sum(hook.resolved for hook in app.hooks)} points hooked, {app.processes[0].extra}")
    for hook in app.hooks:
        if hook.why == "error":
            print(hook)
    for test in tests:
        print(test)


def _show(rows: list[Observation]) -> None:
    for row in rows[:40]:
        outcome = row.exception or (row.result and (row.result.text or row.result.data or row.result.type))
        args = [value.text or value.data or value.type for value in row.args]
        print(f"  {row.point} {row.kind} x{row.count} {args} -> {outcome} [{row.thread}]")
        print("".join(f"      {frame}\n" for frame in row.stack[:6]), end="")
    print(f"  {len(rows)} rows, {sum(row.count for row in rows)} calls")


if __name__ == "__main__":
    sys.exit(main())

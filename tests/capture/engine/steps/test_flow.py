"""Steps about other steps, and about what is true."""

from pathlib import Path

import pytest

from tests.capture.engine.usual import START, run, steps

pytestmark = pytest.mark.usefixtures("fast_clock")


def test_conditions_and_repetitions(tmp_path: Path) -> None:
    more = (
        "  - name: foreground\n    steps:\n"
        "      - run_if: {visible: 设置, steps: [press: A], else: [press: B]}\n"
        "      - run_if: {not_visible: 设置, steps: [press: C], else: [press: D]}\n"
        "      - repeat: {times: 3, steps: [press: E]}\n"
        "      - assert: {visible: 设置}\n"
        "      - assert: {not_visible: 登录}\n"
        "      - assert: {app: alive}\n"
        "      - assert: {visible: 登录}\n"
    )
    done = run(tmp_path, START + more)
    assert [line for line in done.phone.log if line.startswith("key")] == ["key A", "key D", "key E", "key E", "key E"]
    assert done.runner.problems() == [
        "the phase foreground failed: it was expected that visible 登录, but it is not so"
    ]


def test_what_is_asked_of_variables_and_of_an_app_that_ended(tmp_path: Path) -> None:
    done = steps(
        tmp_path,
        "run_if: {set: there, steps: [press: A]}",
        "run_if: {set: empty, steps: [press: B]}",
        "kill: force_stop",
        "assert: {app: exited, at_most_s: 5}",
        head="variables: {there: 1, empty: }",
    )
    assert done.states["foreground"] == "done"
    assert [line for line in done.phone.log if line.startswith("key")] == ["key A"]

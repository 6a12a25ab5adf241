"""What a job says, on the terminal."""

from rich.console import Console
from rich.status import Status

from harness.cli.told import OnTerminal, Ticking


def test_the_time_left_goes_down_while_it_is_shown() -> None:
    now = [100.0]
    line = Ticking("[bold]x[/]: phase idle (2 of 7, at least 1 min 10 s to go)", lambda: now[0])
    assert line.__rich__().plain == "x: phase idle (2 of 7, at least 1 min 10 s to go)"
    now[0] += 12.9
    assert line.__rich__().plain == "x: phase idle (2 of 7, at least 58 s to go)"
    now[0] += 600
    assert line.__rich__().plain == "x: phase idle (2 of 7, at least 0 s to go)"


def test_progress_is_shown_behind_its_subject() -> None:
    console = Console(width=80, record=True, force_terminal=True)
    status = Status("", console=console)
    OnTerminal(status, "a[b].apk").progress("phase idle (1 of 2, at least 3 s to go)")
    console.print(status.renderable)
    assert "a[b].apk: phase idle (1 of 2, at least 3 s to go)" in console.export_text()

"""``harness explore``: the session's screens."""

from pathlib import Path

import typer

from harness.cli.told import OnTerminal


def explore(
    target: Path = typer.Argument(metavar="APK|BUNDLE|FILE", help="A finished bundle or a recording, opened to read."),
    values: Path | None = typer.Option(
        None, help="YAML: a list of {category, value} to look for besides the persona's."
    ),
    persona: Path | None = typer.Option(None, help="The persona of a recording that carries none."),
) -> None:
    """See a session as it happens: calls, exchanges, values inside their encodings, disclosures as they are proved."""
    from harness.explore.replay import Replay
    from harness.explore.screens.app import ExploreApp
    from harness.explore.stream import Stream
    from harness.jobs.source import Request

    told = OnTerminal()
    request = Request(source=target, values=values, persona=persona)
    wanted = request.wanted(told)
    opened = request.opened(told)
    with Stream(Replay(opened.recording, opened.bundle), wanted) as stream:
        name = opened.recording.run.app or opened.recording.run.source or target.name
        ExploreApp(stream, name).run()
        if stream.failure is not None:
            raise stream.failure

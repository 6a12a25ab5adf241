"""``harness sandbox start|stop|status``."""

import sys

import typer

from harness.cli.errors import say
from harness.cli.helping import Program
from harness.cli.stdout import emit_json

app = Program(help="The embedded sandbox device.", no_args_is_help=True)


@app.command("start")
def start(
    port: int = typer.Option(0, "--port", min=0, max=65535, help="The device's adb port; 0 takes any free one."),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Start a sandbox device in the background, for any adb client."""
    from harness.sandbox import start_background

    info = start_background(port=port)
    if json:
        emit_json({"serial": info.serial, "pid": info.pid})
    else:
        sys.stdout.write(f"{info.serial}\n")
    say(f"connect with: adb connect {info.serial}")


@app.command("stop")
def stop(serial: str | None = typer.Argument(None, help="Which one; all of them without it.")) -> None:
    """Stop sandbox devices that were started in the background."""
    from harness.sandbox import stop_background

    stopped = len(stop_background(serial))
    say(f"stopped {stopped} sandbox device{'' if stopped == 1 else 's'}")


@app.command("status")
def status(json: bool = typer.Option(False, "--json", help="Print as JSON on stdout.")) -> None:
    """List the sandbox devices that run in the background."""
    from harness.sandbox import list_running

    running = list_running()
    if json:
        rows = [{"serial": info.serial, "pid": info.pid} for info in running]
        emit_json(rows)
        return
    for info in running:
        sys.stdout.write(f"{info.serial}\tpid {info.pid}\n")
    if not running:
        say("no sandbox device runs in the background")

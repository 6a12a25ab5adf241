"""``harness scenario list|check``."""

import sys

import msgspec
import typer

from harness.cli.errors import say, sentences

app = typer.Typer(help="Scripts of phases.", no_args_is_help=True)


@app.command("list")
def list_scenarios(json: bool = typer.Option(False, "--json", help="Print as JSON on stdout.")) -> None:
    """List the scenarios that come with harness."""
    from harness.capture.scenario import load_scenario, shipped_dir

    with sentences():
        found = [load_scenario(str(path)) for path in sorted(shipped_dir().glob("*.yaml"))]
    if json:
        rows = [{"name": item.name, "branches": sorted(item.branches)} for item in found]
        sys.stdout.write(msgspec.json.encode(rows).decode() + "\n")
        return
    for item in found:
        sys.stdout.write(f"{item.name:<16} branches: {', '.join(sorted(item.branches)) or 'none'}\n")


@app.command("check")
def check(name: str = typer.Argument(..., help="A scenario file, or the name of a shipped one.")) -> None:
    """Check a scenario file."""
    from harness.capture.scenario import load_scenario

    with sentences():
        scenario = load_scenario(name)
    branches = ", ".join(sorted(scenario.branches)) or "none"
    say(f"{scenario.name} is good: {len(scenario.phases)} common phases, branches: {branches}")

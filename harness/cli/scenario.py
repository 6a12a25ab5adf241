"""``harness scenario list|check|schema``."""

import sys

import typer

from harness.cli.errors import say
from harness.cli.helping import Program
from harness.cli.options import LANG
from harness.cli.stdout import emit_json
from harness.errors import BAD_INPUT, DONE

app = Program(help="Scripts of phases.", no_args_is_help=True)


@app.command("list")
def list_scenarios(
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
    lang: str = LANG,
) -> None:
    """List the scenarios that come with harness."""
    from harness.capture.scenario import load_scenario, shipped

    found = [load_scenario(str(path)) for path in shipped()]
    if json:
        rows = [
            {
                "name": item.name,
                "title": item.title,
                "branches": list(item.branches),
                "default": item.chosen(None),
                "permissions": item.permissions,
                "variables": item.variables,
            }
            for item in found
        ]
        emit_json(rows)
        return
    for item in found:
        title = item.title.get(lang) or next(iter(item.title.values()), "")
        changed = f"; --set {', '.join(item.variables)}" if item.variables else ""
        sys.stdout.write(f"{item.name:<14} {title} (branches: {', '.join(item.branches)}{changed})\n")


@app.command("check")
def check(
    names: list[str] = typer.Argument(..., help="Scenario files, or names of shipped ones."),
    settings: list[str] = typer.Option([], "--set", help="NAME=VALUE for a variable of the scenario (repeat it)."),
    json: bool = typer.Option(False, "--json", help="Print what was found as JSON on stdout."),
) -> None:
    """Check scenario files: every error with its line and column."""
    from harness.capture.scenario import ScenarioError, load_scenario
    from harness.capture.scenario import settings as read_settings

    rows, worst = [], DONE
    given = read_settings(settings)
    for name in names:
        try:
            scenario = load_scenario(name, given)
        except ScenarioError as error:
            worst = BAD_INPUT
            found = [str(each) for each in error.all]
            rows.append({"scenario": name, "good": False, "error": found[0], "errors": found})
            for text in () if json else found:
                say(f"harness: {text}", "bold red")
            continue
        facts = {"branches": list(scenario.branches), "needs": list(scenario.needs)}
        rows.append({"scenario": name, "good": True, **facts})
        if not json:
            phases = len({phase.name for branch in scenario.branches for phase in scenario.script(branch)})
            needs = f"; it needs --set {', '.join(scenario.needs)}" if scenario.needs else ""
            say(f"{scenario.name} is good: {phases} phases, branches: {', '.join(scenario.branches)}{needs}")
    if json:
        emit_json(rows)
    raise typer.Exit(worst)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from harness.capture.scenario import json_schema

    emit_json(json_schema(), indent=2)

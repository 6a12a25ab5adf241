"""``harness rules list|show|check|schema``."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from harness.cli.errors import fail, say
from harness.cli.helping import Program
from harness.cli.options import LANG
from harness.cli.stdout import emit, emit_json
from harness.errors import BAD_INPUT, DONE
from harness.files.names import shown

if TYPE_CHECKING:
    from harness.rules.model import Rule, Source

app = Program(help="The rules that findings are made by.", no_args_is_help=True)


@app.command("list")
def list_rules(
    lens: list[str] = typer.Option([], "--lens", help="cn, eu, play, masvs, us, all, or a file; several with commas."),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
    lang: str = LANG,
) -> None:
    """List the rules: id, severity, how far a run decides it, how far its text was checked."""
    from harness.cli.show import language
    from harness.rules.catalogue import chosen

    words = language(lang)
    _, rules = chosen(lens)
    if json:
        emit_json(rules)
        return
    for rule in rules:
        said = rule.zh if words == "zh" else rule.en
        emit(f"{rule.id:<18} {rule.severity:<9} {rule.decidable:<7} {rule.status:<9} {said}\n")


@app.command("show")
def show(
    name: str = typer.Argument(..., metavar="ID", help="A rule's id."),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Show one rule: what it says, where that is from, and what it takes to decide it."""
    from harness.rules.catalogue import rule_named, shipped

    rule = rule_named(name)
    source = shipped().sources[rule.source]
    if json:
        emit_json({"rule": rule, "source": source})
        return
    emit("\n".join(_lines(rule, source)) + "\n")


def _lines(rule: "Rule", source: "Source") -> list[str]:
    note = f" ({rule.status_note})" if rule.status_note else ""
    lines = [
        f"{rule.id}  ({', '.join(rule.lenses)}; {rule.severity})",
        f"  {rule.zh}",
        f"  {rule.en}",
        f"source      {source.title} {source.number} {rule.clause}".rstrip(),
        f"text        {rule.status}{note}",
        f"decidable   {rule.decidable}",
        f"evaluator   {rule.evaluator}",
    ]
    lines += [f"parameter   {key} = {_said(value)}" for key, value in rule.parameters.items()]
    lines += [f"limit       {key} = {value:g} (ours, no law's)" for key, value in rule.ours.items()]
    if rule.categories:
        lines.append(f"about       {', '.join(rule.categories)}")
    if rule.phases:
        lines.append(f"phases      {', '.join(rule.phases)}: all of them, for a PASS")
    if rule.needs:
        lines.append(f"rests on    {', '.join(rule.needs)}: a blind spot that takes one of these takes the PASS")
    if rule.human is not None:
        lines += [f"by hand     {rule.human.en}", f"            {rule.human.zh}"]
    return lines


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@app.command("check")
def check(
    files: list[Path] = typer.Argument(..., help="Files of rules of your own."),
    json: bool = typer.Option(False, "--json", help="Print what was found as JSON on stdout."),
) -> None:
    """Check files of own rules: an error has its line and column."""
    from harness.files.read import ReadError
    from harness.rules.catalogue import shipped, with_own

    rows, worst = [], DONE
    for file in files:
        try:
            own = len(with_own([file]).rules) - len(shipped().rules)
        except ReadError as error:
            worst = BAD_INPUT
            rows.append({"file": shown(file), "good": False, "error": str(error)})
            if not json:
                fail(str(error))
            continue
        rows.append({"file": shown(file), "good": True, "rules": own})
        if not json:
            say(f"{shown(file)} is good: {own} rules")
    if json:
        emit_json(rows)
    raise typer.Exit(worst)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of files of rules, for editors."""
    from harness.rules.catalogue import json_schema

    emit_json(json_schema(), indent=2)

"""``harness report``."""

from pathlib import Path

import typer

from harness.cli import completing
from harness.cli.errors import deliver
from harness.cli.judging import FAIL_ON, RULES, FailOn
from harness.cli.options import APP_TYPE, COUNTRIES, LANG, PERSONA, POLICY, TRACKERS, VALUES
from harness.cli.stdout import on_terminal
from harness.errors import gravest


def report(
    ctx: typer.Context,
    source: Path = typer.Argument(..., help="A bundle's directory, or a recording (as for analyze)."),
    persona: Path | None = PERSONA,
    values: Path | None = VALUES,
    policy: list[Path] = POLICY,
    trackers: list[Path] = TRACKERS,
    countries: Path | None = COUNTRIES,
    rules: list[str] = RULES,
    app_type: str = APP_TYPE,
    fail_on: FailOn | None = FAIL_ON,
    format: list[str] = typer.Option(
        ["html"],
        "--format",
        autocompletion=completing.formats,
        help="html, json, sarif, csv, junit, xlsx, pdf, notice (of rectification) or notice-docx; several with commas "
        "or repeated.",
    ),
    deadline: int | None = typer.Option(
        None, "--deadline", min=1, max=999, help="A notice's term in working days; 15 without it, marked as ours."
    ),
    lang: str = LANG,
    redact: bool = typer.Option(False, "--redact", help="Replace every value by its category and a short hash."),
    out: Path | None = typer.Option(
        None,
        "--out",
        help="The file to write, or a directory for several formats; without it stdout, and on a terminal a page goes "
        "into a file beside the source.",
    ),
) -> None:
    """Render reports from the evidence alone: again of a bundle, or of somebody's recording."""
    from harness.cli.config import on_command_line
    from harness.cli.show import assessed_code, found_code, language
    from harness.cli.told import OnTerminal
    from harness.jobs.assess import assess_source
    from harness.jobs.formats import PAGES, How, formats, lenses_of_notice, name_of, places, rendered
    from harness.jobs.source import Request

    names = formats(",".join(format))
    how = How(language(lang), redact, name_of(source), deadline, lenses_of_notice(bool(rules)))
    if out is None and on_terminal() and names[0] in PAGES and len(names) == 1:
        out = (Path.cwd() / source).parent  # nobody reads markup
    where = places(names, out, how.source)
    request = Request(
        policies=policy,
        source=source,
        persona=persona,
        values=values,
        replace=on_command_line(ctx, "persona"),
        rules=rules,
        app_type=app_type,
        trackers=trackers,
        countries=countries,
    )
    done = assess_source(request, OnTerminal())
    for text, place in zip(rendered(done, names, how), where, strict=True):
        if place is not None and len(names) > 1:
            place.parent.mkdir(parents=True, exist_ok=True)
        deliver(text, place)
    raise typer.Exit(gravest(found_code(done.found, fail_on), assessed_code(done.found)))

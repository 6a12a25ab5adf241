"""The program ``harness``: one small file per command, no logic."""

import sys
from pathlib import Path
from typing import Any

import typer

from harness import __version__, interrupt
from harness.cli import (
    analyze,
    calibrate,
    campaign,
    categories,
    compare,
    config,
    demo,
    diff,
    disguises,
    doctor,
    exchange_files,
    explore,
    hooks,
    keys,
    persona,
    policy,
    regress,
    report,
    rules,
    run,
    sandbox,
    scenario,
    verify,
    watch,
)
from harness.cli.errors import sentences
from harness.cli.helping import Group, Program
from harness.cli.stdout import guarded, keep_descriptors


class Door(Group):
    """The way in and out of every command: all errors become sentences, all output is checked."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        with sentences(), interrupt.heard():
            return super().invoke(ctx)

    def main(self, *args: Any, **more: Any) -> Any:
        """Read the words, run the command, and see that its output got out. Ends the program, as its parent does."""
        try:
            with sentences(), guarded():
                return super().main(*args, **more)
        except typer.Exit as end:
            sys.exit(end.exit_code)
        finally:
            interrupt.over()


app = Program(
    cls=Door,
    name="harness",
    help="Install an Android app, run it through phases, and prove which personal data left the device.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"harness {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    version: bool = typer.Option(  # noqa: ARG001 - its callback ends the program
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
    file: Path | None = typer.Option(
        None, "--config", help="The configuration file; without it the nearest harness.toml or pyproject.toml."
    ),
    none: bool = typer.Option(False, "--no-config", help="Read no configuration file."),
) -> None:
    """Common options."""
    config.configure(ctx, config.Which(file, none))


app.command("doctor")(doctor.doctor)
app.command("demo")(demo.demo)
app.command("calibrate")(calibrate.calibrate)
app.command("run")(run.run)
app.command("watch")(watch.watch)
app.command("analyze")(analyze.analyze)
app.command("explore")(explore.explore)
app.command("diff")(diff.diff)
app.command("disguises")(disguises.disguises)
app.command("import")(exchange_files.import_)
app.command("export")(exchange_files.export)
app.command("compare")(compare.command)
app.command("regress")(regress.regress)
app.command("report")(report.report)
app.command("verify")(verify.verify)
app.command("categories")(categories.categories)
app.add_typer(campaign.app, name="campaign")
app.add_typer(config.app, name="config")
app.add_typer(persona.app, name="persona")
app.add_typer(policy.app, name="policy")
app.add_typer(hooks.app, name="hooks")
app.add_typer(keys.app, name="keys")
app.add_typer(rules.app, name="rules")
app.add_typer(scenario.app, name="scenario")
app.add_typer(sandbox.app, name="sandbox")


def main() -> None:
    """Run the program. SIGTERM and SIGHUP end a run as ctrl-C does, with a readable bundle."""
    interrupt.install()
    keep_descriptors()
    app()

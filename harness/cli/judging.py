"""What commands that judge by rules share: their options."""

from enum import StrEnum

import typer

from harness.cli import completing


class FailOn(StrEnum):
    """From which verdict on a command ends with 1."""

    violation = "violation"
    suspected = "suspected"
    undetermined = "undetermined"


RULES = typer.Option(
    [],
    "--rules",
    autocompletion=completing.lenses,
    envvar="HARNESS_RULES",
    help="By whose rules to judge: cn, eu, play, masvs, us, all, or a YAML file of your own; several with commas.",
)
FAIL_ON = typer.Option(
    None, "--fail-on", help="End with 1 when there is a finding of this kind or a graver one (drafts do not count)."
)


def check_rules(rules: list[str]) -> None:
    """Read the rules that were asked for, so that a slip is told before a run is made. Raises ``BadInputError``."""
    from harness.rules.catalogue import chosen

    chosen(rules)

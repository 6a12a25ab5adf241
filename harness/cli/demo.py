"""``harness demo``."""

from pathlib import Path

import typer

from harness.cli.options import LANG
from harness.cli.run import Network, one_run


def demo(
    out: Path = typer.Option(Path("demo-out"), "--out", help="The directory for bundle, assessment and report."),
    lang: str = LANG,
) -> None:
    """Run the sample app on the embedded sandbox device, end to end. Needs no Android, no root and no network."""
    from harness.app.samples import sample
    from harness.capture.scenario import load_scenario
    from harness.catalog.points import load_points
    from harness.cli.show import language
    from harness.jobs.run import Plan
    from harness.persona.generate import generate

    plan = Plan(
        device="sandbox",
        scenario=load_scenario("consent"),
        persona=None,
        points=load_points(),
        network=Network.sinkhole.value,
        out=out,
        lang=language(lang),
    )
    code, _ = one_run(plan, sample("lantern"), "accept", generate(), json=False)
    raise typer.Exit(code)

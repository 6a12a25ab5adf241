"""``harness campaign``: what follows from results. Orders, second looks, numbers, questions, pages."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from harness.cli.errors import deliver, say, talk
from harness.cli.options import LANG
from harness.cli.stdout import emit_json
from harness.errors import BadInputError
from harness.files.names import shown

if TYPE_CHECKING:
    from harness.campaign.store.home import Campaign

HOME = typer.Option(Path(), "--in", envvar="HARNESS_CAMPAIGN", help="The campaign's directory.")
DATABASE = typer.Option(
    "", "--db", envvar="HARNESS_CAMPAIGN_DB", help="The database's URL (postgresql://...); SQLite in --in without it."
)
DEVICES = typer.Option(
    [], "--device", help="NAME, NAME=CLASS or sandbox*COUNT (repeat it); without it every attached device."
)
SCHEDULER = typer.Option("", "--scheduler", help="The address of a dask scheduler whose workers have the devices.")


def opened(home: Path, url: str) -> "Campaign":
    """Open the campaign that was named. Raises ``ExtraMissing``, ``CampaignError`` and ``StoreError``."""
    from harness.campaign.store.extra import check_installed

    check_installed()
    from harness.campaign.store.home import open_campaign

    return open_campaign(home, url)


def order(
    app: list[str] = typer.Argument(None, help="Packages, or numbers of apps; without any, the list of orders."),
    every: bool = typer.Option(False, "--all", help="Every app whose newest version violates and has no order yet."),
    deadline: str = typer.Option("", "--deadline", help="A date (YYYY-MM-DD); the campaign's term without it."),
    home: Path = HOME,
    db: str = DATABASE,
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Issue orders to rectify, each with its dossier; or list the orders there are."""
    campaign = opened(home, db)
    from harness.campaign.orders.dossier import issue, to_order
    from harness.campaign.store.look import app_named, order_list
    from harness.cli.told import OnTerminal

    if not app and not every:
        rows = order_list(campaign.engine)
        if json:
            emit_json(rows)
            return
        for row in rows:
            sys.stdout.write(
                f"{row.id:>5}  {row.state:<10} {row.deadline}  {shown(row.package)}  {shown(row.dossier)}\n"
            )
        return
    try:
        until = dt.date.fromisoformat(deadline) if deadline else None
    except ValueError:
        raise BadInputError(f"--deadline must be a date such as 2026-12-31, not {shown(deadline[:40])!r}.") from None
    wanted = to_order(campaign) if every else [app_named(campaign.engine, each) for each in app]
    made = []
    with talk.status("orders") as status:
        for each in wanted:
            made.append(issue(campaign, each, OnTerminal(status), until))
            say(f"order {made[-1].id}: {shown(made[-1].dossier)}, until {made[-1].deadline}")
    if json:
        emit_json([{"id": each.id, "app": each.app, "dossier": str(each.dossier)} for each in made])


def state(
    number: int = typer.Argument(..., metavar="ORDER", help="The order's number."),
    to: str = typer.Argument(..., metavar="STATE", help="rectified, rechecked, closed or published."),
    note: str = typer.Option("", "--note", help="Why, or by whom."),
    home: Path = HOME,
    db: str = DATABASE,
) -> None:
    """Take an order to its next state. It is closed when what was looked at again is fixed."""
    campaign = opened(home, db)
    from harness.campaign.store.order_states import move

    move(campaign.engine, number, to, note)


def recheck(
    number: int = typer.Argument(..., metavar="ORDER", help="The order's number."),
    apk: Path = typer.Argument(..., help="The version that is said to be mended."),
    allow: list[str] = typer.Option(
        [],
        "--allow",
        help="A doubt that is accepted, by its name, as for harness diff (repeat it); it is written down.",
    ),
    device: list[str] = DEVICES,
    scheduler: str = SCHEDULER,
    home: Path = HOME,
    db: str = DATABASE,
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Run a newer version as an order's old one was run, and tell what is fixed, remains, is new or cannot be told."""
    campaign = opened(home, db)
    from harness.analysis.across.diff import check_allowed
    from harness.campaign.engine.run import run
    from harness.campaign.orders.recheck import about, conclude, plan_second
    from harness.campaign.planner.plan import take_in
    from harness.campaign.store.files import keep
    from harness.cli.campaign import slots_of
    from harness.cli.told import OnTerminal

    about(campaign, number)
    check_allowed(allow)
    job = plan_second(campaign, number, take_in(campaign, keep(campaign.apks, apk)).id)
    with talk.status(f"order {number}") as status:
        told = OnTerminal(status)
        run(campaign, told, devices=slots_of(device, scheduler), scheduler=scheduler, only=[job])
        done = conclude(campaign, number, job, told, allow)
    if json:
        emit_json(done)
        return
    sys.stdout.write(
        f"fixed {done.fixed}, remaining {done.remaining}, new {done.new}, undetermined {done.undetermined}\n"
    )


def report(
    lang: str = LANG,
    home: Path = HOME,
    db: str = DATABASE,
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Print the campaign in numbers, as the press would."""
    campaign = opened(home, db)
    from harness.campaign.store.statistics import press, statistics

    found = statistics(campaign)
    if json:
        emit_json(found)
    else:
        deliver(press(found, lang), None)


def bulletin(
    lang: str = LANG,
    out: Path | None = typer.Option(None, "--out", help="The file to write; without it stdout."),
    home: Path = HOME,
    db: str = DATABASE,
) -> None:
    """Write the public bulletin: what apps took, which are named, how to protect oneself. One HTML file."""
    campaign = opened(home, db)
    from harness.campaign.bulletin.page import bulletin as page

    deliver(page(campaign, lang), out)


def sql(
    question: str = typer.Argument("", help="A question in SQL; without it the tables and views that can be asked."),
    source: Path | None = typer.Option(None, "--from", help="An export made before; without it one is made for this."),
    home: Path = HOME,
    db: str = DATABASE,
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Ask the whole campaign: harness campaign sql "SELECT * FROM sdks_before_consent"."""
    campaign = opened(home, db)
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from harness.campaign.questions.ask import ask, tables, views

    if not question:
        sys.stdout.write("views:  " + ", ".join(views()) + "\n")
        sys.stdout.write("tables: " + ", ".join(table.name for table in tables()) + "\n")
        return
    names, rows = ask(campaign, question, source)
    if json:
        emit_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    table = Table(*names)
    for row in rows:
        table.add_row(*(Text(shown(str(value))) for value in row))
    Console(file=sys.stdout).print(table)


def export(
    out: Path = typer.Option(..., "--out", help="The directory for one Parquet file a table."),
    home: Path = HOME,
    db: str = DATABASE,
) -> None:
    """Export the campaign's tables as Parquet."""
    campaign = opened(home, db)
    from harness.campaign.questions.ask import export as write

    for name, count in write(campaign, out).items():
        say(f"{shown(out / name)}.parquet: {count} rows")


def dashboard(
    port: int = typer.Option(0, "--port", min=0, max=65535, help="The port on 127.0.0.1; 0 takes any free one."),
    home: Path = HOME,
    db: str = DATABASE,
) -> None:
    """Serve the campaign's pages to this machine, until ctrl-C: matrix, funnel, each app, orders, complaints."""
    campaign = opened(home, db)
    from harness.campaign.dashboard.pages import Acts
    from harness.campaign.dashboard.serve import serve
    from harness.campaign.intake.complaints import complain
    from harness.campaign.orders.dossier import issue
    from harness.campaign.store.order_states import move
    from harness.jobs.told import Silent

    engine = campaign.engine
    acts = Acts(
        complain=lambda app, store, text: complain(engine, app, store, text),
        issue=lambda app: issue(campaign, app, Silent()),
        move=lambda order, to, note: move(engine, order, to, note),
    )
    serve(campaign, acts, port, lambda address: say(f"dashboard: {address}"))

"""``harness campaign``: begin one, fill it, run it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from harness.cli import campaign_after
from harness.cli.campaign_after import DATABASE, DEVICES, HOME, SCHEDULER, opened
from harness.cli.errors import say, talk
from harness.cli.helping import Program
from harness.cli.options import LANG
from harness.cli.stdout import emit_json
from harness.errors import DONE, INCOMPLETE, BadInputError
from harness.files.names import shown

if TYPE_CHECKING:
    from collections import Counter

    from harness.campaign.engine.cluster import Slot

app = Program(help="Many apps on many devices, the orders that follow, and the second look.", no_args_is_help=True)
app.command("order")(campaign_after.order)
app.command("state")(campaign_after.state)
app.command("recheck")(campaign_after.recheck)
app.command("report")(campaign_after.report)
app.command("bulletin")(campaign_after.bulletin)
app.command("sql")(campaign_after.sql)
app.command("export")(campaign_after.export)
app.command("dashboard")(campaign_after.dashboard)


@app.command("init")
def init(
    home: Path = typer.Argument(
        Path(),
        metavar="DIR",
        envvar="HARNESS_CAMPAIGN",
        help="The campaign's directory; it is made if it is not there.",
    ),
    name: str = typer.Option("", "--name", help="What the campaign is called; the directory's name without it."),
    scenario: str = typer.Option("consent", "--scenario", help="A shipped scenario's name or a file."),
    branch: list[str] = typer.Option([], "--branch", help="A branch of it, or 'all' (repeat it); its default without."),
    repeat: int = typer.Option(1, "--repeat", min=1, max=100, help="Run each branch so many times."),
    device_class: list[str] = typer.Option(
        ["any"], "--device-class", help="Run each app on one device of each class (repeat it)."
    ),
    network: str = typer.Option("sinkhole", "--network", help="sinkhole, or live: the apps reach the internet."),
    rules: list[str] = typer.Option([], "--rules", help="By whose rules to judge, as for harness run."),
    lang: str = LANG,
    budget: float = typer.Option(900, "--budget", min=10, help="Seconds that one run may take."),
    failures: int = typer.Option(3, "--failures", min=1, max=100, help="After how many failures a job is given up."),
    term: int = typer.Option(15, "--term", min=1, max=999, help="An order's term in working days."),
    sign: Path | None = typer.Option(None, "--sign", help="Sign the bundles with this private key."),
    objects: str = typer.Option(
        "",
        "--objects",
        help="The URL of an object store (s3://..., gs://...) for apps, bundles and dossiers of a fleet.",
    ),
    db: str = DATABASE,
) -> None:
    """Begin a campaign."""
    from harness.campaign.store.extra import check_installed

    check_installed()
    from harness.campaign.planner.plan import branches
    from harness.campaign.store.home import create
    from harness.campaign.store.objects import Objects
    from harness.campaign.store.settings import checked
    from harness.cli.judging import check_rules
    from harness.cli.show import language
    from harness.evidence.signature import load_private

    check_rules(rules)
    if sign is not None:
        load_private(sign)
    settings = checked(
        scenario=str(Path(scenario).resolve()) if Path(scenario).suffix else scenario,
        branches=branches(scenario, branch), repetitions=repeat, device_classes=tuple(dict.fromkeys(device_class)),
        network=network, rules=tuple(rules), lang=language(lang), budget=budget, failures=failures, term=term,
        sign=str(sign.resolve()) if sign is not None else "", objects=objects,
    )  # fmt: skip
    if objects:
        Objects(objects)  # what is wrong with it is said now
    made = create(home, name or home.resolve().name, settings, db)
    say(f"campaign {shown(made.name)}: {shown(made.home)}")


@app.command("add")
def add(
    source: list[Path] = typer.Argument(
        ..., help="Folders, apps, lists (.csv, .xlsx), or the index-v1.json or index-v2.json of an F-Droid repository."
    ),
    store: str = typer.Option("", "--store", help="The store that apps are from whose list does not say one."),
    files: Path | None = typer.Option(None, "--files", help="The folder with the files of lists that name packages."),
    home: Path = HOME,
    db: str = DATABASE,
) -> None:
    """Take apps in and plan their runs. The same app from several stores is assessed once."""
    campaign = opened(home, db)
    from harness.campaign.planner.listed import listed
    from harness.campaign.planner.plan import add as take
    from harness.cli.told import OnTerminal

    wrong = 0
    for each in source:
        with talk.status(shown(each.name)) as status:
            done = take(campaign, listed(each, store), OnTerminal(status), files)
        for problem in done.problems:
            say(f"harness: {problem}", "bold yellow")
        wrong += len(done.problems)
        say(f"{shown(each)}: {done.apps} new apps, {done.versions} new versions, {done.same} known; {done.jobs} jobs")
    raise typer.Exit(INCOMPLETE if wrong else DONE)


@app.command("complain")
def complain(
    source: Path | None = typer.Argument(None, help="A table of complaints (.csv, .xlsx)."),
    app: str = typer.Option("", "--app", help="The app's package or name, for one complaint."),
    store: str = typer.Option("", "--store", help="Where it is from."),
    text: str = typer.Option("", "--text", help="What happened."),
    home: Path = HOME,
    db: str = DATABASE,
) -> None:
    """Take complaints down; each makes its app more urgent. The dashboard has a form for them."""
    campaign = opened(home, db)
    from harness.campaign.intake.complaints import complain as take
    from harness.campaign.intake.complaints import from_table

    if source is None:
        taken = take(campaign.engine, app, store, text)
        say(
            f"complaint {taken.id}, which came {taken.times} times"
            + ("" if taken.app else "; no such app is known yet")
        )
        return
    if app or text:
        raise BadInputError("Give a table, or --app and --text.")
    new, again, problems = from_table(campaign.engine, source)
    for problem in problems:
        say(f"harness: {problem}", "bold yellow")
    say(f"{new} new complaints, {again} that came again")
    raise typer.Exit(INCOMPLETE if problems else DONE)


@app.command("run")
@app.command("resume")
def run(
    device: list[str] = DEVICES,
    scheduler: str = SCHEDULER,
    home: Path = HOME,
    db: str = DATABASE,
    json: bool = typer.Option(False, "--json", help="Print the result as JSON on stdout."),
) -> None:
    """Run what is planned; take up what was interrupted. Run it as often as you like: what is done stays done."""
    campaign = opened(home, db)
    from harness.campaign.engine.run import run as drive
    from harness.campaign.store.claims import states
    from harness.cli.told import OnTerminal

    with talk.status("campaign") as status:

        def heard(became: "Counter[str]") -> None:
            left = states(campaign.engine)
            words = ", ".join(f"{count} {word}" for word, count in sorted(became.items()))
            status.update(f"{words}; {left['planned'] + left['running']} to go")

        told = OnTerminal(status)
        done = drive(campaign, told, devices=slots_of(device, scheduler), scheduler=scheduler, heard=heard)
    left = states(campaign.engine)
    if json:
        emit_json({"became": done.became, "jobs": left, "stranded": done.stranded, "retired": done.retired})
    say(", ".join(f"{count} {word}" for word, count in left.items()))
    if done.stranded:
        say(f"harness: {done.stranded} jobs wait for devices: mend or add some, and resume.", "bold yellow")
    raise typer.Exit(INCOMPLETE if done.stranded or done.became.get("failed") else DONE)


def slots_of(device: list[str], scheduler: str) -> "list[Slot]":
    """Return this machine's devices: those that are named, or all that are attached; none where a scheduler has them.

    Raises ``DeviceError`` where there is none.
    """
    from harness.campaign.engine.cluster import slots
    from harness.capture.device.choose import attached

    if scheduler and device:
        raise BadInputError("Give --scheduler or --device: a scheduler's workers have their devices.")
    if scheduler:
        return []
    if not device:
        device = [serial for serial, kept in attached() if kept == "device"]
        if not device:
            raise BadInputError("No device is attached: name some with --device, for instance --device 'sandbox*2'.")
    return slots(device)


@app.command("status")
def status(
    home: Path = HOME,
    db: str = DATABASE,
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Print how far the campaign is, what was given up and why, and the devices' health."""
    campaign = opened(home, db)
    from harness.campaign.store.claims import states
    from harness.campaign.store.look import device_list, given_up

    counted, failed, known = states(campaign.engine), given_up(campaign.engine), device_list(campaign.engine)
    if json:
        emit_json({"jobs": counted, "given_up": failed, "devices": known})
        return
    out = sys.stdout
    out.write(", ".join(f"{count} {word}" for word, count in counted.items()) + "\n")
    for row in failed:
        out.write(f"given up: job {row.id}, {shown(row.package)} ({row.branch}): {shown(row.reason)}\n")
    for each in known:
        health = f"in quarantine: {shown(each.quarantined)}" if each.quarantined else "well"
        out.write(f"{shown(each.name)}: {each.runs} runs, {each.failures} failures, {health}\n")


@app.command("release")
def release(
    device: str = typer.Argument(..., help="The device's name, as status prints it."),
    home: Path = HOME,
    db: str = DATABASE,
) -> None:
    """Let a device out of quarantine, when somebody has looked at it."""
    campaign = opened(home, db)
    from harness.campaign.store.slots import release as well

    well(campaign.engine, device)


@app.command("demo")
def demo(
    out: Path = typer.Option(Path("campaign-demo"), "--out", help="The directory for the campaign."),
    lang: str = LANG,
) -> None:
    """Show a campaign: 12 apps, 2 sandbox devices, a complaint, two orders, a second look. Needs no Android."""
    from harness.campaign.store.extra import check_installed

    check_installed()
    from harness.campaign.demo.demo import demo as show
    from harness.cli.show import language
    from harness.cli.told import OnTerminal

    with talk.status("campaign") as status:
        done = show(out, OnTerminal(status), language(lang))
    say(", ".join(f"{count} {word}" for word, count in done.jobs.items() if count))
    for each in done.orders:
        say(f"order {each.id}: {shown(each.dossier)}, until {each.deadline}")
    said = done.second
    say(
        f"second look for order {done.orders[0].id}: {said.fixed} fixed, {said.remaining} remaining, {said.new} new, "
        f"{said.undetermined} undetermined"
    )
    for path in done.files:
        say(shown(path))
    say(f"harness campaign dashboard --in {shown(out)} shows it")

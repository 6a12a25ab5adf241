"""``harness run``."""

import contextlib
import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typer
from rich.markup import escape

from harness.cli import completing
from harness.cli.config import on_command_line, source_of
from harness.cli.errors import say, talk
from harness.cli.judging import FAIL_ON, RULES, FailOn, check_rules
from harness.cli.options import (
    COUNTRIES,
    FRIDA_GADGET_SHA256,
    FRIDA_SERVER,
    FRIDA_SERVER_SHA256,
    LANG,
    POLICY,
    TRACKERS,
    WIREGUARD_HOST,
)
from harness.cli.stdout import ReaderGone, emit_json
from harness.errors import DONE, INCOMPLETE, INTERRUPTED, BadInputError, gravest
from harness.files.limits import check_limits
from harness.files.names import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.capture.options import RunResult
    from harness.capture.scenario import Scenario
    from harness.jobs.report import Finished
    from harness.jobs.run import Plan, Ran
    from harness.persona.persona import Persona


class Network(StrEnum):
    """Where the app's requests go."""

    live = "live"
    sinkhole = "sinkhole"


class RouteChoice(StrEnum):
    """How the app's traffic reaches the proxy."""

    agent = "agent"
    proxy = "proxy"
    transparent = "transparent"
    wireguard = "wireguard"


class QuicChoice(StrEnum):
    """What happens to HTTP/3."""

    block = "block"
    decrypt = "decrypt"
    leave = "leave"


def run(
    ctx: typer.Context,
    apk: list[Path] = typer.Argument(
        ...,
        help="Files of apps (.apk, .apks, .xapk), or names of apps on the device, which are copied from it.",
    ),
    device: str | None = typer.Option(
        None,
        "--device",
        envvar="HARNESS_DEVICE",
        autocompletion=completing.devices,
        help="sandbox, avd:NAME, redroid[:TAG], an adb serial or HOST:PORT; without it the only attached one.",
    ),
    scenario: str = typer.Option(
        "consent",
        "--scenario",
        envvar="HARNESS_SCENARIO",
        autocompletion=completing.scenarios,
        help="A shipped scenario's name or a file.",
    ),
    branch: str | None = typer.Option(
        None,
        "--branch",
        autocompletion=completing.branches,
        help="A branch of the scenario (accept, refuse, ignore), or 'all'; its default without it.",
    ),
    repeat: int = typer.Option(1, "--repeat", min=1, max=100, help="Run each branch so many times."),
    settings: list[str] = typer.Option([], "--set", help="NAME=VALUE for a variable of the scenario (repeat it)."),
    app_type: str | None = typer.Option(
        None,
        "--app-type",
        autocompletion=completing.app_types,
        help="The app's type: an id, or a number from 1 to 39 (harness categories --app-types).",
    ),
    rules: list[str] = RULES,
    fail_on: FailOn | None = FAIL_ON,
    persona: Path | None = typer.Option(
        None, "--persona", envvar="HARNESS_PERSONA", help="A persona file; a fresh one is made without it."
    ),
    hooks: list[Path] = typer.Option([], "--hooks", help="A file of own access points (repeat it for more files)."),
    network: Network = typer.Option(
        Network.sinkhole,
        "--network",
        envvar="HARNESS_NETWORK",
        help="sinkhole: the proxy answers everything itself.",
    ),
    replay: Path | None = typer.Option(
        None,
        "--replay",
        help="A bundle or recording (as analyze takes): its server's answers are given again, and nothing reaches the "
        "internet.",
    ),
    proxy_port: int = typer.Option(0, "--proxy-port", min=0, max=65535, help="The proxy's port; 0 takes any free one."),
    route: RouteChoice = typer.Option(
        RouteChoice.agent, "--route", help="How the app's traffic comes to the proxy; each way needs something."
    ),
    quic: QuicChoice = typer.Option(
        QuicChoice.block, "--quic", help="HTTP/3: refused, decrypted where the route can, or left alone."
    ),
    wireguard_host: str = WIREGUARD_HOST,
    wireguard_apk: Path | None = typer.Option(
        None, "--wireguard-apk", help="The WireGuard app, to be put on the device for the run if it is not there."
    ),
    frida_server: Path | None = FRIDA_SERVER,
    frida_server_sha256: str = FRIDA_SERVER_SHA256,
    frida_gadget: Path | None = typer.Option(
        None,
        "--frida-gadget",
        help="For devices without root: repackage the app with this frida-gadget (.so, .so.xz or a directory with it).",
    ),
    frida_gadget_sha256: str = FRIDA_GADGET_SHA256,
    selinux_permissive: bool = typer.Option(False, "--selinux-permissive", help="SELinux permissive during the run."),
    unpin: bool = typer.Option(
        False, "--unpin", help="Take certificate pinning out of the app. It changes the app; the bundle says so."
    ),
    replace_app: bool = typer.Option(
        False, "--replace-app", help="Remove the app, with its data, if it is on the device already."
    ),
    unconfined: bool = typer.Option(
        False,
        "--unconfined",
        help="Run foreign apps in the sandbox even where nothing keeps them from this machine's files and network.",
    ),
    anyway: bool = typer.Option(False, "--anyway", help="Try an app in the sandbox that names much which it lacks."),
    budget: float | None = typer.Option(None, "--budget", min=1, help="Seconds that each run may take at most."),
    sign: Path | None = typer.Option(None, "--sign", help="Sign the bundles with this private key (harness keys new)."),
    timestamp: str = typer.Option("", "--timestamp", help="The URL of an RFC 3161 authority that stamps each bundle."),
    policy: list[Path] = POLICY,
    trackers: list[Path] = TRACKERS,
    countries: Path | None = COUNTRIES,
    out: Path = typer.Option(
        Path("runs"), "--out", envvar="HARNESS_OUT", help="The directory in which each run leaves its bundle."
    ),
    lang: str = LANG,
    json: bool = typer.Option(False, "--json", help="Print one JSON line per run on stdout instead of the summary."),
) -> None:
    """Run apps through a scenario on a device; each run leaves a sealed bundle, its assessment and a report."""
    if replay is not None and network is Network.live:
        if on_command_line(ctx, "network"):
            raise BadInputError("--replay keeps the app from the internet: leave --network live away.")
        network = Network.sinkhole  # what is configured is for runs that do not say anything else
    say_live(ctx, network)
    given = dict(locals())
    check_limits()
    from harness.capture.scenario import load_scenario
    from harness.capture.scenario import settings as read_settings

    plan = plan_of(given, load_scenario(scenario, read_settings(settings)))
    worst = DONE
    with _with_tape(plan, replay) as ready:
        for named in apk:
            with _file_of(named, device) as file:
                worst = gravest(worst, _one_app(ready, file, branch, repeat, json, fail_on))
    raise typer.Exit(worst)


@contextlib.contextmanager
def _file_of(named: Path, device: str | None) -> "Iterator[Path]":
    """Hand over the file of an app that is named by it, or by its package."""
    from harness.cli.told import OnTerminal
    from harness.jobs.fetch import fetched

    with contextlib.ExitStack() as stack:
        with talk.status("looking for the app") as status:
            file = stack.enter_context(fetched(named, device, OnTerminal(status)))
        yield file


def say_live(ctx: typer.Context, network: Network) -> None:
    """Say that the app will reach the internet, where nobody said so here: a configuration may be somebody else's."""
    if network is Network.live and not on_command_line(ctx, "network"):
        say(f"harness: the configuration lets the app reach the internet ({source_of(ctx, 'network')}).", "bold yellow")


def plan_of(given: Mapping[str, Any], scenario: "Scenario") -> "Plan":
    """Return what the options of ``run`` mean, by their names; other commands have the same ones."""
    from harness.capture.device.options import DeviceOptions
    from harness.catalog.app_types import app_type as find_type
    from harness.catalog.points import with_own
    from harness.cli.show import language
    from harness.evidence.signature import load_private
    from harness.evidence.timestamp import available, check_url
    from harness.jobs.run import Plan
    from harness.jobs.source import load_lists
    from harness.policy.read import readable

    plan = Plan(
        device=given["device"],
        scenario=scenario,
        persona=given["persona"],
        points=with_own(given["hooks"]),
        network=given["network"].value,
        proxy_port=given["proxy_port"],
        out=given["out"],
        lang=language(given["lang"]),
        app_type=find_type(given["app_type"]) if given["app_type"] else None,
        policies=readable(given["policy"]),
        on_device=DeviceOptions(
            frida_server=given["frida_server"],
            frida_server_sha256=given["frida_server_sha256"],
            frida_gadget=given["frida_gadget"],
            frida_gadget_sha256=given["frida_gadget_sha256"],
            selinux_permissive=given["selinux_permissive"],
            route=given["route"].value,
            quic=given["quic"].value,
            wireguard_host=given["wireguard_host"],
            wireguard_apk=given["wireguard_apk"],
            replace_app=given["replace_app"],
        ),
        unpin=given["unpin"],
        unconfined=given["unconfined"],
        anyway=given["anyway"],
        budget_s=given["budget"],
        key=load_private(given["sign"]) if given["sign"] is not None else None,
        timestamp=given["timestamp"],
        rules=list(given.get("rules", ())),
        trackers=given["trackers"],
        countries=given["countries"],
    )
    check_rules(plan.rules)
    for option in ("frida_server", "frida_gadget", "wireguard_apk"):
        if (file := given[option]) is not None and not file.exists():
            raise BadInputError(f"--{option.replace('_', '-')}: there is no file {shown(file)}.")
    load_lists(plan.trackers, plan.countries)  # a slip is told before a run is made
    if given["timestamp"]:
        available()
        check_url(given["timestamp"])
    return plan


@contextlib.contextmanager
def _with_tape(plan: "Plan", replay: Path | None) -> "Iterator[Plan]":
    """Open the recording that is to be played back, if there is one."""
    if replay is None:
        yield plan
        return
    from harness.cli.told import OnTerminal
    from harness.jobs.replay import played_back

    with contextlib.ExitStack() as stack:
        with talk.status("reading the recording") as status:
            tape = stack.enter_context(played_back(replay, OnTerminal(status)))
        say(f"replay: {tape.count} answers of {shown(replay)}" + _left_out(tape.left_out))
        yield dataclasses.replace(plan, tape=tape)


def _left_out(count: int) -> str:
    return f"; {count} exchanges have none that could be given" if count else ""


def _one_app(plan: "Plan", apk: Path, branch: str | None, repeat: int, json: bool, fail_on: FailOn | None) -> int:
    """Run one app through its branches, each from the same clean state with the same persona, and compare them."""
    from harness.persona.generate import generate
    from harness.persona.persona import load_persona

    persona = load_persona(plan.persona) if plan.persona else generate()
    worst, bundles = DONE, []
    for name in plan.scenario.chosen(branch):
        for _ in range(repeat):
            code, bundle = one_run(plan, apk, name, persona, json=json, fail_on=fail_on)
            worst = gravest(worst, code)
            bundles.append(bundle)
    if len(bundles) > 1 and not json:
        from harness.cli.compare import show

        show(bundles, plan.lang)
    return worst


def one_run(
    plan: "Plan", apk: Path, branch: str, persona: "Persona", *, json: bool, fail_on: FailOn | None = None
) -> tuple[int, Path]:
    """Run one app through one branch, print what was found, and return the exit code and the bundle."""
    from harness.evidence.bundle import RUN
    from harness.evidence.room import new_room
    from harness.jobs.run import bundle_name

    with new_room(plan.out, bundle_name(apk, branch)) as out:
        try:
            return _run_in(out, plan, apk, branch, persona, json, fail_on)
        except BaseException:  # the evidence is there, whatever came of the run or of its analysis
            if (out / RUN).exists():
                say(f"bundle: {shown(out)}")
            raise


def _run_in(
    out: Path, plan: "Plan", apk: Path, branch: str, persona: "Persona", json: bool, fail_on: FailOn | None
) -> tuple[int, Path]:
    """Run one app, its bundle in the directory ``out``."""
    from harness.cli.show import found_code
    from harness.cli.told import OnTerminal
    from harness.jobs.run import run_app

    named = shown(apk.name)
    with talk.status(f"{escape(named)}: {branch}") as status:
        ran = run_app(plan, apk, branch, persona, out, OnTerminal(status, named))
    result, finished = ran.result, ran.finished
    try:
        # A reader that goes away (`| head`) does not change what came of the run.
        with contextlib.suppress(ReaderGone):
            _show(plan.lang, result, finished, json=json)
    finally:
        last_lines(ran)
    return gravest(exit_code(ran), found_code(finished.assessment, fail_on)), result.bundle


def exit_code(ran: "Ran") -> int:
    """Return what a command ends with that has run an app."""
    code = {"complete": DONE, "interrupted": INTERRUPTED}.get(ran.result.outcome, INCOMPLETE)
    return gravest(code, INCOMPLETE) if ran.result.not_restored or ran.unstamped else code


def _show(lang: str, result: "RunResult", finished: "Finished", *, json: bool) -> None:
    """Print what was found on stdout."""
    from harness.cli.show import counted
    from harness.evidence.seal import verified

    if json:
        line = {
            "bundle": shown(result.bundle),
            "outcome": result.outcome,
            "reason": result.reason,
            "report": shown(finished.report),
            "manifest": verified(finished.bundle).manifest,
            "timings": result.timings,
            "not_restored": result.not_restored,
            "summary": msgspec.to_builtins(finished.assessment.summary, order="sorted"),
            "findings": counted(finished.assessment),
        }
        emit_json(line)
    else:
        from harness.cli.show import show_summary

        show_summary(finished.view, lang)


def last_lines(ran: "Ran") -> None:
    """Say where everything is, and what is not as it should be."""
    from harness.cli.seals import seal_line
    from harness.evidence.seal import verified

    result, finished = ran.result, ran.finished
    if ran.stamped is not None:
        say(f"stamped: {ran.stamped.time} by {ran.stamped.authority}")
    waiting, total = result.timings["scenario_waiting"], result.timings["total"]
    say(f"time: {total:.1f} s; the scenario's own waiting {waiting:.1f} s, orchestration {total - waiting:.1f} s")
    say(f"bundle: {shown(result.bundle)}")
    say(f"report: {shown(finished.report)}")
    say(seal_line(verified(finished.bundle)))
    if result.reason:
        say(f"harness: the run is {result.outcome}: {result.reason}", "bold yellow")
    if result.not_restored:
        say(f"harness: the device is not as it was: {result.not_restored}", "bold yellow")
    if ran.unstamped:
        say(f"harness: the bundle has no time stamp that can be relied on: {ran.unstamped}", "bold yellow")

"""``harness run``."""

import datetime as dt
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typer

from harness.cli.errors import DONE, INCOMPLETE, INTERRUPTED, say, sentences, talk

if TYPE_CHECKING:
    from harness.capture.device.options import DeviceOptions
    from harness.catalog.points import Point

ALL = "all"


class Network(StrEnum):
    """Where the app's requests go."""

    live = "live"
    sinkhole = "sinkhole"


class RouteChoice(StrEnum):
    """How the app's traffic reaches the proxy."""

    proxy = "proxy"
    transparent = "transparent"
    wireguard = "wireguard"


class QuicChoice(StrEnum):
    """What happens to HTTP/3."""

    block = "block"
    decrypt = "decrypt"
    leave = "leave"


def run(
    apk: list[Path] = typer.Argument(..., help="APK files."),
    device: str | None = typer.Option(None, "--device", help="An adb serial, or 'sandbox'."),
    scenario: str = typer.Option("consent", "--scenario", help="A shipped scenario's name or a file."),
    branch: str = typer.Option(
        "accept", "--branch", help="A branch of the scenario (accept, refuse, ignore), or 'all'."
    ),
    persona: Path | None = typer.Option(None, "--persona", help="A persona file; a fresh one is made without it."),
    hooks: list[Path] = typer.Option([], "--hooks", help="A file of own access points (repeat it for more files)."),
    network: Network = typer.Option(
        Network.sinkhole, "--network", help="sinkhole: the proxy answers everything itself."
    ),
    proxy_port: int = typer.Option(0, "--proxy-port", min=0, max=65535, help="The proxy's port; 0 takes any free one."),
    route: RouteChoice = typer.Option(
        RouteChoice.proxy, "--route", help="How the app's traffic comes to the proxy; each way needs something."
    ),
    quic: QuicChoice = typer.Option(
        QuicChoice.block, "--quic", help="HTTP/3: refused, decrypted where the route can, or left alone."
    ),
    wireguard_host: str = typer.Option("", "--wireguard-host", help="This host's address as the device reaches it."),
    frida_server: Path | None = typer.Option(
        None, "--frida-server", envvar="HARNESS_FRIDA_SERVER", help="A frida-server binary or its .xz, for the device."
    ),
    frida_server_sha256: str = typer.Option("", "--frida-server-sha256", help="The digest that file must have."),
    selinux_permissive: bool = typer.Option(False, "--selinux-permissive", help="SELinux permissive during the run."),
    unpin: bool = typer.Option(
        False, "--unpin", help="Take certificate pinning out of the app. It changes the app; the bundle says so."
    ),
    replace_app: bool = typer.Option(
        False, "--replace-app", help="Remove the app, with its data, if it is on the device already."
    ),
    out: Path = typer.Option(Path("runs"), "--out", help="The directory in which each run leaves its bundle."),
    lang: str = typer.Option("en", "--lang", help="The report's language: en or zh."),
    json: bool = typer.Option(False, "--json", help="Print one JSON line per run on stdout instead of the summary."),
) -> None:
    """Run apps through a scenario on a device; each run leaves a sealed bundle, its assessment and a report."""
    with sentences():
        from harness.capture.device.options import DeviceOptions
        from harness.capture.scenario import load_scenario
        from harness.catalog.points import with_own
        from harness.cli.assess import language

        points = with_own(hooks)
        about = DeviceOptions(
            frida_server=frida_server,
            frida_server_sha256=frida_server_sha256,
            selinux_permissive=selinux_permissive,
            route=route.value,
            quic=quic.value,
            wireguard_host=wireguard_host,
            replace_app=replace_app,
        )
        words = language(lang)

        script = load_scenario(scenario)
        branches = sorted(script.branches) if branch == ALL else [branch]
        for name in branches:
            script.script(name)
        worst = DONE
        for file in apk:
            for name in branches:
                code = one_run(
                    file, device, scenario, name, persona, points, network, proxy_port, out, words, json, about, unpin
                )
                worst = max(worst, code)
    raise typer.Exit(worst)


def one_run(
    apk: Path,
    device: str | None,
    scenario: str,
    branch: str,
    persona: Path | None,
    points: "list[Point]",
    network: Network,
    proxy_port: int,
    out: Path,
    lang: str,
    json: bool,
    about: "DeviceOptions | None" = None,
    unpin: bool = False,
) -> int:
    """Run one app through one branch, print what was found, and return the exit code."""
    from harness.capture.device.choose import choose
    from harness.capture.run import RunOptions
    from harness.capture.run import run as capture
    from harness.capture.scenario import load_scenario
    from harness.persona.generate import generate
    from harness.persona.persona import load_persona

    options = RunOptions(
        apk=apk,
        out=_directory(out, apk, branch),
        scenario=load_scenario(scenario),
        branch=branch,
        persona=load_persona(persona) if persona else generate(),
        points=points,
        network=network.value,
        proxy_port=proxy_port,
        unpin=unpin,
    )
    with talk.status(f"{apk.name}: {branch}") as status:
        result = capture(options, lambda: choose(device, about), lambda text: status.update(f"{apk.name}: {text}"))
        status.update(f"{apk.name}: analysing")
        report, assessment = finish(result.bundle, lang)
    code = {"complete": DONE, "interrupted": INTERRUPTED}.get(result.outcome, INCOMPLETE)
    if json:
        line = {
            "bundle": str(result.bundle),
            "outcome": result.outcome,
            "reason": result.reason,
            "report": str(report),
            "timings": result.timings,
            "not_restored": result.not_restored,
            "summary": msgspec.json.decode(assessment).get("summary"),
        }
        sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    else:
        from harness.cli.assess import show_summary
        from harness.evidence.bundle import Bundle

        show_summary(Bundle(result.bundle), assessment, lang)
    waiting, total = result.timings["scenario_waiting"], result.timings["total"]
    say(f"time: {total:.1f} s; the scenario's own waiting {waiting:.1f} s, orchestration {total - waiting:.1f} s")
    say(f"bundle: {result.bundle}")
    say(f"report: {report}")
    if result.reason:
        say(f"harness: the run is {result.outcome}: {result.reason}", "bold yellow")
    if result.not_restored:
        say(f"harness: the device is not as it was: {result.not_restored}", "bold yellow")
        code = max(code, INCOMPLETE)
    return code


def finish(bundle: Path, lang: str) -> tuple[Path, bytes]:
    """Assess a bundle and write assessment and report beside it; return the report's path and the assessment."""
    from harness.cli.assess import assess_bundle, render
    from harness.evidence.bundle import Bundle

    opened = Bundle(bundle)
    assessment = assess_bundle(opened)
    bundle.with_name(f"{bundle.name}.assessment.json").write_bytes(assessment)
    report = bundle.with_name(f"{bundle.name}.report.html")
    report.write_text(render(opened, assessment, lang), "utf-8")
    return report, assessment


def _directory(out: Path, apk: Path, branch: str) -> Path:
    """Return a new name for a bundle: app, branch and time; the file's name is hostile."""
    stem = "".join(c if c.isalnum() or c in "-_." else "_" for c in apk.stem)[:60].strip(".") or "app"
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    path, number = out / f"{stem}-{branch}-{moment}", 1
    while path.exists():
        number += 1
        path = out / f"{stem}-{branch}-{moment}-{number}"
    return path

"""A calibration on a terminal: what is proved, and everything that is not as it should be."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.evidence.calibration import Calibration
from harness.report.calibration import words
from harness.report.safe import one_line
from harness.report.texts import texts

_COLOURS = {"unseen": "green", "left": "yellow", "before": "red"}
_STATES = {"decrypted": "green", "partly": "red", "leaked": "bold red", "seen": "", "closed": "dim", "silent": "dim"}
_NAMES = 6


def print_calibration(found: Calibration, console: Console, lang: str = "en") -> None:
    """Print it."""
    t = texts(lang)
    console.print(Text(words.sentence(found, t), f"bold {_COLOURS[words.level(found)]}"))
    for flag in words.flags(found, t):
        console.print(Text(flag, "yellow"))
    console.print(Text(" · ".join(f"{name}: {text}" for name, text in words.facts(found, t)), "dim"))
    points = _table(t("calibrate.points"), t("calibrate.state"), t("calibrate.count"), t("calibrate.names"))
    for group in words.groups(found, t):
        most = len(group.names) if group.bad else _NAMES
        names = ", ".join(group.names[:most]) + (" …" if len(group.names) > most else "")
        style = "red" if group.bad else "green" if group.right else ""
        points.add_row(Text(group.title, style), str(len(group.names)), Text(names, style if group.bad else "dim"))
    console.print(points)
    ways = _table(t("calibrate.ways"), t("calibrate.way"), *(t(f"calibrate.form.{form}") for form in words.FORMS))
    for way in words.ways(found, t):
        ways.add_row(way.name, *(Text(cell.text, _STATES[cell.state]) for cell in way.cells))
    console.print(ways)
    heads = ("process", "called", "seen", "held", "agrees")
    processes = _table(t("calibrate.processes"), *(t(f"calibrate.{head}") for head in heads))
    for name, called, seen, held, agrees in words.processes(found, t):
        processes.add_row(Text(name), f"{called:,}", seen, held, agrees)
    console.print(processes)
    places = _table(t("calibrate.places"), *(t(f"calibrate.{head}") for head in ("place", "called", "seen")))
    for name, called, seen, bad in words.places(found, t):
        places.add_row(name, f"{called:,}", Text(seen, "red" if bad else ""))
    console.print(places)
    screens = _table(t("calibrate.screens"), t("calibrate.screen"), t("calibrate.read"), "")
    for name, read, detail in words.screens(found, t):
        screens.add_row(name, read, Text(detail))
    console.print(screens)
    if missing := [one.id for one in found.planted if one.planted and not one.read]:
        console.print(Text(f"{t('calibrate.planted')}: {t('calibrate.no')}: {', '.join(missing)}", "red"))
    same, changed = words.differences(found, t)
    console.print(Text(f"{t('calibrate.differences')}: {same}" if same else t("calibrate.differences")))
    for point, hooked, plain in changed:
        console.print(Text(one_line(f"  {point}: {hooked} / {plain}", 300), "red"))
    for cost in words.costs(found, t):
        console.print(Text(cost, "dim"))


def _table(title: str, *heads: str) -> Table:
    table = Table(title=Text(title), title_justify="left", title_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table

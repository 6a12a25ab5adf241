"""A calibration in words: what both the page and the terminal show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from harness.evidence.calibration import BLIND, DIALOG, Calibration, WayState
from harness.report.safe import one_line
from harness.report.texts import Texts

FORMS = ("plain", "digest", "gzip_base64", "aes")
BAD_WAYS: frozenset[WayState] = frozenset({"partly", "leaked"})
_MOST = 300
_IN_A_CELL = 100
"""Characters of a sentence: there may be sixty of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """Access points of one state: ``bad`` ones were called and not seen as they were. ``names`` are ids, with why."""

    title: str
    names: tuple[str, ...]
    bad: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What is proved of a way in one form."""

    text: str
    detail: str
    state: str


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way out, a cell a form."""

    name: str
    cells: tuple[Cell, ...]


def level(found: Calibration) -> str:
    """Return how good it is: ``unseen`` (nothing wrong), ``left`` (something is), ``before`` (something leaves unseen,
    or nothing is proved)."""
    if not found.proven or found.leaks:
        return "before"
    return "unseen" if found.good else "left"


def sentence(found: Calibration, t: Texts) -> str:
    """Return what came of it, in a sentence."""
    if not found.processes:
        return t("calibrate.none")
    key = "calibrate.good" if found.good else "calibrate.bad"
    return t(key, n=len(found.proven), total=len(found.points))


def facts(found: Calibration, t: Texts) -> list[tuple[str, str]]:
    """Return what was calibrated and with what: names and texts."""
    device = found.device
    name = " ".join(filter(None, (device.manufacturer, device.model))) or device.serial
    route = " ".join(filter(None, (found.route, "gadget" if found.gadget else "")))
    tool = ", ".join(f"{part} {version}" for part, version in found.tool.items())
    rows = (
        ("device", name), ("android", f"{device.android} (API {device.api_level})"), ("build", device.fingerprint),
        ("made", found.made), ("took", t("calibrate.seconds", n=round(found.seconds))), ("tool", tool),
        ("route", route), ("catalogue", found.catalogue[:16]),
    )  # fmt: skip
    return [(t(f"calibrate.{key}"), one_line(text, 200)) for key, text in rows if text]


def flags(found: Calibration, t: Texts) -> list[str]:
    """Return what must be known before anything else is read."""
    said = [t("calibrate.sandbox")] if found.device.sandbox else []
    said += [t("calibrate.quick")] if found.quick else []
    return said + [one_line(problem, _MOST) for problem in found.problems]


def groups(found: Calibration, t: Texts) -> list[Group]:
    """Return the access points by what is proved of them: what is wrong first, what is proved last."""
    rows: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name, proof in sorted(found.points.items()):
        if proof.state in BLIND:
            rows[0, t(f"calibrate.point_state.{proof.state}")].append(f"{name}: {one_line(proof.detail, _MOST)}")
        elif proof.state == "right":
            rows[2, t("calibrate.point_state.right")].append(name)
        else:
            rows[1, t.named("calibrate.why", proof.why)].append(name)
    return [
        Group(title, tuple(names), order == 0, order == 2)
        for (order, title), names in sorted(rows.items(), key=lambda row: (row[0][0], -len(row[1]), row[0][1]))
    ]


def ways(found: Calibration, t: Texts) -> list[WayRow]:
    """Return the ways out."""
    by = {(one.way, one.form): one for one in found.ways}
    rows = []
    for way in sorted({one.way for one in found.ways}):
        cells = []
        for form in FORMS:
            proof = by.get((way, form))
            state = proof.state if proof else "silent"
            missing = ", ".join(proof.missing) if proof else ""
            detail = " ".join(filter(None, (missing, proof.detail if proof and state != "decrypted" else "")))
            count = f" {proof.found}/{proof.sent}" if proof and state in ("decrypted", "partly") else ""
            cells.append(Cell(t(f"calibrate.way_state.{state}") + count, one_line(detail, _IN_A_CELL), state))
        rows.append(WayRow(t.named("calibrate.way_name", way), tuple(cells)))
    return rows


def processes(found: Calibration, t: Texts) -> list[tuple[str, int, str, str, str]]:
    """Return the processes: name, calls, seen, held, whether account and rows agree."""
    rows = []
    for one in found.processes:
        agrees = t("calibrate.yes") if one.agrees else t("calibrate.no")
        if one.isolated:
            agrees = t("calibrate.isolated")
        elif not one.whole:
            agrees = t("calibrate.not_whole")
        held = t("calibrate.ms", n=one.held_ms)
        name = one_line(one.name, 80) + (f" ({t('calibrate.bits', n=one.bits)})" if one.bits else "")
        rows.append((name, one.called, f"{one.seen:,}", held, agrees))
    return rows


def places(found: Calibration, t: Texts) -> list[tuple[str, int, str, bool]]:
    """Return from where the probe called: the place, calls, how many were seen or why there were none, and whether some
    were not seen that should have been."""
    rows = []
    for one in found.places:
        why = one_line(t.named("calibrate.why", one.why), _MOST) if one.why else t("calibrate.place_none")
        seen = f"{one.seen:,}" if one.called else why
        bad = one.seen < one.called and one.name != "isolated"
        rows.append((t.named("calibrate.place_name", one.name), one.called, seen, bad))
    return rows


def screens(found: Calibration, t: Texts) -> list[tuple[str, str, str]]:
    """Return the screens: name, whether it was read, why not."""
    return [
        (
            _screen(one.name, t),
            t("calibrate.yes") if one.read else t("calibrate.no"),
            one_line(one.detail, _MOST),
        )
        for one in found.screens
    ]


def _screen(name: str, t: Texts) -> str:
    if name.startswith(DIALOG):
        return t("calibrate.dialog", groups=one_line(name.removeprefix(DIALOG), 80))
    return t.named("calibrate.screen_name", name)


def planted(found: Calibration, t: Texts) -> list[tuple[str, str, str]]:
    """Return the planted values by id: whether the app read it back, by what."""
    rows = []
    for one in found.planted:
        read = t("calibrate.yes") if one.read else t("calibrate.no")
        rows.append((one.id, read if one.planted else t("calibrate.not_planted"), one.by))
    return rows


def costs(found: Calibration, t: Texts) -> list[str]:
    """Return what it costs to look, in sentences."""
    said: list[str] = []
    if found.cost is not None:
        cost = found.cost
        said.append(t("calibrate.cost_is", hooked=cost.hooked_us, plain=cost.plain_us, n=cost.calls))
    if found.looks_per_s is not None:
        said.append(t("calibrate.speed", rate=f"{found.looks_per_s:.0f}"))
    return said


def differences(found: Calibration, t: Texts) -> tuple[str, Sequence[tuple[str, str, str]]]:
    """Return a sentence, or the calls that gave the app something else with the agent than without."""
    if found.differences is None:
        return t("calibrate.not_compared"), ()
    rows = [(one.point, one_line(one.hooked, _MOST), one_line(one.plain, _MOST)) for one in found.differences]
    return ("" if rows else t("calibrate.same")), rows

"""A calibration: the probe's own account held against what a run of it has recorded."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from harness.analysis.model import Sighting
from harness.analysis.probe import places, points, ways
from harness.analysis.probe.account import Copies, Made, Own, read_account
from harness.analysis.recording import Recording
from harness.evidence.calibration import (
    DIALOG,
    Calibration,
    Cost,
    Difference,
    PlantedProof,
    PointProof,
    ProcessProof,
    ScreenProof,
)
from harness.evidence.rows import PermissionRequest, Process

_SCREENS = {
    "privacy_dialog": "calls", "typing": "typing", "animation": "animation", "full_screen": "full_screen",
    "english_dialog": "english_dialog",
}  # fmt: skip
"""The phase of the probe's scenario that shows whether a screen was read and used."""
_ASKED = (
    "phone_number", "imei", "imsi", "iccid", "device_serial", "android_id", "wifi_", "device_name", "account",
    "clipboard", "contact.", "call.", "sms.", "calendar.",
)  # fmt: skip
"""Beginnings of the ids of what the probe asks for: an app of ours has no means to ask for the rest by."""
_OF_ROUTE = frozenset({"linkprops.getHttpProxy"})
"""Points that tell how the traffic is led to the proxy, which is another way without the agent."""
_NOT_CALLED = ("not called", "")
_UNHOOKED = "isolated"
"""Where the probe calls without hooks."""
_VOLATILE = frozenset({"object", "bytes"})
"""Kinds of values of which the class alone is compared: identities and random bytes are others each time."""


@dataclass(frozen=True)
class Known:
    """What the probe is known to do: the ``catalogue``'s points with their kinds, why it does not call some (as words),
    which points ways out call, and the persona's texts that were ``planted``, by id, with their ``categories``."""

    catalogue: Mapping[str, str]
    not_called: Mapping[str, str]
    by_paths: Sequence[str]
    planted: Mapping[str, str]
    categories: Mapping[str, str]


def compare(
    recording: Recording,
    copies: Copies,
    plain: Copies | None,
    sightings: Sequence[Sighting],
    known: Known,
) -> Calibration:
    """Return what a run proves. ``copies`` are of its account, ``plain`` of that of a run without the agent, if there
    was one; ``sightings`` are the run's."""
    accounts, foreign = _own(read_account(copies), recording.processes)
    called = frozenset(call.point for own in accounts for call in own.calls)
    seen = points.Seen(recording.observations, called)
    run = recording.run
    proofs = points.proofs(accounts, seen, recording.hooks, known.catalogue, known.not_called, known.by_paths)
    found = Calibration(
        points=proofs,
        ways=ways.proofs(
            accounts, recording.exchanges, sightings, recording.connections,
            ways.names_looked_up(recording.observations), known.planted,
        ),
        processes=[_process(own, seen, recording.processes, proofs) for own in accounts],
        places=places.proofs(accounts, seen, recording, proofs),
        screens=_screens(recording, accounts, known.planted.get("name", "")),
        planted=_planted(accounts, known, run.not_planted or []),
    )  # fmt: skip
    if run.device is not None:
        found.device = run.device
    if run.route is not None:
        found.route = run.route.kind
    found.gadget = run.gadget is not None
    if run.pace is not None:
        found.looks_per_s = run.pace.looks_per_s
    if not accounts:
        found.problems.append("The probe's account is neither in the device's log nor in its files.")
    if foreign:
        found.problems.append(f"Others write to the log under the probe's name, which counts for nothing: {foreign}.")
    known_pids = {row.pid for row in recording.processes}
    found.problems += [
        f"The process {own.pid} of the probe was never met by the harness, and nothing in it was seen."
        for own in accounts
        if own.pid not in known_pids
    ]
    isolated = {row.pid for row in recording.processes if row.isolated}
    found.problems += [
        f"The account of the process {own.pid} ends after its call of {own.calls[-1].point}: what came next ended it."
        for own in accounts
        if own.end is None and own.calls and own.pid not in isolated
    ]
    if plain is not None:
        without = [own for own in read_account(plain) if own.sealed]
        found.differences = differences([own for own in accounts if own.pid not in isolated], without)
        found.cost = _cost(accounts, without)
        if not without:
            found.problems.append("There is no whole account of the run without the agent.")
    return found


def _own(accounts: Sequence[Own], processes: Sequence[Process]) -> tuple[list[Own], str]:
    """Return the accounts that are the probe's, and which processes wrote others: neither sealed with the word that
    only the probe knows, nor of a process of the probe's."""
    pids = {row.pid for row in processes}
    foreign = sorted(own.pid for own in accounts if own.pid not in pids and not own.sealed)
    mine = [own for own in accounts if own.pid not in foreign]
    return mine, ", ".join(f"process {pid}" for pid in foreign[:10])


def _process(own: Own, seen: points.Seen, rows: Sequence[Process], proofs: Mapping[str, PointProof]) -> ProcessProof:
    """One process: whether there are as many rows as calls of each point that is there at all."""
    row = next((row for row in rows if row.pid == own.pid), None)
    isolated = row is not None and row.isolated
    calls: dict[tuple[str, str], int] = {}
    for call in own.calls:
        if call.reached and (proof := proofs.get(call.point)) and proof.called:
            calls[call.point, call.by] = calls.get((call.point, call.by), 0) + 1
    rows_of = {key: len(seen.calls(own.pid, *key)) for key in calls}
    return ProcessProof(
        name=row.name if row else str(own.pid),
        called=sum(calls.values()),
        seen=sum(min(rows_of[key], calls[key]) for key in calls),
        agrees=rows_of == calls,
        isolated=isolated,
        held_ms=(row.held_us if row else 0) // 1000,
        whole=own.whole,
        bits=own.bits,
    )


def _screens(recording: Recording, accounts: Sequence[Own], name: str) -> list[ScreenProof]:
    typed = [text for own in accounts for text in own.typed]
    decided = [text for own in accounts for text in own.decided]
    states = {phase.phase: phase for phase in recording.run.phases or []}
    found = []
    for screen, phase in _SCREENS.items():
        outcome = states.get(phase)
        proof = ScreenProof(name=screen, read=outcome is not None and outcome.state == "done")
        proof.detail = outcome.cause if outcome is not None else "the run did not come so far"
        if proof.read and screen == "typing" and typed != [name]:
            proof.read, proof.detail = False, f"{name!r} was typed, the app got {typed}"
        if proof.read and screen == "english_dialog" and decided != ["agree"]:
            proof.read, proof.detail = False, f"'Agree' was tapped, the app got {decided}"
        found.append(proof)
    return found + _dialogs(recording.permissions)


def _dialogs(requests: Sequence[PermissionRequest]) -> list[ScreenProof]:
    """Each permission dialog by what it asked for, in their order: the last row of each counts."""
    last = {row.id: row for row in requests}
    return [
        ScreenProof(
            name=f"{DIALOG}{'+'.join(row.groups) or row.id}",
            read=bool(row.answered_us),
            detail="" if row.answered_us else "it was not answered",
        )
        for row in last.values()
    ]


def _planted(accounts: Sequence[Own], known: Known, missing: Sequence[str]) -> list[PlantedProof]:
    """Whether the app got each planted text from some access point, as the whole of a value or a part of one."""
    texts = [
        (call.point, text)
        for own in accounts
        for call in own.calls
        if call.value is not None
        for text in _texts(call.value)
    ]
    texts += [(name, text) for own in accounts for name, read in own.read for text in read]
    found = []
    for name, value in known.planted.items():
        by = next((point for point, text in texts if value in text), "")
        if name.startswith(_ASKED):
            category = known.categories.get(name, "")
            found.append(PlantedProof(id=name, category=category, planted=name not in missing, read=bool(by), by=by))
    return found


def _texts(value: Mapping[str, object]) -> Iterable[str]:
    if value.get("k") == "text":
        yield str(value.get("x", ""))
    items = value.get("i")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield from _texts(item)


def differences(hooked: Sequence[Own], plain: Sequence[Own]) -> list[Difference]:
    """Return the calls whose outcome is another with the agent than without, or that were made in one of both alone.

    What gives another text each time it is called, also without the agent, is compared by its kind alone: of the two
    processes and the two times at which the probe calls most points.
    """
    hooked, plain = _hookable(hooked), _hookable(plain)
    with_, without, steady = _outcomes(hooked), _outcomes(plain), _steady(plain)
    found = []
    for key in {**with_, **without} if hooked and plain else ():
        outcome, other = with_.get(key, _NOT_CALLED), without.get(key, _NOT_CALLED)
        if outcome == other or key[0] in _OF_ROUTE:
            continue
        if key[0] not in steady and outcome[0] == other[0]:
            continue
        found.append(
            Difference(point=key[0], hooked=" ".join(outcome).strip()[:300], plain=" ".join(other).strip()[:300])
        )
    return found


def _outcomes(accounts: Sequence[Own]) -> dict[tuple[str, str, str, int], tuple[str, str]]:
    """What came of every call, by point, caller and place, and which of such calls it is: each process makes some."""
    found, made = {}, Counter[tuple[str, str, str]]()
    for own in accounts:
        for call in own.calls:
            key = (call.point, call.by, call.source)
            found[*key, made[key]] = _outcome(call)
            made[key] += 1
    return found


def _hookable(accounts: Sequence[Own]) -> list[Own]:
    """Those of processes that can be hooked; an isolated one is ended with the run, and may not come to its end."""
    return [own for own in accounts if not any(call.source == _UNHOOKED for call in own.calls)]


def _steady(accounts: Sequence[Own]) -> frozenset[str]:
    """The points that were called more than once without the agent and gave the same each time."""
    given: dict[str, list[tuple[str, str]]] = {}
    for own in accounts:
        for call in own.calls:
            given.setdefault(call.point, []).append(_outcome(call))
    return frozenset(point for point, all_ in given.items() if len(all_) > 1 and len(set(all_)) == 1)


def _outcome(call: Made) -> tuple[str, str]:
    """What came of a call: its kind, and the rest. Of objects the class; what an exception says may name addresses."""
    if call.value is None:
        return f"{call.out} {call.exception}".strip(), ""
    kind = str(call.value.get("k"))
    head = f"{call.out} {kind} {call.value.get('t', '')}".strip()
    return head, "" if kind in _VOLATILE else str(call.value.get("x", call.value.get("n", "")))


def _cost(hooked: Sequence[Own], plain: Sequence[Own]) -> Cost | None:
    with_, without = (
        [call.us for own in accounts for call in own.calls if call.reached] for accounts in (hooked, plain)
    )
    if not with_ or not without:
        return None
    return Cost(calls=len(with_), hooked_us=median_low(with_), plain_us=median_low(without))

"""The options by which a hook log of another program is joined to traffic, and what is said of it."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.errors import fail, say

if TYPE_CHECKING:
    from harness.evidence.calls.log import CallsRequest
    from harness.evidence.run_record import CallsFrom

APP_HELP = "The app that it is about (its package): its own code, and of a capture that names apps its traffic alone."
CALLS_HELP = (
    "What hooks of another program logged meanwhile (frooky, frida -o, MobSF, JSON lines): joined to the traffic."
)
MAPPING_HELP = "With --calls: YAML that says what the keys of the log mean; the usual ones need none."
OFFSET_HELP = "With --calls: how far the log's clock is ahead of the traffic's; without it no order is concluded."


def calls_request(log: Path | None, mapping: Path | None, ahead_s: float | None) -> "CallsRequest | None":
    """Return what was asked for. Raises ``typer.Exit`` after saying what does not go together."""
    from harness.evidence.calls.log import CallsRequest

    if log is None:
        if mapping is not None or ahead_s is not None:
            raise fail("--mapping and --clock-offset go with --calls LOG.")
        return None
    if ahead_s is not None and not (math.isfinite(ahead_s) and abs(ahead_s) < 1e9):
        raise fail("--clock-offset takes a number of seconds.")
    return CallsRequest(log, mapping, ahead_s)


def say_calls(said: "CallsFrom") -> None:
    """Say what was joined, and what of the log was not."""
    say(f"joined {said.calls} call{'s' * (said.calls != 1)} of {said.file}", "green")
    if said.unnamed:
        say(
            f"{said.unnamed} of them went through no access point of the catalogue: {', '.join(said.named[:3])}",
            "yellow",
        )
    if said.others:
        say(f"{said.others} other records of it are no calls", "yellow")
    if said.unreadable:
        say(f"{said.unreadable} places of it could not be read; the first: {said.lost[0]}", "yellow")
    if said.clock == "unknown":
        say(
            "how its clock stands to the traffic's is unknown, so no order is concluded (--clock-offset SECONDS)",
            "yellow",
        )
    elif said.clock == "untimed":
        say("it holds calls without a time, so no order is concluded", "yellow")

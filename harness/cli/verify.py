"""``harness verify``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typer

from harness.cli.errors import say
from harness.cli.seals import seal_line
from harness.cli.stdout import emit_json
from harness.errors import DONE, FOUND, INCOMPLETE
from harness.files.names import shown
from harness.jobs.seals import faults

if TYPE_CHECKING:
    from harness.evidence.seal import Verification


def verify(
    bundle: Path = typer.Argument(..., help="A bundle's directory."),
    key: Path | None = typer.Option(None, "--key", help="The public key that must have signed the bundle."),
    authority: Path | None = typer.Option(
        None, "--authority", help="Certificates (PEM) of the time-stamping authority that must have stamped it."
    ),
    manifest: str = typer.Option("", "--manifest", help="The sha256 of manifest.json, as the run and its report say."),
    json: bool = typer.Option(False, "--json", help="Print the result as JSON on stdout."),
) -> None:
    """Check that a bundle is as it was sealed: 0 intact and as demanded, 1 changed or tampered with, 3 never sealed."""
    from harness.evidence.seal import verify as verify_bundle
    from harness.evidence.signature import load_public
    from harness.evidence.timestamp import load_roots

    expected = load_public(key) if key is not None else None
    found = verify_bundle(bundle, expected, load_roots(authority) if authority is not None else [])
    problems = list(_unmet(found, signed=key is not None, stamped=authority is not None, manifest=manifest.strip()))
    if json:
        emit_json(_public(found) | {"demands_unmet": problems})
    _say(found)
    for problem in problems:
        say(problem, "red")
    if found.state == "cut_off":
        raise typer.Exit(FOUND if problems else INCOMPLETE)
    raise typer.Exit(DONE if found.intact and not problems else FOUND)


def _unmet(found: "Verification", *, signed: bool, stamped: bool, manifest: str) -> list[str]:
    """Return what was demanded of the bundle and is not so."""
    unmet = []
    if signed and not (found.signature and found.signature.good and found.signature.expected):
        unmet.append("not signed by the key that was named")
    if stamped and not (found.stamp and found.stamp.state == "verified"):
        unmet.append("not stamped by the authority that was named")
    if manifest and manifest.lower() != found.manifest:
        unmet.append(f"the manifest is not the one that was named: its sha256 is {found.manifest or 'none'}")
    return unmet


def _say(found: "Verification") -> None:
    if found.intact:
        say(f"intact: {found.files} files are as they were sealed", "green")
    elif found.state == "cut_off":
        say("not sealed: the run was cut off before its end; the evidence can be read but not verified", "yellow")
    for line in faults(found):
        say(line, "red")
    if found.manifest:
        say(seal_line(found))
    if found.signature is not None and found.signature.good:
        whose, style = {
            True: ("the key that was named", "green"),
            False: ("NOT the key that was named", "red"),
            None: ("whose key that is was not checked: name it with --key", ""),
        }[found.signature.expected]
        say(f"signed by {found.signature.fingerprint} ({whose})", style)
    elif found.sealed and found.signature is None:
        say("not signed: whoever can change a file can seal it again")
    if found.stamp is not None and found.stamp.state != "invalid":
        words = {"verified": "verified", "unchecked": "not checked: --authority names the authority's certificates"}
        state = words.get(found.stamp.state) or f"unverifiable: {shown(found.stamp.reason)}"
        when = f"stamped {found.stamp.time} by {shown(found.stamp.authority)}" if found.stamp.time else "time stamp"
        say(f"{when} ({state})", "green" if found.stamp.state == "verified" else "yellow")


def _public(found: "Verification") -> dict[str, Any]:
    """Return the result for a program; names that are no text are escaped."""
    raw: dict[str, Any] = msgspec.to_builtins(found)
    for field in ("changed", "missing", "added", "faults"):
        raw[field] = [shown(name) for name in raw[field]]
    for field in ("kinds", "ranges"):
        raw[field] = {shown(name): value for name, value in raw[field].items()}
    return raw | {"sealed": found.sealed, "intact": found.intact}

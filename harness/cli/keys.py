"""``harness keys new|show``."""

from pathlib import Path

import typer

from harness.cli.errors import say
from harness.cli.helping import Program
from harness.cli.stdout import emit, emit_json
from harness.files.names import shown

app = Program(help="Keys that sign bundles (Ed25519).", no_args_is_help=True)


@app.command("new")
def new(
    file: Path = typer.Argument(..., help="The file for the private key; the public key goes to FILE.pub."),
) -> None:
    """Make a key pair. HARNESS_KEY_PASSPHRASE, when set, protects the private key."""
    from harness.evidence.signature import fingerprint, new_key

    key = new_key(file)
    say(f"wrote {shown(file)} (keep it secret) and {shown(file)}.pub (give it to whoever verifies)")
    say(f"fingerprint: {fingerprint(key)}")


@app.command("show")
def show(
    file: Path = typer.Argument(..., help="A private or public key, or a bundle's signer.pem."),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Print a key's public half and its fingerprint."""
    from harness.evidence.signature import fingerprint, load_public, public_pem

    key = load_public(file)
    if json:
        emit_json({"algorithm": "ed25519", "fingerprint": fingerprint(key), "public_key": public_pem(key).decode()})
        return
    emit(public_pem(key).decode())
    say(f"fingerprint: {fingerprint(key)}")

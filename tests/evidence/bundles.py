"""Bundles for tests."""

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from harness.persona.generate import generate
from harness.persona.persona import Persona

FEW = ("phone_number", "imei")


def small_persona() -> Persona:
    """Make a persona of two values: to look for all 49 takes five times as long, each time."""
    whole = generate(1)
    return msgspec.structs.replace(whole, values=[value for value in whole.values if value.id in FEW])


def sealed(root: Path, key: Ed25519PrivateKey | None = None, **files: bytes) -> Path:
    """Write and seal a small bundle, with ``files`` besides; return its directory."""
    with BundleWriter(root, RunRecord(), key) as writer:
        writer.write_file("ui/x.xml", b"<hierarchy/>")
        for name, content in files.items():
            writer.write_file(name, content)
        writer.seal("complete")
    return root

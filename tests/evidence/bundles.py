"""Bundles for tests."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness.evidence.writer import BundleWriter


def sealed(root: Path, key: Ed25519PrivateKey | None = None, **files: bytes) -> Path:
    """Write and seal a small bundle, with ``files`` besides; return its directory."""
    with BundleWriter(root, {}, key) as writer:
        writer.write_file("ui/x.xml", b"<hierarchy/>")
        for name, content in files.items():
            writer.write_file(name, content)
        writer.seal("complete")
    return root

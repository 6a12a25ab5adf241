"""The sample apps that come with the harness: real APKs, which send nothing to anybody."""

from pathlib import Path

import harness


def sample(name: str) -> Path:
    """Return a sample app's file, in a checkout or an installed wheel."""
    package = Path(harness.__file__).parent
    checkout = package.parent / "samples" / name / f"{name}.apk"
    return checkout if checkout.is_file() else package / "_data" / "samples" / f"{name}.apk"

"""Several runs of one app, side by side."""

from collections.abc import Sequence
from pathlib import Path

from harness.analysis.across.compare import Comparison, compare
from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.together import assess_together
from harness.files.names import shown
from harness.jobs.assess import tool
from harness.jobs.source import open_bundle
from harness.jobs.told import Told


def compared(bundles: Sequence[Path], told: Told) -> Comparison:
    """Assess each bundle and compare them. Raises ``BundleError``."""
    opened = [open_bundle(path, told) for path in bundles]
    found = assess_together([recording_from_bundle(bundle) for bundle in opened], tool=tool())
    return compare([(shown(bundle.path.name), one) for bundle, one in zip(opened, found, strict=True)])

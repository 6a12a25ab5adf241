"""Using an app by itself: the seeded explorer over its view trees, and ``monkey`` as an alternative on real devices."""

from harness.capture.explorer.explorer import Explorer, Surroundings, explore
from harness.capture.explorer.report import ExploreReport, ScreenReport

__all__ = ["ExploreReport", "Explorer", "ScreenReport", "Surroundings", "explore"]

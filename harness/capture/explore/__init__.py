"""Using an app by itself: the seeded explorer over its view trees, and ``monkey`` as an alternative on real devices."""

from harness.capture.explore.explorer import Explorer, Surroundings, explore
from harness.capture.explore.report import ExploreReport, ScreenReport

__all__ = ["ExploreReport", "Explorer", "ScreenReport", "Surroundings", "explore"]

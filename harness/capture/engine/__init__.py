"""Carrying out a scenario on a device: phases with proof of their boundaries. See docs/scenarios.md."""

from harness.capture.engine.attribution import Attribution
from harness.capture.engine.context import Activity, Context, StepFailed
from harness.capture.engine.runner import Runner

__all__ = ["Activity", "Attribution", "Context", "Runner", "StepFailed"]

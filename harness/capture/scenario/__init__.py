"""Scenario files: phases and steps as data. See docs/scenarios.md."""

from harness.capture.scenario.load import load_scenario, parse_scenario, shipped, shipped_dir
from harness.capture.scenario.model import (
    CODES,
    POLICIES,
    Condition,
    Limits,
    PhaseScript,
    Point,
    Scenario,
    Step,
    Target,
)
from harness.capture.scenario.problems import ScenarioError
from harness.capture.scenario.schema import json_schema
from harness.capture.scenario.steps import STEPS
from harness.capture.scenario.variables import settings, with_persona

__all__ = [
    "CODES",
    "POLICIES",
    "STEPS",
    "Condition",
    "Limits",
    "PhaseScript",
    "Point",
    "Scenario",
    "ScenarioError",
    "Step",
    "Target",
    "json_schema",
    "load_scenario",
    "parse_scenario",
    "settings",
    "shipped",
    "shipped_dir",
    "with_persona",
]

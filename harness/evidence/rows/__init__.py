"""The typed rows of a bundle.

Times are integers: ``time_us`` is wall time in microseconds since the Unix epoch on the *device's* clock as it stood at
the run's start: whoever sets it, or this host's, meanwhile moves no row (docs/faults.md, "Clocks"). ``mono_ns`` is the
device's monotonic clock in nanoseconds. ``run.json`` holds the offset between the device's clock and this host's.
"""

from harness.evidence.rows.course import Incident, Phase, Process, StepTaken
from harness.evidence.rows.observation import Observation, Value
from harness.evidence.rows.outward import Attempt, Connection, Replayed
from harness.evidence.rows.row import SCHEMA, Kind, Row, decode_row, encode_row, file_of, kind_of, kinds
from harness.evidence.rows.screen import AppScreen, ConsentScreen, PermissionRequest, Place
from harness.evidence.rows.watching import Defence, Gap, Hook, SelfTest

__all__ = [
    "SCHEMA",
    "AppScreen",
    "Attempt",
    "Connection",
    "ConsentScreen",
    "Defence",
    "Gap",
    "Hook",
    "Incident",
    "Kind",
    "Observation",
    "PermissionRequest",
    "Phase",
    "Place",
    "Process",
    "Replayed",
    "Row",
    "SelfTest",
    "StepTaken",
    "Value",
    "decode_row",
    "encode_row",
    "file_of",
    "kind_of",
    "kinds",
]

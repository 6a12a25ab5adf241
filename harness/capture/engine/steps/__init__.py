"""What each kind of step does: one function a kind, registered with ``@carries_out``."""

# Importing a module registers the steps in it.
from harness.capture.engine.steps import answering, device, exploring, flow, life, seeking, touching, waiting
from harness.capture.engine.steps.registry import EXECUTORS, carries_out, carry_out

__all__ = [
    "EXECUTORS",
    "answering",
    "carries_out",
    "carry_out",
    "device",
    "exploring",
    "flow",
    "life",
    "seeking",
    "touching",
    "waiting",
]

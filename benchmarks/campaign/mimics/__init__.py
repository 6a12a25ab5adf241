"""Apps by the hundred, each with its truth: variants of ``samples/mimic``."""

"""Dynamic runtime instrumentation harness for Android."""

__version__ = "0.1.0"

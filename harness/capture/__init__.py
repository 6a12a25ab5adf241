"""Capture: everything that needs a device. It records and never judges."""

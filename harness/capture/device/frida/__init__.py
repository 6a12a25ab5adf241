"""Frida on a device: its binaries, its server, the handle on it, the gate, and what stands in its way."""

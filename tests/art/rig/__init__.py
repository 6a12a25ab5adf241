"""Builds real ART 11 with Android's core libraries on a Debian machine: ``python -m tests.art.rig`` (``make art``)."""

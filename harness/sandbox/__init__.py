"""The embedded sandbox device: an ADB daemon, a small Android behind it, and apps in a JVM (docs/sandbox.md)."""

from .instances import Info, Sandbox, SandboxError, list_running, start_background, stop_background

__all__ = ["Info", "Sandbox", "SandboxError", "list_running", "start_background", "stop_background"]

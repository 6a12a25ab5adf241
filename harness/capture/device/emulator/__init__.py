"""The Android emulator on this host: its SDK, its processes, its console, its boot."""

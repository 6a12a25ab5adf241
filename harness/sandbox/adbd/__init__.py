"""The device's half of ADB: transport over TCP, streams and the services behind them.

The wire format follows AOSP's ``packages/modules/adb/protocol.txt`` and ``SERVICES.TXT``. The daemon knows nothing of
the system behind it but the :class:`harness.sandbox.adbd.services.Host` protocol.
"""

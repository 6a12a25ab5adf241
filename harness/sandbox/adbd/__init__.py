"""The device's half of ADB: transport over TCP, streams and the services behind them.

The wire format follows AOSP's ``packages/modules/adb/protocol.txt`` and ``SERVICES.TXT``. Nothing of the device knows
of its daemon.
"""

"""Seeing and touching a device's screen: one small interface and the drivers behind it."""

"""The screen: layout of view trees, touches, ``uiautomator dump`` and ``screencap``."""

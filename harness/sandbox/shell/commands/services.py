"""Services with a command line of their own, behind ``cmd``: location, clipboard, phone, wifi."""

from __future__ import annotations

from harness.sandbox.shell.registry import Context

from .settings import caller_may

_LOCATION_SINCE = 31


async def location(context: Context, args: list[str]) -> int:
    """``cmd location is-location-enabled|set-location-enabled BOOL`` and ``providers ...-test-provider...``."""
    device = context.device
    if device.api_level < _LOCATION_SINCE:
        await context.line(f"Unknown command: {args[0] if args else ''}")
        return 255
    if args[:1] == ["is-location-enabled"]:
        await context.line("true" if device.state.setting("secure", "location_mode") != "0" else "false")
        return 0
    if args[:1] == ["set-location-enabled"] and args[1:2] in (["true"], ["false"]):
        device.state.put_setting("secure", "location_mode", "3" if args[1] == "true" else "0")
        return 0
    if args[:1] != ["providers"] or len(args) < 3:
        await context.error(f"Unknown command: {' '.join(args[:2])}")
        return 255
    verb, provider, rest = args[1], args[2], args[3:]
    if not caller_may(context, "MOCK_LOCATION"):
        who = {0: "root", 2000: "com.android.shell"}.get(context.caller_uid, "unknown")
        await context.error(
            f"\nException occurred while executing '{args[0]}':\njava.lang.SecurityException: {who} from "
            f"uid {context.caller_uid} not allowed to perform MOCK_LOCATION"
        )
        return 255
    if verb == "add-test-provider":
        device.since_reset.test_providers.setdefault(provider, dict(device.state.get("location", {})))
    elif verb == "remove-test-provider" and provider in device.since_reset.test_providers:
        device.state.put("location", device.since_reset.test_providers.pop(provider))
    elif provider not in device.since_reset.test_providers:
        await context.error(f"java.lang.IllegalArgumentException: {provider} provider is not a test provider")
        return 255
    elif verb == "set-test-provider-location":
        words = dict(zip(rest[::2], rest[1::2], strict=False))
        latitude, _, longitude = words.get("--location", "").partition(",")
        device.state.put(
            "location",
            {
                **device.state.get("location", {}), "latitude": float(latitude), "longitude": float(longitude),
                "accuracy": float(words.get("--accuracy", "100")), "provider": provider,
            },
        )  # fmt: skip
    return 0


async def clipboard(context: Context, _args: list[str]) -> int:
    """AOSP's clipboard service has no shell commands, which is no failure to it (``Binder.handleShellCommand``)."""
    await context.error("No shell command implementation.")
    return 0


async def phone(context: Context, args: list[str]) -> int:
    """``cmd phone get-imei SLOT``: the device's IMEI, as Android 12 and later print it."""
    if args[:1] != ["get-imei"]:
        await context.error(f"Unknown command: {args[0] if args else ''}")
        return 255
    key = "telephony.imei2" if args[1:] == ["1"] else "telephony.imei"
    await context.line(f"Device IMEI: {context.device.state.get(key, '')}")
    return 0


async def wifi(context: Context, args: list[str]) -> int:
    """``cmd wifi status``: the network that the device is in."""
    if args != ["status"]:
        await context.error(f"Unknown command: {args[0] if args else ''}")
        return 255
    state = context.device.state
    await context.line("Wifi is enabled")
    await context.line(f'Wifi is connected to "{state.get("wifi.ssid", "")}"')
    await context.line(
        f'WifiInfo: SSID: "{state.get("wifi.ssid", "")}", BSSID: {state.get("wifi.bssid", "")}, '
        f"MAC: {state.get('wifi.mac', '')}, IP: /{state.get('wifi.ip', '')}"
    )
    return 0


SERVICES = {"location": location, "clipboard": clipboard, "phone": phone, "wifi": wifi}

"""Checks of one device, by what its own commands say. Nothing on it is changed.

Sources of the platform's behaviour are in docs/devices.md.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frida

from harness.capture.device.choose import choose
from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.handle import FridaHandle, asked
from harness.capture.device.link import outputs
from harness.capture.device.link.ps import ps_command
from harness.capture.device.protocol import Device
from harness.capture.doctor.check import Check, fail, ok, warn
from harness.capture.doctor.platform import check_jni, obstacles, packet_rules, start_timeout
from harness.capture.doctor.probe import Probe, Probed

API_LEVELS = range(23, 37)
ABIS = ("x86_64", "arm64-v8a")
LEAST_FREE_BYTES = 200 << 20
FREE_BYTES = 1 << 30
SKEW_SECONDS = 60.0
SKEW_FAIL_SECONDS = 86_400.0
"""mitmproxy dates its certificates back by two days (``CERT_EXPIRY`` and ``now - 2 days`` in mitmproxy.certs): with a
device a day behind there is still room, and not much more."""
_REMEDIES = {"avd": "avdmanager list avd", "redroid": "docker info"}
"""What shows why a device of a kind that is started here is not there."""


def check_device(name: str) -> list[Check]:
    """Check one device, opened (and started, if need be) as ``--device`` does."""
    kind = name.partition(":")[0]
    with opened(name) as device:
        if isinstance(device, DeviceError):
            return [fail(f"device {name}", str(device), "it cannot be used", _REMEDIES.get(kind, "adb devices -l"))]
        return checked(device)


def checked(device: Probed) -> list[Check]:
    """Check a device that is open already, up to the first check that loses it."""
    probe = Probe(device)
    checks = []
    for check in CHECKS:
        try:
            checks.append(check(probe))
        except DeviceError as error:
            checks.append(
                fail(check.__name__.replace("_", " "), str(error), "it cannot be used", f"{probe.adb} get-state")
            )
            break
    return checks


@contextmanager
def opened(name: str) -> Iterator[Device | DeviceError]:
    """Open a device for a while; hand over the error instead when that fails."""
    try:
        device = choose(name)
    except DeviceError as error:
        yield error
        return
    try:
        yield device
    finally:
        device.close()


def identity(probe: Probe) -> Check:
    """Android's version."""
    info = probe.info
    found = f"{info.model}, Android {info.android} (API {info.api_level})" + (", sandbox" if info.sandbox else "")
    if info.api_level < API_LEVELS[0]:
        return fail(
            "device",
            found,
            f"the harness is written for API {API_LEVELS[0]} to {API_LEVELS[-1]}",
            "use a newer system image",
        )
    if info.api_level > API_LEVELS[-1]:
        return warn(
            "device",
            found,
            f"newer than API {API_LEVELS[-1]}: what the platform says may have changed",
            "compare with an older system image",
        )
    return ok("device", found)


def abi(probe: Probe) -> Check:
    """The processor."""
    listing = probe.properties.get("ro.product.cpu.abilist", probe.info.abi)
    if probe.info.abi not in ABIS:
        return warn(
            "abi",
            listing,
            "Frida on 32-bit Android is less complete: fewer apps run there, more hooks fail",
            "use a 64-bit system image",
        )
    if probe.info.abi == "x86_64" and "arm64-v8a" not in listing:
        return warn(
            "abi",
            listing,
            "apps with native code for ARM alone do not install (INSTALL_FAILED_NO_MATCHING_ABIS)",
            "use a system image with ARM translation (API 30 or newer, Google APIs) or an ARM host",
        )
    return ok("abi", listing)


def root(probe: Probe) -> Check:
    """Root: for frida-server, the trust store and the per-app route."""
    if probe.root == "adb":
        return ok("root", "adbd runs as root")
    if probe.root == "su":
        return ok("root", "su")
    consequence = (
        "no frida-server, trust store or per-app route: only a repackaged app (--frida-gadget) and the global proxy"
    )
    if probe.properties.get("ro.debuggable") == "1":
        return warn("root", "none yet, the build allows it", consequence, f"{probe.adb} root")
    return warn(
        "root",
        "none",
        consequence,
        "root the phone, or use a system image without Google Play ('google_apis' or 'default')",
    )


def frida_server(probe: Probe) -> Check:
    """A frida-server that runs already: of another version it is in the way, since clients find it first."""
    if probe.info.sandbox:
        return ok("frida-server", f"none needed: the sandbox's apps run on this host (frida {frida.__version__})")
    listing = probe.say(*ps_command(probe.info.api_level))
    running = [process for process in outputs.processes(listing) if "frida" in process.name]
    if not running:
        return ok("frida-server", f"none runs; a run brings its own (frida {frida.__version__})")
    names = ", ".join(f"{process.name} (pid {process.pid})" for process in running)
    try:
        FridaHandle(asked(lambda: frida.get_device(probe.device.serial, timeout=5))).query_system_parameters()
    except (frida.ProtocolError, frida.TransportError) as error:
        return warn(
            "frida-server",
            f"{names}; client {frida.__version__}: {error}",
            "the two do not understand each other",
            probe.as_root("kill " + " ".join(str(process.pid) for process in running)),
        )
    except (frida.ServerNotRunningError, frida.InvalidArgumentError, frida.TimedOutError) as error:
        return warn(
            "frida-server",
            f"{names}; not reached: {error}",
            "it listens elsewhere, and apps may notice it",
            probe.as_root("kill " + " ".join(str(process.pid) for process in running)),
        )
    return ok("frida-server", f"{names}, understands client {frida.__version__}")


def selinux(probe: Probe) -> Check:
    """SELinux: enforcing is what users' phones have; frida-server adds the rules it needs."""
    mode = probe.say("getenforce") or "unknown"
    if mode == "Enforcing" or probe.info.sandbox:
        return ok("selinux", mode)
    return warn(
        "selinux",
        mode,
        "apps can read what a user's phone refuses them (/proc/net, other apps' files)",
        probe.as_root("setenforce 1"),
    )


def device_clock(probe: Probe) -> Check:
    """The device's clock: timestamps are corrected for it, TLS is not."""
    skew = probe.device.clock_offset_us() / 1e6
    found = f"{skew:+.3f} s against this host"
    # toolbox's date, up to API 23, takes only its own format.
    command = 'date "@$(date +%s)"' if probe.info.api_level >= 24 else 'date -s "$(date +%Y%m%d.%H%M%S)"'
    remedy = f"{probe.adb} shell {'' if probe.root == 'adb' else 'su 0 '}{command}"
    if abs(skew) >= SKEW_FAIL_SECONDS:
        return fail(
            "device clock", found, "certificates are not valid on the device: every TLS connection fails", remedy
        )
    if abs(skew) >= SKEW_SECONDS:
        return warn("device clock", found, "times are corrected for it, but apps and servers may refuse", remedy)
    return ok("device clock", found)


def trust_store(probe: Probe) -> Check:
    """The system's trust store, and whether a mitmproxy certificate is in it already."""
    store = "/apex/com.android.conscrypt/cacerts" if probe.info.api_level >= 34 else "/system/etc/security/cacerts"
    names = probe.say("ls", store).split()
    if not names and not probe.info.sandbox:
        return warn(
            "trust store",
            f"{store} cannot be listed",
            "whether the certificate can be put there is not known",
            f"{probe.adb} shell ls {store}",
        )
    # mitmproxy's subject is always CN=mitmproxy, O=mitmproxy, which gives this file name in the store.
    if "c8750f0d.0" in names:
        return warn(
            "trust store",
            f"{len(names)} certificates, one of mitmproxy among them",
            "somebody else's proxy is trusted, or a run was cut short",
            "harness doctor --mend, or start the emulator again",
        )
    return ok("trust store", f"{len(names)} certificates in {store}")


def route(probe: Probe) -> Check:
    """What stands in the way of the app's traffic."""
    found, remedies = [], []
    proxy = probe.setting("global", "http_proxy")
    if proxy not in (None, ":0"):
        found.append(f"a global proxy is set ({proxy})")
        remedies.append(f"{probe.adb} shell settings put global http_proxy :0")
    if probe.setting("global", "airplane_mode_on") == "1":
        found.append("airplane mode is on")
        remedies.append(f"{probe.adb} shell cmd connectivity airplane-mode disable")
    if (probe.setting("global", "private_dns_mode") or "off") == "hostname":
        found.append("private DNS (DoT) is set to one server")
        remedies.append(f"{probe.adb} shell settings put global private_dns_mode off")
    if tunnels := [name for name in probe.say("ls", "/sys/class/net").split() if name.startswith(("tun", "wg", "ppp"))]:
        found.append(f"a VPN may be up ({', '.join(tunnels)})")
        remedies.append("turn the VPN off on the device")
    if found:
        return warn(
            "route",
            "; ".join(found),
            "traffic may not reach the proxy, and the run would count it as unseen",
            " && ".join(remedies),
        )
    return ok("route", "no proxy, VPN, airplane mode or fixed private DNS")


def free_space(probe: Probe) -> Check:
    """Room for the app under test."""
    free = outputs.free_bytes(probe.say("df", "/data"))
    if free is None:
        return warn("free space", "not told", "an installation may fail", f"{probe.adb} shell df /data")
    found = f"{free / 1e9:.1f} GB free on /data"
    remedy = f"{probe.adb} shell pm trim-caches 4G"
    if free < LEAST_FREE_BYTES:
        return fail("free space", found, "installations fail (INSTALL_FAILED_INSUFFICIENT_STORAGE)", remedy)
    if free < FREE_BYTES:
        return warn("free space", found, "large apps do not install", remedy)
    return ok("free space", found)


def screen_lock(probe: Probe) -> Check:
    """The lock screen: behind it no scenario can tap anything."""
    screen = outputs.screen(probe.say("dumpsys", "window", "policy") or probe.say("dumpsys", "window"))
    wake = f"{probe.adb} shell input keyevent KEYCODE_WAKEUP && {probe.adb} shell wm dismiss-keyguard"
    if screen.locked and screen.secure:
        clear = f"{probe.adb} shell locksettings clear --old PIN"
        return fail("screen lock", "locked with a PIN, pattern or password", "no scenario can touch the app", clear)
    if screen.locked:
        return fail("screen lock", "locked", "no scenario can touch the app", wake)
    if screen.locked is None:
        return warn("screen lock", "not told by dumpsys window", "a locked screen would stop every scenario", wake)
    if screen.on is False:
        awake = f"{probe.adb} shell svc power stayon true && {probe.adb} shell input keyevent KEYCODE_WAKEUP"
        return warn("screen lock", "not locked, the screen is off", "the app would start behind a dark screen", awake)
    return ok("screen lock", "not locked")


def installing(probe: Probe) -> Check:
    """Google Play Protect and the check of apps that come over adb."""
    store = "Google Play" if probe.say("pm", "path", "com.android.vending") else None
    verifies = (
        probe.setting("global", "package_verifier_enable") != "0"
        and probe.setting("global", "verifier_verify_adb_installs") != "0"
    )
    if store and verifies:
        return warn(
            "app verification", "Google Play Protect checks what adb installs",
            "it may ask on the screen, refuse the app (INSTALL_FAILED_VERIFICATION_FAILURE), or send it to Google",
            f"{probe.adb} shell settings put global verifier_verify_adb_installs 0",
        )  # fmt: skip
    return ok("app verification", "off for adb" if store else "no Google Play on the device")


CHECKS: tuple[Callable[[Probe], Check], ...] = (
    identity, abi, root, frida_server, selinux, device_clock, trust_store, route, free_space, screen_lock, installing,
    check_jni, start_timeout, obstacles, packet_rules,
)  # fmt: skip

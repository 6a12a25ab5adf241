"""The probe app's sources are made of the catalogue, and its manifest is right from Android 6 to 16."""

import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from defusedxml import ElementTree

from harness.app.apk import read_apk
from harness.app.samples import is_sample, sample
from harness.catalog.points import load_points
from harness.evidence.seal import sha256_file
from samples.probe import generate
from samples.probe.native.build import LIBRARY

PROBE = Path(generate.__file__).parent
ANDROID = "{http://schemas.android.com/apk/res/android}"
MANIFEST = ElementTree.parse(PROBE / "AndroidManifest.xml").getroot()


@pytest.mark.parametrize(
    ("java", "method"),
    [
        ("phone(c).getImei(1)", "getImei"),
        ("new MediaDrm(WIDEVINE)", "<init>"),
        ("new MediaDrm(WIDEVINE).getPropertyString(\"vendor\")", "getPropertyString"),
        ("places(c).requestSingleUpdate(\"gps\", new Single(), Looper.getMainLooper())", "requestSingleUpdate"),
        ("signed()", "signed"),
        ("x.f(new A() { public void g(List<B> c) {} })", "f"),
        ("NAME", ""),
    ],
)  # fmt: skip
def test_the_last_call_of_an_expression(java: str, method: str) -> None:
    assert generate.outermost(java) == method


def test_no_point_is_called_twice_in_the_same_way() -> None:
    ways = [(call.point, call.way) for sheet in generate.sheets() for call in sheet.calls]
    assert len(ways) == len(set(ways))


def test_every_call_has_a_method_of_its_own_and_a_line_in_the_index() -> None:
    calls = [call for sheet in generate.sheets() for call in sheet.calls]
    assert len({(call.caller, call.method) for call in calls}) == len(calls) > 460
    index = generate.sources()[generate.INDEX].decode()
    lines = re.findall(r'^ +"([^"]+)"', index, re.M)
    assert sorted(line.split("|")[0] for line in lines) == sorted(call.point for call in calls)
    assert all(len(line.split("|")) == 6 for line in lines)
    assert lines[-2].startswith("app.finish|") and lines[-1].startswith("app.finishAffinity|")


def test_what_needs_a_screen_says_so() -> None:
    calls = {call.point: call for sheet in generate.sheets() for call in sheet.calls if not call.way}
    screens = {
        "display.getRealMetrics",
        "perm.activity.requestPermissions",
        "app.finish",
        "pick.contact",
        "dialog.show",
    }
    assert all(calls[point].screen for point in screens)
    assert not any(calls[point].screen for point in ("tm.getImei", "uri.contacts", "runtime.exec"))


def test_stand_ins_for_libraries_ask_no_sandbox() -> None:
    sources = generate.sources()
    assert not [name for name, text in sources.items() if b"harness.runtime" in text]
    assert b'"stand-in for gaid"' in sources["com/google/android/gms/ads/identifier/AdvertisingIdClient.java"]


def test_nothing_that_costs_or_reaches_people_is_allowed() -> None:
    asked = {node.get(f"{ANDROID}name", "").rpartition(".")[2] for node in MANIFEST.iter("uses-permission")}
    assert not asked & {
        "SEND_SMS",
        "CALL_PHONE",
        "REQUEST_INSTALL_PACKAGES",
        "WRITE_CONTACTS",
        "WRITE_EXTERNAL_STORAGE",
    }
    assert {"INTERNET", "POST_NOTIFICATIONS", "QUERY_ALL_PACKAGES"} <= asked


def test_every_component_says_whether_it_is_exported() -> None:
    components = [node for kind in ("activity", "service", "receiver", "provider") for node in MANIFEST.iter(kind)]
    assert components and all(node.get(f"{ANDROID}exported") in ("true", "false") for node in components)
    exported = [node.get(f"{ANDROID}name") for node in components if node.get(f"{ANDROID}exported") == "true"]
    assert exported == [".MainActivity"]


def test_it_starts_no_service_in_the_foreground_so_that_none_needs_a_type() -> None:
    sources = "".join(path.read_text("utf-8") for path in (PROBE / "src").rglob("*.java"))
    assert "startForeground" not in sources


def test_what_a_call_of_its_own_ends_is_the_screen_that_makes_it_alone() -> None:
    """``finishAffinity`` ends what lies below as well, unless it is of another affinity."""
    (calls,) = [node for node in MANIFEST.iter("activity") if node.get(f"{ANDROID}name") == ".CallsActivity"]
    assert calls.get(f"{ANDROID}taskAffinity") == "org.harness.probe.calls"


def test_intents_for_later_say_whether_they_can_be_changed() -> None:
    """Android 12 throws else, and what they are for is not reached."""
    text = "".join(sheet.code + "".join(call.java for call in sheet.calls) for sheet in generate.sheets())
    made = re.findall(r"PendingIntent\.get(?:Activity|Broadcast|Service)\(", text)
    made += re.findall(r"PendingIntent\.class, \"get", text)
    assert len(made) == text.count("PendingIntent.FLAG_IMMUTABLE") > 5


@pytest.mark.parametrize("abi", LIBRARY.abis)
def test_its_native_code_fits_pages_of_16_kib(abi: str) -> None:
    data = LIBRARY.path(abi).read_bytes()
    wide = data[4] == 2
    start, size, count = (32, 54, 56) if wide else (28, 42, 44)
    (at,) = struct.unpack_from("<Q" if wide else "<I", data, start)
    each, number = struct.unpack_from("<HH", data, size)
    assert count == size + 2
    heads = [at + each * n for n in range(number)]
    loads = [head for head in heads if struct.unpack_from("<I", data, head)[0] == 1]
    aligned = {struct.unpack_from("<Q" if wide else "<I", data, head + (48 if wide else 28))[0] for head in loads}
    assert aligned == {16384}


@pytest.mark.debian
@pytest.mark.skipif(not all(map(shutil.which, ("aapt", "apksigner"))), reason="needs aapt and apksigner")
def test_android_s_own_tools_take_it_from_api_23_on() -> None:
    apk = str(sample("probe"))
    signer = ["apksigner", "verify", "--verbose", "--min-sdk-version", "23", apk]
    said = subprocess.run(signer, capture_output=True, text=True, check=True).stdout
    assert "v1 scheme (JAR signing): true" in said and "APK Signature Scheme v2): true" in said
    badging = subprocess.run(["aapt", "dump", "badging", apk], capture_output=True, text=True, check=True).stdout
    assert "sdkVersion:'23'" in badging and "targetSdkVersion:'33'" in badging
    assert "application-debuggable" not in badging
    assert "native-code" not in badging  # no ABI of its own: an override at the installation decides
    assert "launchable-activity: name='org.harness.probe.MainActivity'" in badging


def test_it_is_not_debuggable_and_a_sample_of_ours() -> None:
    path = sample("probe")
    found = read_apk(path)
    assert (found.package, found.min_sdk) == ("org.harness.probe", "23")
    assert found.isolated == ["org.harness.probe.IsolatedService"]
    assert is_sample(sha256_file(path)) and "debuggable" not in (PROBE / "AndroidManifest.xml").read_text("utf-8")


def test_points_that_ask_for_a_number_of_the_catalogue_are_there() -> None:
    assert {call.point for sheet in generate.sheets() for call in sheet.calls} <= {point.id for point in load_points()}

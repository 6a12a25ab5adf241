"""Requests in the shapes in which SDKs send: names, order and encodings as the source says that stands at each.

What no source was found for is said there to be from memory. Nothing here was recorded, and nothing is anybody's code.
"""

import base64
import gzip
import hashlib
import json
import struct
import zlib
from typing import NamedTuple
from urllib.parse import quote, urlencode

import msgpack
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.analysis.strangers.encodings import jce, pb, varint
from tests.analysis.strangers.made import VALUES

GAID, ANDROID_ID, IMEI, OAID = VALUES["gaid"], VALUES["android_id"], VALUES["imei"], VALUES["oaid"]
MAC, SERIAL, MAIL = VALUES["mac_wifi"], VALUES["device_serial"], VALUES["email_address"]
LATITUDE, LONGITUDE = 30.274153, 120.155071

Seen = dict[str, tuple[str, tuple[str, ...]]]
"""By category: the form and the path of the sighting in the body; of the URL where the path begins with ``url``."""


class Shape(NamedTuple):
    """One SDK's request. ``code`` is a class of the SDK, ``owner`` whose the host is (nobody's: the customer's own).

    ``opaque``: the body is encrypted, and only the recorded call that did it tells what it holds.
    """

    sdk: str
    source: str
    code: str
    owner: str
    url: str
    body: bytes
    seen: Seen
    headers: tuple[tuple[str, str], ...] = ()
    opaque: bool = False


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sensors() -> Shape:
    events = [
        {
            "distinct_id": ANDROID_ID,
            "type": "track",
            "event": "$AppStart",
            "lib": {"$lib": "Android"},
            "properties": {"$device_id": ANDROID_ID, "$model": "V2307A", "$wifi": True},
        }
    ]
    data = base64.b64encode(gzip.compress(_json(events), mtime=0)).decode()
    return Shape(
        "Sensors Analytics",
        "github.com/sensorsdata/sa-sdk-android: AnalyticsMessages.java (gzip, base64, in a form)",
        "com.sensorsdata.analytics.android.sdk.core.event.EventProcessor",
        "",
        "https://sa.shop.example/sa?project=production",
        f"crc={zlib.crc32(data.encode())}&gzip=1&data_list={quote(data, safe='')}".encode(),
        {"android_id": ("plain", ("form:data_list", "base64", "gzip", "json:/0/distinct_id"))},
    )


def _encrypted(data: bytes) -> bytes:
    padder = padding.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(b"a key of sixteen"), modes.CBC(b"sixteen of an iv")).encryptor()
    return cipher.update(padder.update(data) + padder.finalize()) + cipher.finalize()


def _compact(*fields: "bytes | str | int") -> bytes:
    """Return a struct of Thrift's compact protocol with fields 1, 2, 3 ...: texts, bytes, ``i32``."""
    out = bytearray()
    for value in fields:
        data = value.encode() if isinstance(value, str) else value
        out += b"\x15" + varint(data << 1) if isinstance(data, int) else b"\x18" + varint(len(data)) + data
    return bytes(out) + b"\0"


def _umeng() -> Shape:
    told = _json({"header": {"idmd5": _md5(IMEI), "mc": MAC, "android_id": ANDROID_ID, "oaid": OAID}, "analytics": {}})
    signature, guid, checksum = (_md5(name) * 2 for name in ("signature", "guid", "checksum"))
    return Shape(
        "Umeng",
        "github.com/kisence-mian/SDKLibrary (umeng-common-9.3.8, decompiled): UMEnvelope's fields 1 to 10, written by"
        " TCompactProtocol; DeflaterHelper: zlib. The names in the JSON: from memory",
        "com.umeng.commonsdk.stateless.UMSLEnvelopeBuild",
        "Umeng (Alibaba)",
        "https://ulogs.umeng.com/unify_logs",
        _compact(
            "1.0",
            "5f1a2b3c4d5e6f7a8b9c0d1e",
            signature,
            3,
            1_700_000_000,
            len(told),
            zlib.compress(told),
            guid,
            checksum,
            0,
        ),
        {
            "imei": ("digest:md5", ("thrift:7", "zlib", "json:/header/idmd5")),
            "mac_wifi": ("plain", ("thrift:7", "zlib", "json:/header/mc")),
            "oaid": ("plain", ("thrift:7", "zlib", "json:/header/oaid")),
        },
        (("Msg-Type", "envelope/json"),),
    )


def _bugly() -> Shape:
    told = jce(0, ANDROID_ID) + jce(1, "V2307A") + jce(2, IMEI)
    return Shape(
        "Bugly",
        "github.com/TarsCloud/TarsProtocol (JCE/Tars), public decompilations of com.tencent.bugly RequestPkg: gzip in a"
        " byte list",
        "com.tencent.bugly.crashreport.crash.CrashDetailBean",
        "Tencent",
        "https://android.bugly.qq.com/rqd/async?aid=1",
        jce(0, 1)
        + jce(1, "com.shop.app")
        + jce(2, "1.0")
        + jce(3, gzip.compress(told, mtime=0), simple=True)
        + jce(4, "a1b2c3d4e5"),
        {"android_id": ("plain", ("jce:3", "gzip", "jce:0")), "imei": ("plain", ("jce:3", "gzip", "jce:2"))},
    )


def _jpush() -> Shape:
    told = {
        "content": [{"type": "device_info", "mac": MAC.upper(), "android_id": ANDROID_ID, "imei": IMEI}],
        "platform": "a",
        "uid": 17_000_000_000,
        "app_key": "5f1a2b3c4d5e6f7a8b9c0d1e",
        "core_sdk_ver": "2.7.2",
    }
    return Shape(
        "JPush",
        "public decompilations of JCore 2 (cn.jiguang.ao.k, ReportUtils): gzip of JSON under AES, Basic authorization",
        "cn.jpush.android.api.JPushInterface",
        "Aurora Mobile (Jiguang)",
        "https://stats.jpush.cn/v3/report",
        _encrypted(gzip.compress(_json(told), mtime=0)),
        {},
        opaque=True,
    )


def _talkingdata() -> Shape:
    told = [
        IMEI,
        "5F1A2B3C4D5E6F7A8B9C0D1E2F3A4B5C",
        ["com.shop.app", "Shop", "1.0", 17, 1_700_000_000_000],
        ["V2307A", "13", ANDROID_ID, SERIAL, MAC],
        [[1, [False, 412.5]]],
    ]
    return Shape(
        "TalkingData",
        "public decompilations of com.tendcloud.tenddata (g/d, application/unpack_chinar): gzip of MessagePack, the"
        " device's id, the app's key, two profiles. The order within these: from memory",
        "com.tendcloud.tenddata.TCAgent",
        "TalkingData",
        "https://tdcv3.talkingdata.net/g/d",
        gzip.compress(msgpack.packb(told), mtime=0),
        {
            "imei": ("plain", ("gzip", "msgpack:/0")),
            "android_id": ("plain", ("gzip", "msgpack:/3/2")),
            "device_serial": ("plain", ("gzip", "msgpack:/3/3")),
        },
        (("Content-Type", "application/unpack_chinar"),),
    )


def _appsflyer() -> Shape:
    told = {
        "advertiserId": GAID,
        "android_id": ANDROID_ID,
        "deviceData": {"cpu_abi": "arm64-v8a"},
        "uid": "17-42",
        "oaid": {"value": OAID},
        "device": "V2307A",
    }
    return Shape(
        "AppsFlyer",
        "github.com/AppsFlyerKnowledge/devhub; names of com.appsflyer.ServerParameters",
        "com.appsflyer.AppsFlyerLib",
        "AppsFlyer",
        "https://launches.appsflyersdk.com/api/v6.12/androidevent?app_id=com.shop.app",
        _json(told),
        {
            "gaid": ("plain", ("json:/advertiserId",)),
            "android_id": ("plain", ("json:/android_id",)),
            "oaid": ("plain", ("json:/oaid/value",)),
        },
    )


def _facebook() -> Shape:
    fields = {
        "event": "CUSTOM_APP_EVENTS",
        "advertiser_id": GAID,
        "advertiser_tracking_enabled": "true",
        "anon_id": "XZ1f0b9a5-55c1-4e0c-9a77-0c6f1c2d3e4f",
        "ud": json.dumps({"em": hashlib.sha256(MAIL.encode()).hexdigest()}),
        "extinfo": json.dumps(["a2", "com.shop.app", 7, "1.0", "13", "V2307A", "zh_CN", "GMT+8", "T-Mobile"]),
    }
    return Shape(
        "Facebook",
        "developers.facebook.com/docs/graph-api/reference/application/activities (advertiser_id, anon_id, extinfo, ud)",
        "com.facebook.appevents.AppEventsLogger",
        "Meta",
        "https://graph.facebook.com/v16.0/123456789012345/activities",
        urlencode(fields).encode(),
        {"gaid": ("plain", ("form:advertiser_id",)), "email_address": ("digest:sha256", ("form:ud",))},
    )


def _applog() -> Shape:
    told = {
        "magic_tag": "ss_app_log",
        "header": {
            "openudid": ANDROID_ID,
            "mc": MAC,
            "udid": IMEI,
            "oaid": {"id": OAID},
            "serial_number": SERIAL,
            "aid": 1128,
        },
        "_gen_time": 1,
    }
    return Shape(
        "ByteDance AppLog",
        "github.com/volcengine/datarangers-sdk-android; public samples of device_register (magic_tag, header)",
        "com.bytedance.applog.AppLog",
        "ByteDance",
        f"https://log.snssdk.com/service/2/device_register/?aid=1128&openudid={ANDROID_ID}&mac={quote(MAC)}",
        gzip.compress(_json(told), mtime=0),
        {
            "android_id": ("plain", ("gzip", "json:/header/openudid")),
            "imei": ("plain", ("gzip", "json:/header/udid")),
            "mac_wifi": ("plain", ("gzip", "json:/header/mc")),
        },
        (("Content-Type", "application/octet-stream;tt-data=a"),),
    )


def _pangle() -> Shape:
    told = {
        "message": _json({"device": {"gaid": GAID, "oaid": OAID}}).decode(),
        "cypher": 0,
        "ad_sdk_version": "3.4.1.2",
    }
    return Shape(
        "Pangle",
        "public decompilations of com.bytedance.sdk.openadsdk (get_ads): message is the JSON's text with cypher 0, and"
        " AES under a key in front of it with 2 and 3. The names in the JSON: from memory",
        "com.bytedance.sdk.openadsdk.TTAdSdk",
        "ByteDance",
        "https://api-access.pangolin-sdk-toutiao.com/api/ad/union/sdk/get_ads/",
        _json(told),
        {"gaid": ("plain", ("json:/message", "json:/device/gaid"))},
    )


def _adjust() -> Shape:
    fields = {
        "gps_adid": GAID,
        "android_id": ANDROID_ID,
        "android_uuid": "6f1c2d3e-4f7d-41f0-b9a5-5c14e0c9a770",
        "app_token": "abc123def456",
        "environment": "production",
        "tracking_enabled": "1",
        "device_name": "V2307A",
    }
    return Shape(
        "Adjust",
        "github.com/adjust/android_sdk: PackageBuilder.java (a form: gps_adid, android_id, android_uuid)",
        "com.adjust.sdk.PackageBuilder",
        "Adjust (AppLovin)",
        "https://app.adjust.com/session",
        urlencode(fields).encode(),
        {"gaid": ("plain", ("form:gps_adid",)), "android_id": ("plain", ("form:android_id",))},
    )


def _branch() -> Shape:
    told = {
        "branch_key": "key_live_x",
        "hardware_id": ANDROID_ID,
        "google_advertising_id": GAID,
        "advertising_ids": {"aaid": GAID},
        "sdk": "android5.2.0",
        "metadata": {},
    }
    return Shape(
        "Branch",
        "github.com/BranchMetrics/android-branch-deep-linking-attribution (hardware_id, advertising_ids)",
        "io.branch.referral.Branch",
        "Branch",
        "https://api2.branch.io/v1/install",
        _json(told),
        {"gaid": ("plain", ("json:/google_advertising_id",)), "android_id": ("plain", ("json:/hardware_id",))},
    )


def _onesignal() -> Shape:
    told = {
        "app_id": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        "device_type": 1,
        "identifier": "APA91bHbYHk7",
        "ad_id": GAID,
        "lat": LATITUDE,
        "long": LONGITUDE,
        "loc_acc": 12.0,
        "email": MAIL,
    }
    return Shape(
        "OneSignal",
        "documentation.onesignal.com/reference/add-a-device (ad_id, lat, long)",
        "com.onesignal.OneSignal",
        "OneSignal",
        "https://onesignal.com/api/v1/players",
        _json(told),
        {
            "gaid": ("plain", ("json:/ad_id",)),
            "place": ("plain", ("json:/lat",)),
            "email_address": ("plain", ("json:/email",)),
        },
    )


def _baidu() -> Shape:
    device, mac = (base64.b64encode(_encrypted(text.encode())).decode() for text in (IMEI, MAC.replace(":", "")))
    told = {
        "he": {
            "o": "Android",
            "st": 0,
            "s": "33",
            "sv": "13",
            "k": "5f1a2b3c4d",
            "i": "",
            "v": "3.9.5.1",
            "d": "",
            "mc": mac,
            "dd": device,
            "pn": "com.shop.app",
            "uid": MAIL,
        },
        "pr": [],
        "ev": [],
    }
    return Shape(
        "Baidu",
        "github.com/n0099/open-tbclient (com.baidu.mobstat 3.9.5.1, decompiled): HeadObject, LogSender: gzip of"
        " JSON; mc and dd are AES (CooperService.getSecretValue), what the app calls its user is plain",
        "com.baidu.mobstat.StatService",
        "Baidu",
        "https://hmma.baidu.com/app.gif",
        gzip.compress(_json(told), mtime=0),
        {"email_address": ("plain", ("gzip", "json:/he/uid"))},
        (("Content-Type", "gzip"),),
    )


def _amap() -> Shape:
    cells = b"".join(bytes.fromhex(mac.replace(":", "")) + b"\xc4\x05" for mac in (MAC, "10:20:30:40:50:60"))
    record = (
        b"\x01\x05"
        + bytes([2])
        + cells
        + struct.pack("<ii", round(LONGITUDE * 1e6), round(LATITUDE * 1e6))
        + b"\x00\x0c"
    )
    return Shape(
        "AMap",
        "public decompilations of com.loc (the address); the record of Wi-Fi cells and its packing: from memory",
        "com.amap.api.location.AMapLocationClient",
        "AutoNavi (Alibaba)",
        "https://apilocate.amap.com/mobile/binary?csid=1",
        gzip.compress(record, mtime=0),
        {"mac_wifi": ("variant:raw", ("gzip",)), "place": ("variant:e6", ("gzip",))},
    )


def _checkin() -> Shape:
    build = pb(1, "google/razor/flo:13/TQ3A/1:user/release-keys") + pb(9, "flo")
    request = (
        pb(1, IMEI)
        + varint(2 << 3)
        + varint(int(ANDROID_ID, 16))
        + pb(4, pb(1, build) + pb(2, 0))
        + pb(6, "zh_CN")
        + pb(9, MAC.replace(":", ""))
        + pb(11, f"[{MAIL}]")
        + pb(12, "Asia/Shanghai")
        + pb(14, 3)
        + pb(16, SERIAL)
        + pb(19, "wifi")
        + pb(20, 0)
    )
    return Shape(
        "Google check-in",
        "github.com/microg/GmsCore: checkin.proto (imei 1, androidId 2, macAddress 9, accountCookie 11, serial 16)",
        "com.google.android.gms.checkin.CheckinService",
        "Google",
        "https://android.googleapis.com/checkin",
        gzip.compress(request, mtime=0),
        {
            "imei": ("plain", ("gzip", "protobuf:1")),
            "mac_wifi": ("variant:bare", ("gzip", "protobuf:9")),
            "device_serial": ("plain", ("gzip", "protobuf:16")),
            "email_address": ("plain", ("gzip", "protobuf:11", "json:/0")),
        },
        (("Content-Type", "application/x-protobuffer"), ("Content-Encoding", "gzip")),
    )


def _measurement() -> Shape:
    event = pb(1, pb(1, "_o") + pb(2, "auto")) + pb(2, "_s") + pb(3, 1_700_000_000_000)
    bundle = (
        pb(1, 1)
        + pb(2, event)
        + pb(8, "android")
        + pb(9, "13")
        + pb(10, "V2307A")
        + pb(14, "com.shop.app")
        + pb(21, "7d1f0b9a55c14e0c9a770c6f1c2d3e4f")
        + pb(23, 4)
        + pb(27, ANDROID_ID)
    )
    return Shape(
        "Firebase Analytics",
        "github.com/lari/firebase-ga4-app-measurement-protobuf (Batch 1, resettable_device_id 27)",
        "com.google.firebase.analytics.FirebaseAnalytics",
        "Google",
        "https://app-measurement.com/a",
        gzip.compress(pb(1, bundle), mtime=0),
        {"android_id": ("plain", ("gzip", "protobuf:1.27"))},
    )


def _flurry() -> Shape:
    told = {
        "frames": [
            {
                "fl.reported.id": {"DeviceId": f"AND{ANDROID_ID}", "AndroidAdvertisingId": GAID},
                "fl.ad.tracking": True,
                "fl.sdk.version.code": "14040000",
            }
        ]
    }
    return Shape(
        "Flurry",
        "public decompilations of com.flurry.sdk 12 to 14 (streaming frames of JSON: fl.reported.id, fl.ad.tracking);"
        " how the frames are joined: from memory",
        "com.flurry.android.FlurryAgent",
        "Yahoo",
        "https://data.flurry.com/v1/flr.do",
        _json(told),
        {"gaid": ("plain", ("json:/frames/0/fl.reported.id/AndroidAdvertisingId",))},
    )


def _amplitude() -> Shape:
    events = [
        {
            "event_type": "session_start",
            "device_id": f"{GAID}",
            "androidADID": GAID,
            "user_id": MAIL,
            "api_properties": {"androidADID": GAID, "location": {"lat": LATITUDE, "lng": LONGITUDE}},
        }
    ]
    fields = {
        "v": "2",
        "client": "abcdef0123456789",
        "e": json.dumps(events),
        "upload_time": "1700000000000",
        "checksum": _md5("x"),
    }
    return Shape(
        "Amplitude",
        "github.com/amplitude/Amplitude-Android: AmplitudeClient.java (a form: v, client, e = JSON, checksum)",
        "com.amplitude.api.AmplitudeClient",
        "Amplitude",
        "https://api2.amplitude.com/",
        urlencode(fields).encode(),
        {
            "gaid": ("plain", ("form:e", "json:/0/device_id")),
            "email_address": ("plain", ("form:e", "json:/0/user_id")),
            "place": ("plain", ("form:e", "json:/0/api_properties/location/lat")),
        },
    )


SHAPES = [
    make()
    for make in (
        _sensors,
        _umeng,
        _bugly,
        _jpush,
        _talkingdata,
        _appsflyer,
        _facebook,
        _applog,
        _pangle,
        _adjust,
        _branch,
        _onesignal,
        _baidu,
        _amap,
        _checkin,
        _measurement,
        _flurry,
        _amplitude,
    )
]

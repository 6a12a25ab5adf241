"""Things for a list to show."""

from typing import Any

from harness.analysis.model import Actor
from harness.explore.events import Exchanged, Observed

APP = Actor(id="app", kind="app", name="com.bright.lantern", package="com.bright.lantern")
UMENG = Actor(id="sdk:com.umeng", kind="sdk", name="Umeng", package="com.umeng", company="Alibaba")

TREE = b"""<?xml version='1.0'?><hierarchy rotation="0">
<node class="android.widget.FrameLayout" bounds="[0,0][1080,2340]">
<node class="android.widget.TextView" text="We value&#10;your privacy &#x9b;31m" bounds="[60,200][1020,320]"/>
<node class="android.widget.Button" content-desc="Accept" resource-id="com.a:id/accept" clickable="true"
 bounds="[540,2000][1020,2120]"/></node></hierarchy>"""


def call(number: int = 0, **more: Any) -> Observed:
    given: dict[str, Any] = {
        "time_us": 1_700_000_000_000_000, "id": f"o{number}", "pid": 7, "process": "com.bright.lantern",
        "thread": "main",
        "point": "android.telephony.TelephonyManager.getImei(int)", "category": "imei", "phase": "before_consent",
        "actor": UMENG, "values": ["imei"], "text": "866712345678901",
    }  # fmt: skip
    return Observed(number=number, **(given | more))


def exchange(index: int = 0, **more: Any) -> Exchanged:
    given: dict[str, Any] = {
        "time_us": 1_700_000_000_000_000, "id": f"e{index}", "kind": "http", "method": "POST", "host": "a.example",
        "port": 443, "url": "https://a.example/x", "status": 200, "sent": 12_345_678, "received": 3, "values": [],
    }  # fmt: skip
    return Exchanged(index=index, **(given | more))

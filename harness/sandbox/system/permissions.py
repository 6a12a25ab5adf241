"""Runtime permissions: which exist, how they are grouped, and how a user is asked (Android 11's behaviour)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_P = "android.permission."
#: Dangerous permissions and their group, as the platform declares them.
DANGEROUS: Final[dict[str, str]] = {
    **dict.fromkeys((_P + "READ_CONTACTS", _P + "WRITE_CONTACTS", _P + "GET_ACCOUNTS"), "CONTACTS"),
    **dict.fromkeys((_P + "READ_CALENDAR", _P + "WRITE_CALENDAR"), "CALENDAR"),
    **dict.fromkeys(
        (_P + "READ_SMS", _P + "SEND_SMS", _P + "RECEIVE_SMS", _P + "RECEIVE_MMS", _P + "RECEIVE_WAP_PUSH"), "SMS"
    ),
    **dict.fromkeys((_P + "READ_CALL_LOG", _P + "WRITE_CALL_LOG", _P + "PROCESS_OUTGOING_CALLS"), "CALL_LOG"),
    **dict.fromkeys(
        (
            _P + "READ_PHONE_STATE", _P + "READ_PHONE_NUMBERS", _P + "CALL_PHONE", _P + "ANSWER_PHONE_CALLS",
            "com.android.voicemail.permission.ADD_VOICEMAIL", _P + "USE_SIP",
        ),
        "PHONE",
    ),
    **dict.fromkeys(
        (_P + "ACCESS_FINE_LOCATION", _P + "ACCESS_COARSE_LOCATION", _P + "ACCESS_BACKGROUND_LOCATION"), "LOCATION"
    ),
    **dict.fromkeys((_P + "READ_EXTERNAL_STORAGE", _P + "WRITE_EXTERNAL_STORAGE"), "STORAGE"),
    _P + "ACCESS_MEDIA_LOCATION": "STORAGE",
    _P + "CAMERA": "CAMERA",
    _P + "RECORD_AUDIO": "MICROPHONE",
    _P + "BODY_SENSORS": "SENSORS",
    _P + "ACTIVITY_RECOGNITION": "ACTIVITY_RECOGNITION",
}  # fmt: skip

#: What the dialog asks, Chinese and English; {app} is the app's label.
MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "CONTACTS": ("允许“{app}”访问您的通讯录吗？", "Allow {app} to access your contacts?"),
    "CALENDAR": ("允许“{app}”访问您的日历吗？", "Allow {app} to access your calendar?"),
    "SMS": ("允许“{app}”发送和查看短信吗？", "Allow {app} to send and view SMS messages?"),
    "CALL_LOG": ("允许“{app}”访问您的通话记录吗？", "Allow {app} to access your phone call logs?"),
    "PHONE": ("允许“{app}”拨打电话和管理通话吗？", "Allow {app} to make and manage phone calls?"),
    "LOCATION": ("允许“{app}”获取此设备的位置信息吗？", "Allow {app} to access this device’s location?"),
    "STORAGE": (
        "允许“{app}”访问您设备上的照片、媒体内容和文件吗？",
        "Allow {app} to access photos and media on your device?",
    ),
    "CAMERA": ("允许“{app}”拍摄照片和录制视频吗？", "Allow {app} to take pictures and record video?"),
    "MICROPHONE": ("允许“{app}”录制音频吗？", "Allow {app} to record audio?"),
    "SENSORS": (
        "允许“{app}”访问与您的生命体征相关的传感器数据吗？",
        "Allow {app} to access sensor data about your vital signs?",
    ),
    "ACTIVITY_RECOGNITION": ("允许“{app}”获取您的身体活动数据吗？", "Allow {app} to access your physical activity?"),
}

#: Groups that offer "only while in use" and "only this time" since Android 11.
WHILE_IN_USE: Final = {"LOCATION", "CAMERA", "MICROPHONE"}


@dataclass(frozen=True, slots=True)
class Button:
    """A choice of the dialog: its resource name, what it means and its text."""

    name: str
    grants: bool
    chinese: str
    english: str
    final: bool = False


_ALLOW = Button("permission_allow_button", True, "允许", "Allow")
_FOREGROUND = Button("permission_allow_foreground_only_button", True, "仅在使用该应用时允许", "While using the app")
_ONCE = Button("permission_allow_one_time_button", True, "仅限这一次", "Only this time")
_DENY = Button("permission_deny_button", False, "拒绝", "Deny")
_NEVER = Button(
    "permission_deny_and_dont_ask_again_button", False, "拒绝，不要再询问", "Deny & don’t ask again", final=True
)


@dataclass(slots=True)
class Question:
    """One dialog: a group of permissions of an app."""

    package: str
    label: str
    group: str
    permissions: list[str]
    again: bool

    @property
    def buttons(self) -> list[Button]:
        """The choices, top to bottom."""
        allow = [_FOREGROUND, _ONCE] if self.group in WHILE_IN_USE else [_ALLOW]
        return [*allow, _NEVER if self.again else _DENY]

    def message(self, *, chinese: bool) -> str:
        """What the dialog asks."""
        return MESSAGES[self.group][0 if chinese else 1].format(app=self.label)


@dataclass(slots=True)
class Request:
    """An app's request: the questions still to ask and where the answer goes."""

    pid: int
    package: str
    token: str
    request_code: int
    permissions: list[str]
    questions: list[Question] = field(default_factory=list)


def is_runtime(permission: str) -> bool:
    """Whether a user is asked for it."""
    return permission in DANGEROUS

"""Words by which a key names what its value is: what makes a short value more than a coincidence."""

import re

_WORDS: dict[str, tuple[str, ...]] = {
    "phone_number": ("phone", "mobile", "msisdn", "tel", "line1", "cell", "手机", "电话"),
    "contacts": ("contact", "phone", "mobile", "tel", "name", "通讯录", "联系人"),
    "call_log": ("call", "phone", "number", "通话"),
    "sms": ("sms", "message", "body", "address", "短信"),
    "name": ("name", "姓名"),
    "demographic": ("birth", "dob", "gender", "sex", "ethnic", "生日", "出生", "性别", "民族"),
    "email_address": ("mail", "邮箱"),
    "postal_address": ("addr", "street", "地址"),
    "device_name": ("device", "name"),
    "imei": ("imei", "deviceid", "meid"),
    "imsi": ("imsi", "subscriber"),
    "iccid": ("iccid", "sim"),
    "id_card_number": ("idcard", "idno", "idnumber", "cert", "identity", "身份证", "birth"),
    "bank_card": ("card", "bank", "pan"),
    "location_precise": ("lat", "lng", "lon", "loc", "geo", "gps", "coord", "position"),
    "location_coarse": ("lat", "lng", "lon", "loc", "geo", "gps", "coord", "city"),
    "sim_operator": ("carrier", "operator", "network", "isp", "mcc", "mnc", "plmn"),
    "carrier": ("carrier", "operator", "network", "isp"),
    "ip_address": ("ip", "addr", "host"),
    "wifi_connected": ("wifi", "ssid", "bssid"),
    "user_account": ("user", "account", "login", "uid"),
    "credential": ("pass", "pwd", "token", "pin", "code"),
    "clipboard": ("clip", "paste"),
}
_SEPARATORS = re.compile(r"[^a-z0-9\u4e00-\u9fff]")


def names(category: str, key: str) -> bool:
    """Whether ``key`` (a path element or what stands before a value) names values of ``category``."""
    flat = _SEPARATORS.sub("", key.lower())
    own = _SEPARATORS.sub("", category.lower())
    return own in flat or any(word in flat for word in _WORDS.get(category, ()))

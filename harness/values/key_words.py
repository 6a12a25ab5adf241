"""Words by which a key names what its value is: what makes a short value more than a coincidence."""

import re

_WORDS: dict[str, tuple[str, ...]] = {
    "phone_number": ("phone", "mobile", "msisdn", "tel", "line1", "cell", "手机", "电话"),
    "contacts": ("contact", "phone", "mobile", "tel", "name", "通讯录", "联系人"),
    "call_log": ("call", "phone", "number", "通话"),
    "sms": ("sms", "message", "body", "address", "短信"),
    "name": ("name", "姓名"),
    "demographic": ("birth", "dob", "gender", "ethnic", "生日", "出生", "性别", "民族", "年龄"),
    "health_data": ("height", "weight", "blood", "health", "身高", "体重", "血型"),
    "device_fingerprint": ("fingerprint", "model", "build", "brand"),
    "email_address": ("mail", "邮箱"),
    "postal_address": ("addr", "street", "city", "province", "district", "postcode", "zip", "地址", "城市", "邮编"),
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
_WHOLE: dict[str, frozenset[str]] = {
    "demographic": frozenset({"age", "sex"}),
    "user_account": frozenset({"qq", "wx", "wechat"}),
}
"""Words that stand in too many others: the key or a part of it has to be just this."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SEPARATORS = re.compile(r"[^a-z0-9\u4e00-\u9fff]")


def names(category: str, key: str) -> bool:
    """Whether ``key`` (a path element or what stands before a value) names values of ``category``."""
    flat = _SEPARATORS.sub("", key.lower())
    own = _SEPARATORS.sub("", category.lower())
    if own in flat or any(word in flat for word in _WORDS.get(category, ())):
        return True
    whole = _WHOLE.get(category)
    return whole is not None and any(word.lower() in whole for word in _WORD.findall(key))

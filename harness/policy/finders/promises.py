"""Promises and ways: encryption, retention, withdrawal, cancellation, rights, complaints, children, personalisation."""

import re

from harness.catalog.policy_words import turns
from harness.policy.maker import Maker, origin
from harness.policy.model import Kind
from harness.policy.sentences import Said

_UNIT = {
    "日": 1,
    "天": 1,
    "周": 7,
    "星期": 7,
    "月": 30,
    "年": 365,
    "day": 1,
    "week": 7,
    "month": 30,
    "year": 365,
    "hour": 0,
    "小时": 0,
}
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "thirty": 30,
}
_PERIOD_ZH = re.compile(
    r"(\d{1,4}|[一二两三四五六七八九十百]{1,4})\)?\s*个?\s*(工作日|自然日|小时|星期|日|天|周|月|年)"
)
_PERIOD_EN = re.compile(
    r"\b(\d{1,4}|one|two|three|five|six|seven|ten|twelve|fifteen|thirty)(?:\s*\(\d{1,4}\))?[ -]"
    r"(?:(business|working|calendar) )?(hour|day|week|month|year)s?\b"
)
_DENIED_ZH = re.compile(r"(?:不支持|无法|不提供|不能|不得|不可|未)[^,，。]{0,10}$")
_DENIED_EN = re.compile(r"\b(?:not|cannot|never|n['’]t|unable to)\b[^,.;]{0,30}$")
_NO_WAY = re.compile(r"不支持|无法|不提供|不能|不可以")
_CAN_BE_DENIED: frozenset[Kind] = frozenset(
    {"encrypted", "withdrawal", "account_cancellation", "personalisation_off", "rights"}
)
_ANSWERS = re.compile(r"回复|答复|处理|反馈|响应|投诉|请求|申请|回应|核实|respon|repl|request|answer|complain|inquir")
_CHANNEL = re.compile(
    r"联系|电话|邮箱|邮件|热线|客服|在线|网址|拨打|平台|contact|e-?mail|phone|call|authority|@|\d{5}|http|反馈|入口|设置|法院|部门"
)
_TEXT = 160


def find(said: Said, make: Maker) -> None:
    """Find the promises of one sentence. Headings are none."""
    if said.language == "other" or said.block.kind == "heading":
        return
    for kind, pattern in turns(said.language).promises.items():
        found = pattern.search(said.plain)
        if found is None:
            continue
        before = said.plain[max(0, found.start() - 40) : found.start()]
        if kind in _CAN_BE_DENIED and _NO_WAY.search(found.group()):
            continue
        if kind in _CAN_BE_DENIED and (_DENIED_ZH if said.language == "zh" else _DENIED_EN).search(before):
            continue
        days, detail = None, ""
        if kind in ("retention", "reply_limit"):
            days, detail = period(said.plain[found.start() :])
        if kind == "reply_limit" and not _ANSWERS.search(said.plain):
            continue
        if kind == "complaint":
            detail = "channel" if _CHANNEL.search(said.plain) else ""
        make.claim(said, kind, [found.group()[:_TEXT]], days=days, detail=detail, origin=origin(said))


def period(text: str) -> tuple[int | None, str]:
    """Return the first period in a text in days (a month is 30, a year 365), and its words; None without one."""
    found = _PERIOD_ZH.search(text)
    if found is not None:
        unit = "日" if found[2] in ("工作日", "自然日") else found[2]
        return _number(found[1]) * _UNIT[unit], found.group()
    found = _PERIOD_EN.search(text)
    if found is not None:
        return _number(found[1]) * _UNIT[found[3]], found.group()
    return None, ""


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if text in _WORDS:
        return _WORDS[text]
    total = 0
    for part, size in (("百", 100), ("十", 10)):
        if part in text:
            head, text = text.split(part, 1)
            total += (_DIGITS.get(head, 1)) * size
    return total + _DIGITS.get(text, 0)

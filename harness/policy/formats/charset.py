"""From bytes to text where nothing, or something wrong, says in which character set they are."""

import codecs
import re
from typing import NamedTuple

_META = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096
"""Bytes in which a page says its character set; HTML's own rule is 1024
(https://html.spec.whatwg.org/multipage/semantics.html#charset), which pages with long heads break."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
# GB18030 holds GBK and GB2312, HKSCS holds Big5: what pages call so is often the larger set.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}
_SETS = re.compile(r"(utf-8|gb|hz$|big5|cp\d|iso8859|iso2022|shift_jis|euc|koi8|mac|ascii)")
_TRIED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_SAMPLE = 200_000
# The characters that are commonest in Chinese policies, in both scripts (ours, from policies read): text that was
# decoded in a wrong set has hardly any of them.
_COMMON = frozenset(
    "的一是不了在我们您您和个有人信息用使服务为会及或以可能将会者与到时同意方如其他他等使据收集提供保护隐私政策共享第三用户"
    "我們個時會為與資訊使用務據蒐集護隱權應說關於這該並經過設備設置軟體應用產品業務開發處理"
    "权应说关于这该并经过设备设置软件应用产品业务开发处理，。、；：（）"
)
_ENOUGH = 0.2
"""The share of common characters that makes a guess (ours): policies have 0.4 and more, wrongly read ones under 0.1."""


class Decoded(NamedTuple):
    """A text, the name of its character set, and what told it: ``bom``, ``header``, ``utf-8`` or ``guess``."""

    text: str
    charset: str
    told_by: str


def decode(data: bytes) -> Decoded:
    """Decode a text file or page. Never fails: what fits nothing is read as Windows-1252, a guess.

    A set that the file names is believed when the file can be read so; UTF-8 that is valid needs no one to say so.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(name, "replace"), name, "bom")
    if (named := _named(data)) and (text := _read(data, named)) is not None:
        return Decoded(text, named, "header")
    # Latin text in UTF-16 is valid UTF-8 too: every second byte of it is 0.
    if data.count(0) * 8 <= len(data) and (text := _read(data, "utf-8")) is not None:
        return Decoded(text, "utf-8", "utf-8")
    return _guessed(data)


def _named(data: bytes) -> str:
    found = _META.search(data[:_HEAD].replace(b"\0", b""))
    if found is None:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    # Python knows stranger sets than pages are in (punycode takes quadratic time); and a page that could be read as
    # ASCII as far as this word is not in UTF-16.
    return _LARGER.get(name, name) if _SETS.match(name) else ""


def _read(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        # one broken character in a thousand is a slip of the page, not another set
        try:
            text = data.decode(charset, "replace")
        except (LookupError, UnicodeError):
            return None
        return text if charset != "utf-8" and text.count("\ufffd") * 1000 < len(text) else None


def _guessed(data: bytes) -> Decoded:
    best = Decoded("", "", "guess")
    score = 0.0
    for name in _TRIED:
        sample = data[:_SAMPLE].decode(name, "replace")
        found = _score(sample)
        if found > score:
            best, score = Decoded(sample, name, "guess"), found
    if score < _ENOUGH:
        zeros = data[:_SAMPLE].count(0)
        if zeros * 4 > len(data[:_SAMPLE]):  # Latin text in UTF-16: every second byte is 0
            name = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
            return Decoded(data.decode(name, "replace"), name, "guess")
        return Decoded(data.decode("cp1252", "replace"), "cp1252", "guess")
    return Decoded(data.decode(best.charset, "replace"), best.charset, "guess")


def _score(text: str) -> float:
    """Return the share of common characters among those that are not ASCII; undecodable bytes count against it."""
    others = [char for char in text if ord(char) > 127]
    if not others:
        return 0.0
    common = sum(char in _COMMON for char in others)
    return (common - 3 * sum(char == "\ufffd" for char in others)) / len(others)

"""The policy itself: who processes, how to reach them, since when it is in force, which version it is."""

import re

from harness.policy.maker import Maker, origin
from harness.policy.sentences import Said

_DATE_ZH = re.compile(r"(20\d\d|19\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_DATE_NUMBER = re.compile(r"\b(20\d\d)[./-](\d{1,2})[./-](\d{1,2})\b")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DATE_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b")
_DATE_MY = re.compile(r"\b([a-z]{3,9}),? (20\d\d)\b")
_DATE_MD = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (20\d\d)\b")
_DATE_DM = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (20\d\d)\b")
_DATED = re.compile(
    r"生效|更新(?:日期|时间|于)|日更新|发布(?:日期|时间|于)|修订|版本|施行|最近更新|最后(?:修改|更新)"
    r"|effective|updated|last update|dated|published on|revised|last modified|in force|as of|version"
)
_VERSION = re.compile(r"(?:版本号?(?:为|是)?|version|\bv)\s*[:：]?\s*v?(\d{1,4}(?:\.\d{1,4}){0,3})(?![\d年.])")
_COMPANY_ZH = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9()（）·]{2,40}?(?:有限责任公司|股份有限公司|有限公司|集团公司"
    r"|工作室|事务所|研究院|经营部|个体工商户\)?)"
)
_NAMED_ZH = re.compile(
    r"(?:运营者|运营方|运营主体|运营单位|开发者|开发单位|主办单位|处理者)(?:名称)?(?:为|是)?:\s*([\u4e00-\u9fffA-Za-z0-9()·]{2,40})"
)
"""Who has no company says so in a line of its own."""
_COMPANY_EN = re.compile(
    r"\b[A-Z][\w&.,' -]{1,60}?,? (?:Inc\.?|LLC|Ltd\.?|Limited|GmbH|Corp(?:oration)?\.?|S\.A\.|B\.V\.|Pte\.? Ltd\.?"
    r"|Co\.,? Ltd\.?|OÜ|AG|PLC|AS|AB|SAS|S\.?A\.?R\.?L\.?|B\.?V\.?)(?=\W|$)"
)
_SELF = re.compile(
    r"我们|本公司|运营|开发者|以下简称|下称|提供者|处理者|\bwe\b|\bus\b|\bour\b|operat|controller|developed by"
    r"|created by|provided by|owned by|produced by|published by|publisher"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24}){1,4}")
_FORM = re.compile(r"\bcontact (?:form|page)\b|联系(?:表单|页面)")
_MAIL_SPELT = re.compile(r"[\w.+-]{1,64} ?[(\[]at[)\]] ?[\w-]{1,64}(?: ?[(\[]dot[)\]] ?[\w-]{2,24}){1,3}")
_PHONE = re.compile(
    r"(?<![\d.-])(?:\+?\d{1,3}[- ]?)?(?:0\d{2,3}[- ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4}|1[3-9]\d{9}|95\d{3,4}"
    r"|10\d{3}|\(\d{3}\) \d{3}-\d{4})(?!\d)"
)
_PHONE_WORD = re.compile(r"电话|热线|致电|拨打|联系|tel|phone|call|hotline")


def find(said: Said, make: Maker, first: bool) -> None:
    """Find what one sentence says of the policy and its owner. ``first``: no processor was named before."""
    text = said.plain
    if _DATED.search(text):
        for date in dates(text):
            make.claim(said, "effective_date", [date], detail=date, origin=origin(said))
        if (version := _VERSION.search(text)) is not None and not re.match(r"20\d\d$", version[1]):
            make.claim(said, "version", [version.group()], detail=version[1], origin=origin(said))
    if (form := _FORM.search(text)) is not None:
        make.claim(said, "contact", [form.group()], detail=form.group(), origin=origin(said))
    for mail in [*_MAIL.findall(text), *_MAIL_SPELT.findall(text)][:5]:
        make.claim(said, "contact", [mail], detail=mail, origin=origin(said))
    if _PHONE_WORD.search(text):
        for phone in _PHONE.findall(text)[:5]:
            make.claim(said, "contact", [phone.strip()], detail=phone.strip(), origin=origin(said))
    # "The service is provided by:", and who it is in the next line
    told = _SELF.search(text) or (said.lead is not None and _SELF.search(said.lead.plain))
    if said.block.kind == "row" or not told:
        return
    company = _COMPANY_ZH.search(said.text) or _COMPANY_EN.search(said.text) or _NAMED_ZH.search(said.text)
    if company is not None and first:
        name = re.sub(
            r"^(?:本|我们是|我们指|本?(?:app|应用|软件|产品|服务)?由|是|系|为|指|即|和|与)+",
            "",
            company[company.lastindex or 0],
        ).strip(" ,，")
        name = re.sub(r"^.*\b(?:is|by|are)\s+(?=[A-Z])", "", name)  # "the data controller is X Ltd"
        make.claim(said, "controller", [name], detail=name, origin=origin(said))


def dates(text: str) -> list[str]:
    """Return the dates in a text (lower case), as ISO 8601, without a day where it has none; others are left out."""
    found: dict[int, str] = {}
    for pattern in (_DATE_ZH, _DATE_NUMBER):
        for match in pattern.finditer(text):
            found.setdefault(match.start(), _iso(int(match[1]), int(match[2]), int(match[3])))
    for match in _DATE_MD.finditer(text):
        found.setdefault(match.start(), _iso(int(match[3]), _MONTHS.get(match[1][:3], 0), int(match[2])))
    for match in _DATE_DM.finditer(text):
        found.setdefault(match.start(), _iso(int(match[3]), _MONTHS.get(match[2][:3], 0), int(match[1])))
    for match in _DATE_DOTTED.finditer(text):
        found.setdefault(match.start(), _iso(int(match[3]), int(match[2]), int(match[1])))
    if not found:
        for match in _DATE_MY.finditer(text):
            if month := _MONTHS.get(match[1][:3], 0):
                found[match.start()] = f"{match[2]}-{month:02d}"
    return list(dict.fromkeys(date for _, date in sorted(found.items()) if date))


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""

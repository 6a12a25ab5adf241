"""SDKs that a policy names: in prose, in tables, and in lists of "name: ..., purpose: ..., data: ..."."""

import re
from typing import Literal, NamedTuple

from harness.catalog.policy_words import cues
from harness.catalog.sdks import sdk_for
from harness.policy.lexicon import Hit, NameHit, category_hits, sdk_hits
from harness.policy.maker import Maker, origin
from harness.policy.sentences import Said

_SDK_WORD = re.compile(r"(?<![a-z])sdks?(?![a-z])|软件开发包|软件开发工具包|software development kit")
_PARTNER = re.compile(
    r"第三方|合作方|合作伙伴|服务商|供应商|third[- ]part|partner|service provider|analytics provider|ad network"
    r"|advertising network|powered by|operated by|integrat|接入|集成|嵌入|使用了"
)
_USED = re.compile(
    r"\b(?:uses?|used|using|utili[sz]es?|implement(?:ed|ation)|served by|delivered by|provided by|through|via)\b"
)
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("link", re.compile(r"链接|官网|网址|隐私(?:政策|权|协议|声明)|url|privacy policy|link|website")),
    ("purpose", re.compile(r"目的|用途|功能|场景|purpose|function|reason|why|业务")),
    ("method", re.compile(r"方式|method|how")),
    ("package", re.compile(r"包名|package")),
    ("data", re.compile(r"信息|数据|字段|权限|data|information|permission|what|类型.*收集|收集")),
    (
        "company",
        re.compile(
            r"公司|主体|运营方|开发者|提供方|提供者|机构|company|provider|vendor|operator|recipient|接收方|合作方"
        ),
    ),
    ("name", re.compile(r"名称|sdk|产品|第三方|name|third.?party|service|partner|插件")),
)
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("link", re.compile(r"^.{0,10}(?:链接|官网|网址|隐私(?:权)?政策|privacy policy|link|url)(?:地址)?\s*[:：]")),
    ("purpose", re.compile(r"^.{0,8}(?:目的|用途|功能|场景|purpose|function|used for)[^:：]{0,8}\s*[:：]")),
    ("method", re.compile(r"^.{0,6}(?:方式|method)\s*[:：]")),
    ("package", re.compile(r"^(?:.{0,6}包名|package(?: name)?)\s*[:：]")),
    (
        "data",
        re.compile(
            r"^[^:：]{0,14}(?:信息|数据|字段|权限|data|information|permissions?)"
            r"(?:类型|内容|范围|名称|种类|collected|列表| types?)?(?:\([^)]{0,20}\))?\s*[:：]"
        ),
    ),
    (
        "company",
        re.compile(
            r"^[^:：]{0,8}(?:公司|主体|运营方|开发者|提供方|机构"
            r"|company|provider|vendor|operator|第三方名称|合作方)(?:名称|全称| name)?\s*[:：]"
        ),
    ),
    ("name", re.compile(r"^[^:：]{0,6}(?:名称|sdk|产品|name|第三方|third[- ]party)[^:：]{0,6}\s*[:：]")),
)
_PACKAGE = re.compile(r"(?<![a-z0-9_.@/-])(?:com|cn|io|net|org)(?:\.[a-z][a-z0-9_]*){1,6}")
_NAME_LINE = 60
_NEW_NAME = 30
_NO_NAME = re.compile(r"[:：,，。]|以下|我们|本|为|如下|列表|目录|清单|说明|\b(?:the|we|our|list|following|these)\b")
_HEADS = re.compile(
    r"(?:[\d.()一二三四五六七八九十、 ]*)(?!.*(?:第三方|合作|使用|接入|收集|相关|主要|各类))\S.{2,24}?\s*sdk"
)
"""A heading that is the name of one SDK."""
_OPENS = 12
"""Characters within which a paragraph about an SDK names it."""
_OURS = re.compile(r"我们(?!的?合作)|(?<![a-z])we(?![a-z])|本app|本应用(?!接入|集成)")
_SKIP_CELL = re.compile(r"^(?:/|-|—|无|none|n/a|\d+)$")


class Who(NamedTuple):
    """The SDK that lines are about."""

    name: str
    company: str
    prefixes: list[str]


class Found:
    """Which SDK is being spoken of, as far as it was named before: state of one document."""

    def __init__(self, make: Maker, title: str) -> None:
        """``title`` is the document's: a page may be nothing but a list of SDKs."""
        self._make = make
        self._about_sdks = bool(cues("zh").section_sdk.search(title.lower()) or _SDK_WORD.search(title.lower()))
        self._current: Who | None = None
        self._section: list[str] = []
        self._columns: tuple[tuple[str, ...], dict[str, list[int]]] = ((), {})

    def find(self, said: Said) -> Who | None:
        """Find what one sentence says of SDKs; return the SDK that it is about, ``None`` for the app itself."""
        if said.language == "other" and not said.plain.isascii():
            return None
        if said.headings != self._section:
            self._section, self._current = said.headings, None
        if said.block.kind == "row":
            self._row(said)
            return None
        hits = sdk_hits(said.plain)
        inside = self._inside(said) or self._current is not None
        if said.block.kind == "heading":
            self._name_of(said, hits, inside)
            return None
        label = next((kind for kind, pattern in _LABELS if pattern.match(said.plain)), "") if inside else ""
        if label and self._labelled(said, label, hits):
            return self._current
        if self._current is not None and _OURS.search(said.plain) and not hits:
            if said.block.kind == "text" and not self._inside(said):
                self._current = None  # the app speaks of itself again
            if said.block.kind != "item":
                return None
        self._mentioned(said, hits, inside)
        first = next((hit for hit in hits if hit.start <= _OPENS), None)
        opens = first is not None and (self._current is not None or bool(_SDK_WORD.search(said.plain)))
        short = inside and len(said.plain) <= _NAME_LINE and not label
        if (short or opens) and self._name_of(said, hits, inside):
            return self._current
        if inside and self._current is not None and not _link(said) and not _OURS.search(said.plain):
            self._data(said, said.plain)
        return self._current

    def _inside(self, said: Said) -> bool:
        """Whether the sentence stands in a list of SDKs, as headings, the list's lead or the title say."""
        if self._about_sdks:
            return True
        told = [*said.headings, *([said.lead.plain] if said.lead is not None else [])]
        return any(cues(language).section_sdk.search(each) for each in told for language in _LANGUAGES)

    def _name_of(self, said: Said, hits: list[NameHit], inside: bool) -> bool:
        """Say whether a heading or short line names an SDK, which then is what the next lines are about."""
        named = [hit for hit in hits if hit.name.product] or (
            [hit for hit in hits if hit.start <= _OPENS] if inside else []
        )
        if named and (inside or _SDK_WORD.search(said.plain)):
            self._claim(said, named[:1], "", "")
            self._current = _who(named[0])
            self._data(said, said.plain)
            return True
        if (
            _SDK_WORD.search(said.plain)
            and len(said.plain) <= _NEW_NAME
            and inside
            and (said.block.kind != "heading" or _HEADS.fullmatch(said.plain))
            and not _NO_NAME.search(said.plain)
        ):
            name = said.text.strip(" :：()0123456789.、")
            if len(name) > 3 and not re.fullmatch(r"(?:第三方)?sdk(?:列表|名称|清单|目录)?", name.lower()):
                self._current = Who(name, "", [])
                self._make.claim(said, "sdk", [name], sdk=name, origin=origin(said))
                return True
        return False

    def _labelled(self, said: Said, label: str, hits: list[NameHit]) -> bool:
        value = re.split(r"[:：]", said.text, maxsplit=1)[1].strip() if re.search(r"[:：]", said.text) else ""
        if label in ("name", "company"):
            if hits:
                self._claim(said, hits, "", "")
                product = next((hit for hit in hits if hit.name.product), None)
                if product is not None:
                    self._current = _who(product)
                    if label == "name":
                        self._data(said, said.plain)
                return True
            if label == "name" and 1 < len(value) <= _NAME_LINE:
                self._current = Who(value, "", [])
                self._make.claim(said, "sdk", [value], sdk=value, origin=origin(said))
                return True
            return False
        if label == "package":
            self._packages(said, said.plain)
            return True
        if label == "data" and self._current is not None:
            self._data(said, said.plain)
            return True
        return label in ("link", "purpose", "method")

    def _mentioned(self, said: Said, hits: list[NameHit], inside: bool) -> None:
        """Prose names an SDK when it speaks of SDKs or third parties, or stands in a list of them."""
        self._packages(said, said.plain)
        if not hits:
            return
        if _SDK_WORD.search(said.plain) or inside:
            self._claim(said, hits, "", "")
        elif _PARTNER.search(said.plain) or _USED.search(said.plain):
            self._claim(said, [hit for hit in hits if hit.name.product], "", "")

    def _packages(self, said: Said, plain: str) -> None:
        for found in _PACKAGE.finditer(plain):
            sdk = sdk_for(found.group())
            if sdk is not None:
                self._make.claim(
                    said,
                    "sdk",
                    [found.group()],
                    sdk=sdk.name,
                    company=sdk.company,
                    prefixes=[sdk.prefix],
                    origin=origin(said),
                )

    def _claim(self, said: Said, hits: list[NameHit], sdk: str, company: str) -> None:
        products = {prefix for hit in hits if hit.name.product for prefix in hit.name.prefixes}
        for hit in hits:
            name = hit.name
            if not name.product and products & set(name.prefixes):
                continue  # the company beside its product
            self._make.claim(
                said,
                "sdk",
                [hit.word],
                sdk=name.sdk or sdk,
                company=name.company or company,
                prefixes=list(name.prefixes),
                origin=origin(said),
            )

    def _data(
        self,
        said: Said,
        plain: str,
        *,
        sdk: Who | None = None,
        purposes: list[str] | None = None,
    ) -> None:
        who = sdk or self._current
        if who is None or said.language == "other":
            return
        negators = cues(said.language).negators
        for hit in _categories(plain, said.language):
            before = plain[max(0, hit.start - 16) : hit.start]
            if re.search(r"不(?:会)?(?:收集|采集|获取)|not collect", before) and negators.search(before):
                continue
            for category in hit.covers:
                self._make.claim(
                    said,
                    "collects",
                    [hit.word],
                    category=category,
                    vague=hit.vague,
                    actor="sdk",
                    sdk=who.name,
                    company=who.company,
                    prefixes=who.prefixes,
                    purposes=purposes or [],
                    origin=origin(said),
                )

    def _row(self, said: Said) -> None:
        """Read a row of a table: of SDKs, or of what the app itself collects."""
        cells, head = said.block.cells, said.block.head
        if cells is head or cells == head:
            return
        columns = self._read_head(head)
        plain = [cell.lower() for cell in cells]

        def cell(kind: str) -> str:
            return " ".join(plain[at] for at in columns.get(kind, ()) if at < len(plain))

        said_names = " ".join([cell("name"), cell("company"), cell("package")])
        hits = sdk_hits(said_names)
        heads = " ".join(head).lower()
        of_sdks = (
            self._inside(said)
            or bool(_SDK_WORD.search(heads) or re.search(r"第三方|third[- ]part|合作方|接收方|recipient", heads))
        ) and ("name" in columns or "company" in columns)
        purpose = _cells(cells, columns, "purpose")
        purposes = [purpose[:160]] if purpose and not _SKIP_CELL.match(purpose) else []
        if of_sdks:
            self._sdk_row(said, cells, columns, hits, purposes)
        elif self._current is not None:
            self._data(said, f"{cell('data')} {cell('')}" if "data" in columns else said.plain, purposes=purposes)
        elif (
            "data" in columns
            or cues("zh").section_collect.search(said.heading)
            or cues("en").section_collect.search(said.heading)
        ):
            self._own_row(said, f"{cell('data')} {cell('')}" if "data" in columns else said.plain, purposes)

    def _sdk_row(
        self, said: Said, cells: list[str], columns: dict[str, list[int]], hits: list[NameHit], purposes: list[str]
    ) -> None:
        self._packages(said, said.plain)
        product = next((hit for hit in hits if hit.name.product), None)
        if hits:
            self._claim(said, hits, "", "")
        written = _cells(cells, columns, "name")[:80] or _cells(cells, columns, "company")[:80]
        if product is not None:
            who = _who(product)
        elif written and not _SKIP_CELL.match(written):
            first = hits[0].name if hits else None
            who = Who(written, first.company if first else "", list(first.prefixes) if first else [])
            if not hits:
                self._make.claim(said, "sdk", [written], sdk=written, origin=origin(said))
        else:
            return
        data = _cells(cells, columns, "data")
        self._data(said, (data or said.text).lower(), sdk=who, purposes=purposes)

    def _own_row(self, said: Said, plain: str, purposes: list[str]) -> None:
        if said.language == "other":
            return
        for hit in _categories(plain, said.language):
            for category in hit.covers:
                self._make.claim(
                    said,
                    "collects",
                    [hit.word],
                    category=category,
                    vague=hit.vague,
                    purposes=purposes,
                    origin=origin(said),
                )

    def _read_head(self, head: list[str]) -> dict[str, list[int]]:
        key = tuple(head)
        if self._columns[0] != key:
            columns: dict[str, list[int]] = {}
            for index, text in enumerate(head):
                kind = next((kind for kind, pattern in _COLUMNS if pattern.search(text.lower())), "")
                columns.setdefault(kind, []).append(index)
            self._columns = (key, columns)
        return self._columns[1]


_LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")


def _categories(plain: str, language: Literal["zh", "en", "other"]) -> list[Hit]:
    return category_hits(plain, language)


def _cells(cells: list[str], columns: dict[str, list[int]], kind: str) -> str:
    """Return what a row says in the columns of a kind."""
    return " ".join(cells[at].strip() for at in columns.get(kind, ()) if at < len(cells)).strip()


def _who(hit: NameHit) -> Who:
    return Who(hit.name.sdk or hit.word, hit.name.company, list(hit.name.prefixes))


def _link(said: Said) -> bool:
    """Whether a sentence in a list of SDKs says nothing of data: a link, an address."""
    return "http" in said.plain and len(said.plain) < 200

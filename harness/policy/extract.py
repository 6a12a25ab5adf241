"""From a document to a policy: its sentences, and what they claim. Pure: the same document gives the same policy."""

import re

from harness.policy.document import Document
from harness.policy.finders import about, data, licence, places, promises
from harness.policy.finders.sdks import Found
from harness.policy.maker import Maker
from harness.policy.model import Gap, Policy
from harness.policy.sentences import Said, Simplifier, sentences

_RULES = re.compile(
    r"(?:收集|使用|处理|获取|采集|共享|提供|保存|存储)[^。]{0,40}(?:信息|数据|资料|权限)|(?:信息|数据|资料)[^。]{0,20}(?:收集|使用|处理)"
    r"|\b(?:collect|use|process|share|store|gather|receive|disclose)\w*\b[^.]{0,80}\b(?:information|data)\b"
    r"|\b(?:information|data)\b[^.]{0,80}\b(?:collect|use|process|share|store|gather|disclose)\w*\b"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEW_UNREAD = 50
"""One traditional character in so many letters makes a text one of traditional characters (ours)."""
_OTHER = 0.3
"""The share of letters in other languages from which on a policy was not read (ours)."""


def extract(document: Document, *, source: str, sha256: str, size: int) -> Policy:
    """Return what a document claims."""
    document.place()
    simplify = Simplifier()
    make = Maker()
    sdks = Found(make, document.title)
    letters = {"zh": 0, "en": 0, "other": 0}
    count = characters = hidden = 0
    named = ruled = False
    for said in sentences(document, simplify):
        count += 1
        characters += len(said.text)
        letters[said.language] += sum(char.isalpha() for char in said.text)
        if said.block.hidden:
            hidden += len(said.text)
        ruled = ruled or bool(_RULES.search(said.plain))
        data.find(said, make, sdks.find(said))
        places.find(said, make)
        promises.find(said, make)
        licence.find(said, make)
        about.find(said, make, not named)
        named = named or _names_processor(said)
    claims, relied = make.done()
    ruled = ruled or any(claim.kind in ("collects", "does_not_collect", "shares") for claim in claims)
    return Policy(
        source=source,
        format=document.format,
        sha256=sha256,
        size=size,
        title=document.title,
        charset=document.charset,
        charset_from=document.charset_from,
        pages=document.pages,
        characters=characters,
        sentence_count=count,
        languages=_languages(letters, simplify.traditional, document),
        sentences=relied,
        claims=claims,
        gaps=_gaps(document, letters, characters, hidden, ruled, simplify.unread),
    )


def _names_processor(said: Said) -> bool:
    return bool(re.search(r"有限公司|公司|inc\.|llc|ltd|gmbh", said.plain)) and bool(
        re.search(r"我们|以下简称|\bwe\b|\bus\b", said.plain)
    )


def _languages(letters: dict[str, int], traditional: int, document: Document) -> dict[str, float]:
    whole = sum(letters.values())
    if not whole:
        return {}
    han = sum(len(_HAN.findall(block.text)) for block in document.blocks)
    # About every third character of a text in traditional characters has another simplified form.
    hant = min(1.0, traditional * 3 / han) if han and traditional * 10 > han else 0.0
    shares = {
        "zh-Hans": letters["zh"] * (1 - hant) / whole,
        "zh-Hant": letters["zh"] * hant / whole,
        "en": letters["en"] / whole,
        "other": letters["other"] / whole,
    }
    return {name: round(share, 3) for name, share in shares.items() if share}


def _gaps(
    document: Document, letters: dict[str, int], characters: int, hidden: int, ruled: bool, unread: int
) -> list[Gap]:
    gaps = list(document.gaps)
    if not characters:
        return [Gap(key="no_text", detail="there is no text in it"), *gaps]
    if hidden:
        gaps.append(Gap(key="hidden_text", detail=f"{hidden} characters"))
    whole = sum(letters.values())
    if whole and letters["other"] > whole * _OTHER:
        gaps.append(Gap(key="other_language", detail=f"{round(100 * letters['other'] / whole)} % of its letters"))
    elif unread * _FEW_UNREAD > whole:
        detail = "traditional characters are read with the package opencc: pip install 'harness[policy]' installs it"
        gaps.append(Gap(key="other_language", detail=detail))
    elif not ruled:
        gaps.append(Gap(key="no_collection_rules"))
    return gaps

"""Which categories are collected and shared, which are not, and what stays on the device."""

import re
from typing import Any, Literal

from harness.catalog.policy_words import Cues, cues
from harness.policy.finders.sdks import Who
from harness.policy.lexicon import Hit, category_hits, sdk_hits
from harness.policy.maker import Maker, origin
from harness.policy.sentences import Said
from harness.policy.statements import Statement, Verb, another, masked, statements

_LABEL = re.compile(r"^[^:。.]{0,30}[:：]|^[^,，。]{0,24}(?:信息|数据|权限|标识)|^(?:\W|\d)*[^:]{0,40}:")
_BEYOND = re.compile(
    r"超出|无关|额外|其他|其它|范围以外|any other|unrelated|additional|beyond|more .{0,30}than|other than"
)
_CHILDREN = re.compile(r"儿童|未成年|children|minors?\b|under (?:the age|\d\d)|\bkids\b")
_NO_SENDING: dict[str, re.Pattern[str]] = {
    "zh": re.compile(r"(?:不会|不|未|绝不)[^,，。]{0,14}(?:上传|传输至|传至|发送至|回传)"),
    "en": re.compile(
        r"\b(?:not|never|n['’]t)\b[^,.;]{0,40}\b(?:upload|transmit|sen[dt]\b|leave|transfer)[^,.;]{0,60}(?:server|device|phone|cloud|upload|us\b|$)"
    ),
}
_WITHOUT_WHOM = re.compile(r"我们|公司|\bwe\b|\bour\b")
# "This information" is not all; a denial at large needs a word that means everything.
_ALL = re.compile(
    r"(?<!这些)(?<!上述)(?<!此类)(?<!前述)(?<!部分)"
    r"(?:个人(?:敏感)?信息|个人数据|个人资料|用户信息|您的信息|你的信息|任何信息|用户数据|用户资料|隐私信息)"
    r"|(?<!this )(?<!such )(?<!that )(?<!these )\b(?:personal(?:ly[- ]identif\w+)? (?:information|data)"
    r"|your (?:information|data)|(?:any|no)(?: \w+)? (?:information|data)|user (?:information|data)"
    r"|information about you|pii)\b"
    r"|share it with|\bno data\b"
)
_ADVICE = frozenset({"credential"})
"""What policies advise the user not to share: "never share your password"."""
_SET_BY_USE = ("web_cookie",)
"""Whoever does not use it does not have it."""
_BORDER = re.compile(r"境外|跨境|出境")
_SURE = re.compile(r"共享|转让|披露|公开|透露|shar|disclos|divulg")
_TO_WHOM = re.compile(r"[向给].*(?:第三方|任何)")
"""A denial that says whom and not what: "不会向第三方披露"."""
_EXCEPTED = re.compile(r"除[^,，。]{0,60}外|\bexcept(?: for)?[^,.;]{0,60}")
_NEAR = 12
"""Characters behind "not sent to" in which a third party may stand: then it is about sharing."""
_TEXT = 160


def find(said: Said, make: Maker, about: Who | None) -> None:
    """Find what one sentence says of categories of data; ``about``: the SDK that it speaks of."""
    if said.language == "other" or said.block.kind == "heading":
        return
    turns = cues(said.language)
    if said.block.kind == "row":
        _stays(said, turns, make)
        return
    found = statements(said)
    for statement in found:
        if about is None or any(verb.negated for verb in statement.verbs):
            _claims(said, statement, turns, make)
    if about is None and not any(statement.hits for statement in found):
        _by_section(said, turns, make)
    _stays(said, turns, make)
    _foreground(said, turns, found, make)


def _claims(said: Said, statement: Statement, turns: Cues, make: Maker) -> None:
    for verb in statement.verbs:
        if verb.act in ("share", "sell"):
            _shared(said, statement, verb, turns, make)
        elif verb.act == "collect":
            _collected(said, statement, verb, turns, make)


def _collected(said: Said, statement: Statement, verb: Verb, turns: Cues, make: Maker) -> None:
    common = _common(said, statement, verb, turns)
    if not verb.negated:
        by_sdk = _by_sdk(said, statement)
        for hit in statement.hits:
            for category in hit.covers:
                make.claim(
                    said,
                    "collects",
                    [verb.word, hit.word],
                    category=category,
                    vague=hit.vague,
                    detail="background" if verb.background else "",
                    **by_sdk,
                    **common,
                )
        return
    if verb.background:
        for category in _all(statement.hits) or [""]:
            make.claim(said, "foreground_only", [verb.word, *_words(statement.hits)], category=category, **common)
        return
    # "We do not use X for advertising" denies a use; "we do not collect X" denies that it is taken
    if not _CHILDREN.search(statement.clause):
        _not_collected(said, statement, verb, turns, make, common)


def _not_collected(
    said: Said, statement: Statement, verb: Verb, turns: Cues, make: Maker, common: dict[str, Any]
) -> None:
    if not turns.collect_denied.search(verb.word):
        for hit in statement.hits:
            if hit.covers == _SET_BY_USE and not (verb.weak or turns.share.search(statement.clause)):
                make.claim(said, "does_not_collect", [verb.word, hit.word], category=hit.covers[0], **common)
        return
    if not statement.hits and (not _ALL.search(statement.clause) or _BEYOND.search(statement.clause)):
        return
    doubt = {**_by_sdk(said, statement), **common, "conditional": common["conditional"] or bool(verb.weak)}
    if verb.weak and not doubt["except_for"]:
        doubt["except_for"] = verb.weak
    for hit in statement.hits:
        if hit.vague and _BEYOND.search(statement.clause):
            continue
        for category in hit.covers:
            make.claim(said, "does_not_collect", [verb.word, hit.word], category=category, vague=hit.vague, **doubt)
    if not statement.hits:
        make.claim(said, "does_not_collect", [verb.word], **doubt)


def _by_sdk(said: Said, statement: Statement) -> dict[str, Any]:
    """Return the fields of a claim that say which SDK collects, none for the app itself."""
    if not statement.by_sdk:
        return {}
    named = next((row.name for row in sdk_hits(said.plain) if row.name.product), None)
    if named is None:
        return {"actor": "sdk"}
    return {"actor": "sdk", "sdk": named.sdk, "company": named.company, "prefixes": list(named.prefixes)}


def _shared(said: Said, statement: Statement, verb: Verb, turns: Cues, make: Maker) -> None:
    names = sdk_hits(said.plain)
    who = list(dict.fromkeys([*turns.recipients.findall(said.plain), *(row.word for row in names)]))
    if not (statement.hits or statement.at_large or (statement.bare and _TO_WHOM.match(verb.word))):
        return
    # "provide to" needs somebody: to the user it is a service
    if verb.act == "share" and not who and not _SURE.search(verb.word):
        return
    common = _common(said, statement, verb, turns)
    if verb.negated:
        kind: Literal["does_not_sell", "does_not_share"] = "does_not_sell" if verb.act == "sell" else "does_not_share"
        if _BORDER.search(statement.clause):
            return  # a word on borders, not on sharing: see places.py
        common["conditional"] = common["conditional"] or bool(verb.weak)
        for hit in statement.hits:
            for category in set(hit.covers) - _ADVICE:
                make.claim(
                    said, kind, [verb.word, hit.word], category=category, vague=hit.vague, recipients=who, **common
                )
        if not statement.hits and (_ALL.search(statement.clause) or (statement.bare and _TO_WHOM.match(verb.word))):
            make.claim(said, kind, [verb.word], recipients=who, **common)
        return
    for hit in statement.hits:
        for category in hit.covers:
            make.claim(
                said, "shares", [verb.word, hit.word], category=category, vague=hit.vague, recipients=who, **common
            )
    if not statement.hits and who and _WITHOUT_WHOM.search(said.plain):
        make.claim(said, "shares", [verb.word], recipients=who, **common)


def _common(said: Said, statement: Statement, verb: Verb, turns: Cues) -> dict[str, Any]:
    exceptions = turns.exceptions.search(said.plain) if verb.negated else None
    return {
        "purposes": [_short(found.group()) for found in turns.purposes.finditer(said.plain)][:3]
        if not verb.negated
        else [],
        "conditional": statement.conditional,
        "except_for": _short(exceptions.group()) if exceptions is not None else "",
        "origin": origin(said),
    }


def _by_section(said: Said, turns: Cues, make: Maker) -> None:
    """A list of data without a verb says what its section is about: "Device information: IMEI, Android ID"."""
    if said.block.kind == "row" or not said.headings:
        return
    innermost = said.heading
    if turns.section_aside.search(innermost) or any(turns.section_sdk.search(each) for each in said.headings):
        return
    wanted = next((found for each in reversed(said.headings) if (found := turns.section_collect.search(each))), None)
    if wanted is None or (said.block.kind != "item" and not _LABEL.match(said.plain)):
        return
    denied = any(turns.section_not.search(each) for each in said.headings)
    text = masked(said.plain, turns)
    hits = category_hits(said.plain, said.language)
    other = another(text, 0, len(text), turns)
    negator = turns.negators.search(text)
    for hit in hits:
        if (other is not None and hit.start > other.start()) or (negator is not None and hit.start > negator.start()):
            break
        for category in hit.covers:
            make.claim(
                said,
                "does_not_collect" if denied else "collects",
                [wanted.group(), hit.word],
                category=category,
                vague=hit.vague,
                origin=origin(said),
            )


def _stays(said: Said, turns: Cues, make: Maker) -> None:
    found = _kept_here(said.plain, turns, said.language)
    if found is None and said.lead is not None and said.lead.language == said.language:
        found = _kept_here(said.lead.plain, turns, said.language)
    if found is None:
        return
    excepted = _EXCEPTED.search(said.plain)
    hits = [
        hit
        for hit in category_hits(said.plain, said.language)
        if excepted is None or not excepted.start() <= hit.start < excepted.end()
    ]
    for category in _all(hits):
        vague = all(hit.vague for hit in hits if category in hit.covers)
        make.claim(
            said, "stays_on_device", [found.group(), *_words(hits)], category=category, vague=vague, origin=origin(said)
        )


def _kept_here(plain: str, turns: Cues, language: Literal["zh", "en", "other"]) -> re.Match[str] | None:
    """Return the words by which a sentence says that data stays on the device."""
    found = turns.stays.search(plain) or _NO_SENDING[language].search(plain)
    if found is None or turns.recipients.search(plain, found.start(), found.end() + _NEAR):
        return None
    return found


def _foreground(said: Said, turns: Cues, found: list[Statement], make: Maker) -> None:
    promised = turns.foreground.search(said.plain)
    if promised is None:
        return
    hits = [hit for statement in found for hit in statement.hits] or category_hits(said.plain, said.language)
    for category in _all(hits) or ([""] if found else []):
        make.claim(said, "foreground_only", [promised.group(), *_words(hits)], category=category, origin=origin(said))


def _all(hits: list[Hit]) -> list[str]:
    return list(dict.fromkeys(category for hit in hits for category in hit.covers))


def _words(hits: list[Hit]) -> list[str]:
    return [hit.word for hit in hits]


def _short(text: str) -> str:
    return text.strip(" ,，;；")[:_TEXT]

"""What a sentence says: its clauses, the verbs in them, what is denied, and on which categories each verb bears.

A negator holds in its own clause. A clause without a verb goes on with what the one before it said; one with another
verb, a purpose or a condition says nothing of its own.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from harness.catalog.policy_words import Cues, cues
from harness.policy.lexicon import Hit, category_hits
from harness.policy.sentences import Said

Act = Literal["collect", "share", "sell", "upload"]
_ACTS: tuple[Act, ...] = ("collect", "share", "sell", "upload")
_BREAK = {
    "zh": re.compile(
        r"[,，;；:：]|(?<![与和])但(?!不限)(?:是)?|不过|然而|(?<=.)并且?(?=不|会|将|在)|(?<=.)(?:且|也)(?=不)"
    ),
    "en": re.compile(
        r"[,;:]|\bbut\b(?! not limited)|\bhowever\b|\balthough\b|\bwhile\b(?! you)|\bwhereas\b|\bso\b(?= (?:we|that))"
        r"|\band (?=(?:we |our |it |they |the app )?(?:do(?:es)? not|will|never|may|can|don't|are not|is not|cannot)\b)"
        r"|\bwhich (?=(?:we|is|are|may))| - | – |— "
    ),
}
# Where a condition ends within its clause: "when you use the map we ...".
_MAIN = {
    "zh": re.compile(
        r"(?:时候?|后|之前|的话|的?情况下|的?情形下|过程中|期间|的?前提下|(?:同意|授权|许可)(?=我们|,|，))(?!台|端|续)"
    ),
    "en": re.compile(r"\b(?:we|the app|our app|this app|the application|our sdk)\b"),
}
_CHAIN = {
    "zh": re.compile(r"^(?:[、/或和及与者,，并以也]|(?!我们|但|会|将|为|用|不)[\u4e00-\u9fff]){0,12}$"),
    "en": re.compile(
        r"^(?:[\s,/]|\b(?:or|nor|and|otherwise|use|uses|store|rent|trade|distribute|process|retain|save|keep|publish"
        r"|in any way|to|ever|will|we|be|been|is|are)\b){0,12}$"
    ),
}
_NO_AFTER = re.compile(r"^\s+(?:absolutely )?(?:no|none of|neither)\b|^\s+(?:nothing)\b")
_NO_BEFORE = re.compile(r"^\s*(?:and |but )?(?:no|none of|neither|nor)\b(?! later| longer| matter| more)")
_INTO = re.compile(r"将|把")
_THIRD = {
    "zh": re.compile(
        r"(?:sdk|(?<!我们[及和与])(?<!以及)第三方|合作方|服务商|合作伙伴|开发者)(?![^,，]*我们)[^,，。]{0,24}$"
    ),
    "en": re.compile(
        r"\b(?:third part(?:y|ies)[a-z -]*|sdks?|partners?|providers|advertisers|ad networks?|these services|they)\b"
        r"(?!.*\bwe\b).{0,40}$"
    ),
}
_WITH_OTHERS = re.compile(
    r"\band (?:our |the |its |other |any )*(?:third[- ]part|service provider|partner|affiliate|vendor)"
    r"|(?:我们|本公司)(?:或|和|及|与|以及)"
)
"""Who collects together with others: the app itself."""
_INCLUDING = re.compile(r"including|such as|like |e\.g|包括|例如|如(?=您|:|：|手机|设备)")
_YOU = re.compile(
    r"\byou(?: can| should| must| may| might| could| are)?(?: also)?\b(?!.*\b(?:we|our|us)\b).{0,60}$"
    r"|(?:您|你)(?:也)?(?:可以?|有权|应)(?!.*我们)"
)
"""What the user does not do is no word on what the app does."""
_NEGATED_FROM = 30
_MOST_VERBS = 40
"""Verbs of one clause that are looked at."""
_TRIES = 6
"""Places in a clause at which its condition may end."""
_DESCRIBES = re.compile(r"[^,，。;；:：、的]{0,24}的(?!是)")
_PART = 40
"""Characters of a part of a list."""
_LIST_HEAD = 10
"""Characters before the first word of a list that goes on ("and your", "以及您的")."""
_EXAMPLE = 4
"""Characters between "如" and the first example."""
_MASK = "\u25a1"


class Verb(msgspec.Struct):
    """One verb. ``weak`` is a turn that takes from a denial ("knowingly", "超出"), as written."""

    act: Act
    start: int
    end: int
    word: str
    negated: bool = False
    weak: str = ""
    background: bool = False


class Statement(msgspec.Struct):
    """Verbs that share their objects, and the words of categories that they bear on.

    ``at_large``: they bear on personal data as such. ``by_sdk``: a third party or an SDK is who does it.
    ``inherited``: the verbs stand in the list's lead or the section's heading, not in the sentence. ``bare``: the
    clause ends with the verb, whose object comes in a later one.
    """

    verbs: list[Verb]
    hits: list[Hit] = []
    at_large: bool = False
    conditional: bool = False
    by_sdk: bool = False
    inherited: bool = False
    clause: str = ""
    bare: bool = False


def masked(plain: str, turns: Cues) -> str:
    """Return the sentence with what only looks like a negator or a verb made unrecognisable, at the same places."""
    return turns.masks.sub(lambda found: _MASK * len(found.group()), plain)


def statements(said: Said) -> list[Statement]:
    """Return what a sentence says, the statements of its list's lead included as far as it goes on with them."""
    if said.language == "other":
        return []
    hits = category_hits(said.plain, said.language)
    turns = cues(said.language)
    aside = turns.section_aside.search(said.heading)
    last = _last(said.lead) if said.lead is not None and aside is None else None
    out: list[Statement] = []
    waiting = False  # a condition was said, and what holds then not yet
    text = masked(said.plain, turns)
    for start, end in _clauses(text, said.language):
        own = [hit for hit in hits if start <= hit.start < end] if hits else []
        made, last, waiting = _clause(said, text, turns, own, (start, end), last, waiting)
        out += made
    for one, two in itertools.pairwise(reversed(out)):
        # a verb that ended its clause has the object of the next: "sell, rent or share your data"
        if not two.hits and not two.at_large and two.verbs[0].negated == one.verbs[0].negated and two.bare:
            two.hits, two.at_large = one.hits, one.at_large
    return out


def _last(lead: Said) -> Statement | None:
    """Return what a list's lead says of the items."""
    found = statements(lead)
    if not found:
        return None
    last = next((each for each in reversed(found) if any(verb.act == "collect" for verb in each.verbs)), found[-1])
    if (
        lead.language != "other"
        and any(verb.negated for verb in last.verbs)
        and cues(lead.language).exceptions.search(lead.plain)
    ):
        return None  # the list has the exceptions
    return Statement(last.verbs, conditional=last.conditional, by_sdk=last.by_sdk, inherited=True)


def _clauses(text: str, language: Literal["zh", "en"]) -> Iterator[tuple[int, int]]:
    start = depth = 0
    opening, closing = "(（[【《", ")）]】》"
    breaks = {found.start(): found.end() for found in _BREAK[language].finditer(text)}
    for at, char in enumerate(text):
        depth += (char in opening) - (char in closing)
        if at in breaks and at >= start and depth <= 0:
            yield start, at
            start = (
                breaks[at]
                if text[at : breaks[at]].strip(",，;；:：-–— ") == ""
                else at + (breaks[at] > at and text[at] in ",，;；:：")
            )
    yield start, len(text)


def _clause(
    said: Said, text: str, turns: Cues, own: list[Hit], span: tuple[int, int], last: Statement | None, waiting: bool
) -> tuple[list[Statement], Statement | None, bool]:
    """Return a clause's statements, what the next clause may go on with, and whether a condition waits for its rest.

    ``text`` is the masked sentence, ``own`` are the clause's words.
    """
    language: Literal["zh", "en"] = said.language  # type: ignore[assignment]
    start, end = span
    while start < end and text[start] in " \t\"'“”‘’(（[":
        start += 1
    head = turns.conditions.match(text, start, end)
    if head is not None and head.group() == "如" and own and own[0].start - start <= _EXAMPLE:
        head = None  # "such as", and not "if"
    conditional = waiting
    if head is not None:
        purpose = text.startswith("为", start) or head.group().startswith(("in order to", "to ", "for "))
        main = None
        for found in itertools.islice(_MAIN[language].finditer(text, head.end(), end), _TRIES):
            main = found
            if language == "en" or _verbs(text, found.end(), end, turns, language):
                break
        if main is None or (language == "zh" and not _verbs(text, main.end(), end, turns, language)):
            return [], None if last is None or not last.inherited else last, waiting or not purpose
        conditional = conditional or not purpose
        start = main.end() if language == "zh" else main.start()
    verbs = _verbs(text, start, end, turns, language)
    own = [hit for hit in own if hit.start >= start]
    if not verbs and turns.exceptions.match(text, start, end):
        return [], None, waiting
    if not verbs:
        other = another(text, start, end, turns)
        own = _listed(start, own, other, last)
        if last is None or not own:
            # a part of a list that no word of ours names: "gender, ethnic origin, health information"
            goes_on = last is not None and (last.inherited or (other is None and end - start <= _PART))
            return [], last if goes_on else None, waiting
        return [msgspec.structs.replace(last, hits=own, clause=said.plain[start:end], at_large=False)], last, waiting
    _negate(text, start, end, verbs, turns, language)
    if (
        last is not None
        and not last.inherited
        and _CHAIN[language].match(text[start : verbs[0].start])
        and not verbs[0].negated
    ):
        # "we do not sell, rent or share": the commas part verbs, not what is said
        if last.verbs[-1].negated:
            verbs[0].negated, verbs[0].weak = True, last.verbs[-1].weak
            for one, two in itertools.pairwise(verbs):
                if one.negated and _CHAIN[language].match(text[one.end : two.start]):
                    two.negated = True
        conditional = conditional or last.conditional
    made = _bear(text, start, end, verbs, own, turns, language)
    for statement in made:
        statement.conditional = conditional
        statement.clause = said.plain[start:end]
        statement.bare = not text[statement.verbs[-1].end : end].strip(" .。;；")
        first = statement.verbs[0]
        before = text[max(0, first.start - 80) : first.start]
        third = first.act == "collect" and _THIRD[language].search(before) is not None
        statement.by_sdk = third and _WITH_OTHERS.search(before) is None
    return made, made[-1] if made else None, False


def _listed(start: int, own: list[Hit], other: re.Match[str] | None, last: Statement | None) -> list[Hit]:
    """Return the words of a clause without a verb that go on with a list: before any verb that says something else."""
    if not own or other is None or (last is not None and last.inherited and other.start() > own[0].start):
        return own if other is None else [hit for hit in own if hit.end <= other.start()]
    if own[0].start - start > _LIST_HEAD:
        return []
    return [hit for hit in own if hit.end <= other.start()]


def another(text: str, start: int, end: int, turns: Cues) -> re.Match[str] | None:
    """Return the first verb of something else, but for those within what describes a thing: "注册时使用的邮箱"."""
    for found in turns.others.finditer(text, start, end):
        if not _DESCRIBES.match(text, found.end(), end):
            return found
    return None


def _verbs(text: str, start: int, end: int, turns: Cues, language: str) -> list[Verb]:
    found: list[Verb] = []
    for act in _ACTS:
        pattern: re.Pattern[str] = getattr(turns, act)
        matches = pattern.finditer(text, start, end)
        found += [Verb(act, match.start(), match.end(), match.group()) for match in matches]
    found.sort(key=lambda verb: (verb.start, verb.start - verb.end))
    out: list[Verb] = []
    for verb in found:
        if out and verb.start < out[-1].end:
            # "provide to" and "you provide": the longer one says more; of two, who receives decides
            if verb.act == "share" and out[-1].act == "collect" and language == "zh" and verb.end > out[-1].end:
                out[-1] = verb
            continue
        out.append(verb)
    return out[:_MOST_VERBS]


def _negate(text: str, start: int, end: int, verbs: list[Verb], turns: Cues, language: Literal["zh", "en"]) -> None:
    previous: Verb | None = None
    none_at_all = language == "en" and _NO_BEFORE.match(text[start:end])
    for verb in verbs:
        if language == "zh" and text[verb.end : verb.end + 1] == "的":
            previous = verb  # "what we collect": a modifier denies nothing
            continue
        since = previous.end if previous is not None else start
        window = text[max(since, verb.start - (_NEGATED_FROM if language == "zh" else 90)) : verb.start]
        found = None
        for match in turns.negators.finditer(window):
            found = match
        between = text[since : verb.start]
        if found is not None and _YOU.search(window[: found.start()]) is None:
            verb.negated = True
            verb.weak = _weak(window[found.end() :] + text[verb.start : end], turns)
        elif previous is not None and previous.negated and _CHAIN[language].match(between):
            verb.negated, verb.weak = True, previous.weak
        elif previous is not None and previous.negated and previous.word.startswith("使用"):
            verb.negated, verb.weak = True, previous.weak  # "does not use cookies to tell": the means, and the end
        elif language == "en" and (_NO_AFTER.match(text[verb.end : end]) or (none_at_all and previous is None)):
            verb.negated = True
            verb.weak = _weak(text[verb.start : end], turns)
        if turns.background.search(text, start, end):
            verb.background = True
        previous = verb


def _weak(text: str, turns: Cues) -> str:
    found = turns.weak.search(text)
    return found.group() if found else ""


def _bear(
    text: str, start: int, end: int, verbs: list[Verb], hits: list[Hit], turns: Cues, language: Literal["zh", "en"]
) -> list[Statement]:
    """Say on which words each verb bears: those behind it; those before it where none stands before them."""
    chains: list[list[Verb]] = []
    for verb in verbs:
        between = text[chains[-1][-1].end : verb.start] if chains else ""
        if (
            chains
            and chains[-1][-1].negated == verb.negated
            and _CHAIN[language].match(between)
            and "的" not in between
        ):
            chains[-1].append(verb)
        else:
            chains.append([verb])
    excepted = [found.span() for found in turns.exceptions.finditer(text, start, end)]
    purposes = [found.span() for found in turns.purposes.finditer(text, start, end)]
    made = [Statement(chain) for chain in chains]
    for hit in hits:
        for index in _governing(text, chains, hit, language):
            verb = chains[index][-1]
            if verb.negated and any(since <= hit.start < upto for since, upto in excepted):
                continue
            aside = next((span for span in purposes if span[0] <= hit.start < span[1] and span[0] >= verb.end), None)
            if aside is None or _INCLUDING.search(text, aside[0], hit.start):
                made[index].hits = [*made[index].hits, hit]
    for index, statement in enumerate(made):
        upto = chains[index + 1][0].start if index + 1 < len(chains) else end
        since = start if index == 0 else chains[index - 1][-1].end
        statement.at_large = bool(turns.at_large.search(text, since, upto))
    return made


def _governing(text: str, chains: list[list[Verb]], hit: Hit, language: str) -> list[int]:
    before = [index for index, chain in enumerate(chains) if chain[0].start <= hit.start]
    after = [index for index, chain in enumerate(chains) if chain[0].start >= hit.end]
    if not before:
        return after[:1]
    nearest = before[-1]
    if language == "zh" and after:
        if text[chains[nearest][-1].end : chains[nearest][-1].end + 1] == "的":
            return [nearest, after[0]]  # "what we collect of X is shared"
        if _INTO.search(text, chains[nearest][-1].end, hit.start):
            return after[:1]
    return [nearest]

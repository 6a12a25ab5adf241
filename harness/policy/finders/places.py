"""Where data goes and is kept: across borders, in China."""

import re

from harness.catalog.policy_words import Cues, cues, turns
from harness.policy.maker import Maker, origin
from harness.policy.sentences import Said

_MOVED = re.compile(r"传输|提供|转移|存储|共享|传送|传至|发送|访问|处理|保存|位于|接收|传递|跨境|出境|储存")
_CONDITION = re.compile(
    r"^(?:如果?|若|当|一旦|如需|除非|未经|if|should|where|unless)|(?:如果?|若|如需)[^,，。]{0,20}(?:跨境|出境|境外)|除.{0,40}外|except|unless"
)
_SENT_TO = re.compile(
    r"(?:传输|传送|转移|存储|发送|传递|储存|保存)(?:至|到|于|在)[^,，。]{0,16}$|服务器[^,，。]{0,6}(?:位于|设在|在)[^,，。]{0,6}$"
)
_TEXT = 160


def find(said: Said, make: Maker) -> None:
    """Find what one sentence says of places."""
    if said.language == "other" or said.block.kind == "heading":
        return
    language = said.language
    in_china = turns(language).in_china.search(said.plain)
    said_turns = cues(language)
    exception = said_turns.exceptions.search(said.plain)
    if in_china is not None:
        make.claim(
            said,
            "stored_in_china",
            [in_china.group()[:_TEXT]],
            except_for=exception.group()[:_TEXT] if exception else "",
            origin=origin(said),
        )
    abroad = turns(language).abroad.search(said.plain) or _sent_to(said, said_turns)
    if abroad is None or (language == "zh" and not _MOVED.search(said.plain)):
        return
    denied = turns(language).denied_abroad.search(said.plain)
    conditional = bool(_CONDITION.search(said.plain))
    countries = [code for code, pattern in said_turns.countries.items() if code != "CN" and pattern.search(said.plain)]
    make.claim(
        said,
        "no_cross_border" if denied else "cross_border",
        [(denied or abroad).group()[:_TEXT]],
        countries=countries,
        conditional=conditional,
        except_for=exception.group()[:_TEXT] if exception and denied else "",
        origin=origin(said),
    )


def _sent_to(said: Said, known: Cues) -> re.Match[str] | None:
    """Return the name of a country that data is sent to or kept in, where no word says that it is abroad."""
    for code, pattern in known.countries.items():
        found = pattern.search(said.plain) if code != "CN" else None
        if found is not None and _SENT_TO.search(said.plain[: found.start()]):
            return found
    return None

"""Each blind spot of reach and honesty is a sentence in both languages, with the names of what it is about."""

from typing import Any

import msgspec
import pytest

from harness.analysis.facts.blind_spots import KINDS, BlindSpot, of_coverage
from harness.analysis.model_coverage import Coverage
from harness.report.coverage import WORDS, coverage_of
from harness.report.texts import LANGUAGES, sentences, texts

NAMED = [{"name": "com.example:push", "reason": "x"}]


def said(coverage: dict[str, Any], lang: str = "en") -> str:
    # One access point hooked and one exchange: so that nothing is said but what the case is about.
    hooks = {"resolved": 1} | coverage.get("hooks", {})
    found = msgspec.convert({"complete": True, "exchanges": 1} | coverage | {"hooks": hooks}, Coverage)
    view = coverage_of(found, of_coverage(found))
    words = texts(lang)
    notes = [(words(note.key, **dict(note.args)), " ".join(note.details)) for note in (*view.facts, *view.gaps)]
    return "\n".join(f"{sentence} [{details}]" for sentence, details in notes)


@pytest.mark.parametrize(
    ("coverage", "en", "zh"),
    [
        (
            {"selftest": {"missed": [{"name": "p", "family": "file"}], "seen": [], "untested": []}},
            "A test call through 1 family of hooks was not seen: reads of that kind were not seen either. [file · p]",
            "自检调用未被看到",
        ),
        (
            {"processes": {"isolated": [{"name": "p:render", "pid": 3}]}},
            "(a web page's renderer, or a service without rights) was not looked into. [p:render · 3]",
            "隔离进程",
        ),
        (
            {"gaps": {"ungated": [{"name": "", "reason": "Frida opened its gate", "from_us": 1_000, "to_us": 0}]}},
            "For 1 stretch of time new processes were not held as they started; what such a process did first was not "
            "seen. [Frida opened its gate · 00:00:00.001 – ]",
            "未被暂停",
        ),
        (
            {"gaps": {"start_timeout": [{"name": "p:push", "pid": 3, "reason": "", "from_us": -1, "to_us": 10**20}]}},
            "1 process was ended by the system because its start took too long",
            "被系统终止",
        ),
        (
            {"processes": {"held_long": [{"name": "p:push", "pid": 3, "held_ms": 6500}]}},
            "1 process was held for 6 s or more as it started, close to what the system allows. "
            "[p:push · 3 · 6,500 ms]",
            "接近系统允许的上限",
        ),
        (
            {"processes": {"late": [{"name": "p:push", "pid": 3, "late_ms": 2500}]}},
            "1 process ran before the hooks were in; its first reads may be missing. [p:push · 3 · +2,500 ms]",
            "挂钩之前",
        ),
        (
            {"defences": {"packers": [{"name": "Jiagu", "where": "lib/a/libjiagu.so", "how": "static"}]}},
            "The app is packed: its code is unpacked as it runs",
            "应用已加固",
        ),
        (
            {"defences": {"swapped": [{"name": "com.real.App", "where": "X", "how": "runtime"}]}},
            "The app swaps its own code as it runs",
            "替换自身代码",
        ),
        (
            {"defences": {"detection": [{"point": "native.connect", "name": "p", "where": "port 27042", "count": 3}]}},
            "The app looked for Frida.",
            "探测了 Frida",
        ),
        (
            {"defences": {"words": [{"name": "gum-js-loop", "where": "classes.dex"}]}},
            "words that only code looking for Frida has a use for",
            "仅用于探测 Frida",
        ),
        (
            {"without_agent": {"survived": True}},
            "The app died with the instrumentation in it; started the same way without, it survived.",
            "不带插桩启动则存活",
        ),
        (
            {"repackaged": {"unwatched": [], "untrusted": None, "internet_added": False}},
            "The app was repackaged so that it can be watched without root",
            "经过重新打包",
        ),
        (
            {"repackaged": {"unwatched": [":p8", ":p9"], "untrusted": None, "internet_added": False}},
            "2 processes of the repackaged app were not watched. [:p8 :p9]",
            "有 2 个进程未被观察",
        ),
        (
            {"repackaged": {"late": True, "unwatched": [], "untrusted": None, "internet_added": False}},
            "does first of all (attachBaseContext) was not seen.",
            "attachBaseContext）未被看到",
        ),
        (
            {"repackaged": {"unwatched": [], "untrusted": "before 7", "internet_added": False}},
            "does not trust the proxy's certificate. [before 7]",
            "不信任代理的证书",
        ),
        (
            {"repackaged": {"unwatched": [], "untrusted": None, "internet_added": True}},
            "which had no right to use the network, was given it",
            "原本没有网络权限",
        ),
        (
            {"without_agent": {"survived": False}},
            "The app ended early; it did so without the instrumentation, too.",
            "不带插桩时同样如此",
        ),
        (
            {"without_agent": {"reason": "the device went away"}},
            "could not be found out. [the device went away]",
            "未能查明",
        ),
        (
            {
                "hooks": {
                    "resolved": 5,
                    "failed": 1,
                    "failures": [],
                    "not_applicable": {"api_level": 2, "not_in_app": 1},
                }
            },
            "3 access points do not exist for this app on this device",
            "不存在",
        ),
    ],
)
def test_a_blind_spot_is_a_sentence(coverage: dict[str, Any], en: str, zh: str) -> None:
    assert en in said(coverage)
    assert zh in said(coverage, "zh")


def test_access_points_that_share_a_reason_are_named_together() -> None:
    points = [{"point": f"binder.{name}", "reason": "no class B"} for name in "abcdef"]
    failures = [{"point": "Own.it", "reason": "no class O"}, *points, {"point": "x", "reason": "later"}]
    told = said({"hooks": {"resolved": 9, "failed": 8, "failures": failures}})
    assert "[Own.it · no class O no class B (6): binder.a · binder.b · binder.c · binder.d … x · later]" in told


def test_nothing_is_said_of_what_did_not_happen() -> None:
    empty: dict[str, Any] = {
        "selftest": {"missed": [], "seen": [], "untested": []},
        "defences": {"packers": [], "swapped": [], "detection": [], "words": [], "inspection": []},
        "processes": {"isolated": [], "late": []},
        "without_agent": None,
    }
    assert said(empty) == "1 of 1 access points hooked []\n1 exchange []"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_blind_spot_has_its_words_and_there_are_no_others(lang: str) -> None:
    keys = {key.removeprefix("gaps.") for key in sentences(lang) if key.startswith("gaps.")}
    about = {"title", "hint", "none"}
    assert {key.removesuffix(".one").removesuffix(".other") for key in keys} - about == set(KINDS)
    words = texts(lang)
    assert all(words(f"gaps.{key}", n=n) for key in KINDS for n in (1, 2))
    assert all(words.has(f"gap_of.{key}.{name}") for key, names in WORDS.items() for name in names)


def test_a_word_of_a_later_version_is_left_to_the_verdict() -> None:
    assert coverage_of(Coverage(), [BlindSpot("a_word_of_a_later_version", blinds=("none_seen",))]).gaps == ()

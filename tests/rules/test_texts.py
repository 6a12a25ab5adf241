"""Every sentence in both languages, none missing, none left over; every command that one names is there."""

import re
import string
from pathlib import Path

import typer.main

from harness.analysis.model import Actor, Recipient
from harness.cli.main import app
from harness.rules.texts import (
    actor_name,
    category_name,
    frame_name,
    group_names,
    recipient_name,
    say,
    sentences,
    times,
)
from tests.table import every

ROOT = Path(__file__).resolve().parents[2] / "harness" / "rules"
EN, ZH = sentences("en"), sentences("zh")
_COMMAND = r"harness ((?:[a-z]+ ?)+)((?: ?(?:[A-Z][\w.]*|--[\w-]+|[a-z0-9-]+(?:=\S+)?|=\S+))*)"


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    assert set(EN) == set(ZH)
    assert {key for key in EN if fields(EN[key]) != fields(ZH[key])} == set()
    assert not [key for key in EN if not re.search(r"[\u4e00-\u9fff]|^App$|\{|^harness run", ZH[key])]


def test_every_hit_and_every_open_question_has_its_sentences() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "families").glob("*.py"))
    keys = set(re.findall(r'Hit\(\s*key="([\w.]+)"', source)) | set(re.findall(r'_hit\(\s*"([\w.]+)"', source))
    keys |= set(re.findall(r'_static\(\s*"([\w.]+)"', source)) | set(re.findall(r'_often\(\s*"([\w.]+)"', source))
    assert len(keys) > 25 and {key for key in keys if f"said.{key}" not in EN} == set()
    for key in set(re.findall(r'(?<!_)hit\(\s*"([\w.]+)"', source)):
        assert f"said.{key}.sent" in EN or f"said.{key}.read" in EN, key
    for cause, key in re.findall(r'Open\("(\w+)", "(\w+)"', source):
        assert f"because.{cause}.{key}" in EN and f"close.{cause}.{key}" in EN, key


def test_what_is_said_has_a_fix() -> None:
    said = {key.removeprefix("said.") for key in EN if key.startswith("said.")} - {"pass", "undetermined", "more"}
    assert {key for key in said if not any(name.startswith(f"fix.{key}") for name in EN)} == set()


def test_every_command_and_option_that_is_named_is_there() -> None:
    every(sorted(key for key in EN if "harness " in EN[key]), check_commands)


def check_commands(key: str) -> None:
    program = typer.main.get_command(app)
    for words in re.findall(
        r"harness ((?:[a-z]+ ?)+)((?: ?(?:[A-Z][\w.]*|--[\w-]+|[a-z0-9-]+(?:=\S+)?|=\S+))*)", EN[key]
    ):
        found = program
        for word in words[0].split():
            found = getattr(found, "commands", {}).get(word, found)
        known = {option for row in found.params for option in row.opts}
        for option in re.findall(r"--[\w-]+", words[1]):
            assert option in known, (key, words)
    for scenario in re.findall(r"--scenario ([\w-]+)", EN[key] + ZH[key]):
        assert (ROOT.parents[1] / "scenarios" / f"{scenario}.yaml").exists(), scenario


def test_names() -> None:
    assert actor_name(None).en == "unknown code" and actor_name(Actor(id="app", kind="app", name="x")).zh == "App"
    assert actor_name(Actor(id="sdk:x", kind="sdk", name="X", company="Y")).en == "X (Y)"
    assert category_name("android_id").en == "Android ID"
    assert category_name("contacts").en == "address book" and category_name("of later").zh == "of later"
    assert recipient_name(None).en == ""
    there = Recipient(host="a.b", domain="a.b", party="third", owner="O", country="US")
    assert (recipient_name(there).en, recipient_name(there).zh) == (
        "a.b (a third party, O, US)",
        "a.b（第三方，O，US）",
    )
    assert group_names(["SMS", "X"]).en == "messages, X"
    assert [times(n).en for n in (1, 2, 1200)] == ["once", "twice", "1,200 times"] and times(3).zh == " 3 次"
    assert frame_name("com.a.B$c.run(B.java:1)") == "B$c.run" and frame_name("libx.so") == "libx.so"


def test_a_sentence_begins_as_one_and_a_name_stays() -> None:
    values = {"category": "x", "times": "once", "phase": "y"}
    assert say("said.before_consent.read", {"actor": say("actor.app"), **values}).en.startswith("The app read x")
    assert say("said.before_consent.read", {"actor": "com.x.sdk", **values}).en.startswith("com.x.sdk read x")


def test_a_proper_noun_stays_within_a_sentence() -> None:
    names = ("gaid", "mac_wifi", "android_id", "imei", "phone_number")
    assert [category_name(name).en for name in names] == [
        "Google advertising id", "Wi-Fi MAC address", "Android ID", "IMEI / MEID", "phone number",
    ]  # fmt: skip

import dataclasses

from harness.report.model import Picture
from harness.report.paper import blocks_of, cell, run
from harness.report.texts import texts
from tests.report.factory import T0, lantern
from tests.report.findings_views import judged


def test_words_that_no_column_holds_may_be_broken() -> None:
    assert run("a" * 60)["text"].replace("\u200b", "") == "a" * 60 and "\u200b" in run("a" * 60)["text"]
    assert run("short " * 20)["text"] == "short " * 20 and run("文" * 60)["text"] == "文" * 60
    assert cell("", run("x"), [run("")])["lines"] == [[run("x")]]


def test_every_fact_has_its_rules_and_its_fix() -> None:
    shot = Picture("ui/0.png", T0, "before_consent", b"")
    view = dataclasses.replace(lantern().view(), findings=tuple(judged()), pictures=(shot,))
    blocks = blocks_of(view, texts("en"), {"ui/0.png": "shot-1.svg"}, False)
    facts = [block for block in blocks if block["kind"] == "fact"]
    assert [fact["colour"] for fact in facts] == ["red", "amber", "amber", "amber"]
    said = str(facts[0])
    assert "call it later" in said and "fa1" in said and "d0001" in said and facts[0]["picture"] == "shot-1.svg"

from harness.policy.document import Block, Document
from harness.policy.sentences import Simplifier, language_of, sentences


def read(*blocks: Block) -> list[str]:
    document = Document(format="txt", blocks=list(blocks))
    document.place()
    return [said.text for said in sentences(document, Simplifier())]


def test_sentences_end_where_they_do() -> None:
    assert read(Block(text="第一句。第二句！ Third one. Version 2.1 of it, e.g. this. Last")) == [
        "第一句。", "第二句！", "Third one.", "Version 2.1 of it, e.g. this.", "Last",
    ]  # fmt: skip


def test_places_are_places_in_the_text() -> None:
    document = Document(format="txt", blocks=[Block(text="一。二。"), Block(text="A b. C d.")])
    document.place()
    for said in sentences(document, Simplifier()):
        assert document.text()[said.start : said.start + len(said.text)] == said.text


def test_sections_are_paths_of_headings() -> None:
    blocks = [Block(kind="heading", text="A", level=1), Block(kind="heading", text="B", level=2), Block(text="x."),
              Block(kind="heading", text="C", level=2), Block(text="y.")]  # fmt: skip
    document = Document(format="txt", blocks=blocks)
    document.place()
    assert {said.text: said.section for said in sentences(document, Simplifier())}["y."] == "A > C"


def test_a_lead_introduces_its_list_and_no_more() -> None:
    blocks = [Block(text="We collect:"), Block(kind="item", text="your name"), Block(text="x " * 100)]
    document = Document(format="txt", blocks=blocks)
    document.place()
    leads = [said.lead.text if said.lead else "" for said in sentences(document, Simplifier())]
    assert leads == ["", "We collect:", ""]


def test_traditional_characters_are_read_and_counted() -> None:
    simplify = Simplifier()
    assert simplify(["蒐集個人資訊", "簡體"]) == ["收集个人信息", "简体"]
    assert simplify.traditional > 4


def test_languages() -> None:
    assert [language_of(text) for text in ("收集 IMEI", "We collect", "Мы собираем", "12")] == [
        "zh",
        "en",
        "other",
        "other",
    ]

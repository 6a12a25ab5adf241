"""What is read from a view tree."""

from harness.capture.explorer.page import Page
from harness.catalog.explore import explore_words

NODE = (
    '<node class="{kind}" text="{text}" resource-id="{id}" package="p" clickable="{click}" bounds="{bounds}">'
    "{inner}</node>"
)


def node(text: str = "", kind: str = "android.widget.TextView", id: str = "", click: bool = False, inner: str = "",
         bounds: str = "[0,0][10,10]") -> str:  # fmt: skip
    return NODE.format(text=text, kind=kind, id=id, click=str(click).lower(), inner=inner, bounds=bounds)


def page(*nodes: str) -> Page:
    return Page(f"<hierarchy>{''.join(nodes)}</hierarchy>".encode(), explore_words())


def test_structure_ignores_texts_and_texts_ignore_what_changes() -> None:
    one = page(node("现在 12:30:05"), node("阅读 1234 次 · 3分钟前"), node("￥ 19.90"), node("2026-11-26"))
    two = page(node("现在 9:01"), node("阅读 7 次 · 2 小时前"), node("￥ 8"), node("2025年1月2日"))
    assert one.structure == two.structure and one.texts == two.texts
    assert page(node("第1章")).texts != page(node("第2章")).texts
    assert page(node("a", click=True)).structure != page(node("a")).structure


def test_what_was_typed_is_not_looked_at() -> None:
    field = "android.widget.EditText"
    assert page(node("hint", field)).texts == page(node("13800000000", field)).texts


def test_titles() -> None:
    bar = node("App", id="", inner="")
    chrome = node(kind="android.view.ViewGroup", id="android:id/action_bar", inner=bar)
    assert page(chrome, node("Settings")).title == "Settings"
    assert page(chrome, node("text"), node("Orders", id="com.app:id/tv_title")).title == "Orders"
    assert page(chrome).title == "App"


def test_labels_of_rows_come_from_what_is_in_them() -> None:
    row = node(kind="android.widget.LinearLayout", click=True, inner=node("Title") + node("more"))
    (control,) = page(row).controls
    assert control.label() == "Title more"


def test_loading_and_empty() -> None:
    assert page(node("加载中……")).loading and page(node("Please wait")).loading
    assert page(node(kind="android.widget.ProgressBar")).loading
    assert not page(node("Loading docks of the harbour in the nineteenth century: a history")).loading
    assert page(node()).empty and not page(node("ok", click=True)).empty


def test_a_field_is_described_by_the_label_before_it() -> None:
    label = node("身份证号", bounds="[0,100][200,150]")
    beside = node("", "android.widget.EditText", bounds="[210,100][900,150]", id="com.app:id/etInput")
    below = node("", "android.widget.EditText", bounds="[0,160][900,220]")
    words = explore_words()
    for shown in (page(label, beside), page(label, below)):
        assert words.field(shown.described(shown.fields[0])).what == "id_card"

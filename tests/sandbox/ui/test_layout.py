"""Where views go, and what is drawn of any tree."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image

from harness.sandbox.ui import draw, metrics, xmldump
from harness.sandbox.ui.layout import Layout
from harness.sandbox.ui.windows import Window


def node(name: str, text: str = "", children: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"class": f"android.widget.{name}", "text": text, "children": children or [], **more}


def test_weights_share_what_is_left() -> None:
    row = node(
        "LinearLayout",
        children=[node("Button", "a", weight=1), node("Button", "b", weight=3)],
        orientation="horizontal",
    )
    boxes = Layout().place(row, (0, 0, 1021, 126)).children
    assert [box.rect[2] - box.rect[0] for box in boxes] == [250, 750]


def test_vertical_children_do_not_overlap() -> None:
    column = node(
        "LinearLayout", children=[node("TextView", "很长的文字" * 40), node("Button", "ok")], orientation="vertical"
    )
    first, second = Layout().place(column, (0, 0, 1080, 1900)).children
    assert first.rect[3] < second.rect[1] and second.rect[3] <= 1900


def test_text_breaks_into_fitting_lines() -> None:
    lines = metrics.wrap("Hello wonderful world 你好世界你好世界 " + "x" * 100, 42, 300)
    assert all(metrics.text_width(line, 42) <= 300 for line in lines) and len(lines) > 5
    assert metrics.wrap("", 42, 300) == [""]


def test_any_tree_is_drawn_and_dumped() -> None:
    generator = random.Random(1)
    names = [
        "LinearLayout",
        "FrameLayout",
        "Button",
        "EditText",
        "CheckBox",
        "Switch",
        "ImageView",
        "ProgressBar",
        "WebView",
        "X",
    ]

    def tree(depth: int) -> Any:
        if generator.random() < 0.05:
            return generator.choice([None, 3, "x", {}, {"children": 7}, {"weight": "w", "text": 5}])
        inner = [tree(depth + 1) for _ in range(generator.randrange(4))] if depth < 5 else []
        return node(
            generator.choice(names), generator.choice(["", "a\0b", "文字", "x" * 500, "\ud800"]), inner,
            orientation=generator.choice(["vertical", "horizontal", "frame", None]),
            weight=generator.choice([0, 1, None]),
            scrollable=generator.random() < 0.2, checked=generator.random() < 0.5,
        )  # fmt: skip

    for _ in range(12):
        root = tree(0)
        if not isinstance(root, dict):
            continue
        box = Layout().place(root, (0, 63, 1080, 1794))
        window = Window("activity", "p", "t", box)
        xmldump.dump(window)
        picture = Image.open(io.BytesIO(draw.png(draw.Scene([window], "12:00", "toast"))))
        assert picture.size == (metrics.WIDTH, metrics.HEIGHT)


def test_deep_trees_end() -> None:
    root: dict[str, Any] = node("FrameLayout")
    for _ in range(900):
        root = node("FrameLayout", children=[root])
    xmldump.dump(Window("activity", "p", "t", Layout().place(root, (0, 0, 1080, 1794))))


def test_a_view_scrolls_only_when_it_has_more_than_it_shows() -> None:
    lines = [node("TextView", f"line {n}") for n in range(5)]
    scroll = node(
        "ScrollView", children=[node("LinearLayout", children=lines, orientation="vertical")], scrollable=True
    )

    def dumped(height: int) -> str:
        return xmldump.dump(Window("activity", "p", "", Layout().place(scroll, (0, 0, 1000, height))))

    assert 'scrollable="true"' not in dumped(1500)
    assert 'scrollable="true"' in dumped(200)

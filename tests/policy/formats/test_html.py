import pytest

from harness.policy.document import Block
from harness.policy.formats.html import hides, read_html


def blocks(page: str) -> list[Block]:
    return read_html(page.encode()).blocks


def test_what_a_reader_sees_in_its_order() -> None:
    page = "<h1>A</h1><p>one<br>two <b>bold</b></p><ul><li>x</li><li>y</li></ul><p><strong>Part</strong></p>tail"
    assert [(row.kind, row.text) for row in blocks(page)] == [
        ("heading", "A"), ("text", "one"), ("text", "two bold"), ("item", "x"), ("item", "y"), ("heading", "Part"),
        ("text", "tail"),
    ]  # fmt: skip


def test_scripts_styles_and_comments_are_no_text() -> None:
    page = "<script>var a='IMEI'</script><style>p{}</style><!-- IMEI --><p>x</p><noscript>IMEI</noscript>"
    assert [row.text for row in blocks(page)] == ["x"]


@pytest.mark.parametrize(
    "hidden",
    [
        '<p hidden>IMEI</p>',
        '<p style="display: none">IMEI</p>',
        '<div style="visibility:hidden"><p>IMEI</p></div>',
        '<p style="font-size:0">IMEI</p>',
        '<p style="color:#FFFFFF">IMEI</p>',
        '<p style="position:absolute; left:-9999px">IMEI</p>',
        '<style>.q{display:none}</style><p class="q">IMEI</p>',
        '<span style="opacity:0">IMEI</span>',
    ],
)  # fmt: skip
def test_hidden_text_is_marked(hidden: str) -> None:
    found = {row.text: row.hidden for row in blocks(f"<body><p>seen</p>{hidden}<p>after</p></body>")}
    assert found == {"seen": False, "IMEI": True, "after": False}


def test_white_on_a_background_is_seen() -> None:
    assert not hides("background:#004; color:white")
    assert not hides("color:#ffffee") and not hides("line-height:0.9; height:20px")


def test_tables_are_rows_with_their_head() -> None:
    page = (
        "<table><thead><tr><th>SDK<th>Data</thead><tbody><tr><td>a<td>IMEI<tr style='display:none'><td>b<td>x</table>"
    )
    rows = blocks(page)
    assert [row.cells for row in rows] == [["SDK", "Data"], ["a", "IMEI"], ["b", "x"]]
    assert [row.head for row in rows] == [["SDK", "Data"]] * 3
    assert [row.hidden for row in rows] == [False, False, True]


def test_a_page_of_another_charset_is_decoded_before_it_is_parsed() -> None:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gbk">'
    page = f"<html><head>{head}</head><body><h2>隐私政策</h2></body>"
    document = read_html(page.encode("gbk"))
    assert (document.blocks[0].text, document.charset, document.charset_from) == ("隐私政策", "gb18030", "header")

import pytest

from harness.capture.screen.controls import UiError, find_by_text

TREE = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation="0">
<node text="不同意" content-desc="" resource-id="" package="p" clickable="true" checked="false" bounds="[0,0][10,10]"/>
<node text="同意" content-desc="" resource-id="" package="p" clickable="false" checked="false" bounds="[0,20][10,30]"/>
<node text=" 同意 " content-desc="" resource-id="" package="p" clickable="true"
 checked="false" bounds="[10,20][30,30]"/>
<node text="broken" bounds="nowhere"/>
</hierarchy>""".encode()


def test_the_whole_text_counts_and_clickable_wins() -> None:
    node = find_by_text(TREE, ["同意"])
    assert node is not None
    assert node.center == (20, 25)
    assert find_by_text(TREE, ["意"]) is None
    assert find_by_text(TREE, ["broken"]) is None


def test_the_order_of_texts_decides() -> None:
    node = find_by_text(TREE, ["没有", "不同意", "同意"])
    assert node is not None
    assert node.text == "不同意"


@pytest.mark.parametrize("xml", [b"<hierarchy", b"", b'<!DOCTYPE x [<!ENTITY a "b">]><hierarchy/>'])
def test_what_is_not_a_tree(xml: bytes) -> None:
    with pytest.raises(UiError):
        find_by_text(xml, ["x"])

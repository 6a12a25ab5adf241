"""How a person's name may be written."""

from harness.values.names import names
from harness.values.pinyin import pinyin_names


def texts(name: str) -> dict[str, str]:
    return {variant.text: variant.name for variant in names(name)}


def test_names_in_pinyin() -> None:
    found = texts("欧阳曦澜")
    for written in ("ouyangxilan", "ouyang xilan", "Ouyang Xilan", "Xilan Ouyang", "OUYANG XILAN", "xilan.ouyang"):
        assert found[written] == "pinyin"
    assert "欧阳曦澜" not in list(pinyin_names("欧阳曦澜")) and list(pinyin_names("John")) == []
    assert found["oyxl"] == found["OYXL"] == "part:initials"
    assert "zhang wei" in set(pinyin_names("张伟"))
    assert list(pinyin_names("李")) == []


def test_names_in_latin_letters() -> None:
    assert {"Álvarez José", "Jose Alvarez", "jose.alvarez", "Alvarez, Jose"} <= set(texts("José Álvarez"))
    assert texts("Ж Ш") == {}

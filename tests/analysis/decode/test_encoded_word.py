from harness.analysis.decode.encoded_word import encoded_words
from harness.analysis.decode.view import Budget


def test_words_of_mail_headers() -> None:
    told = b"Subject: =?UTF-8?B?5ZCN?= =?utf-8?q?a_b=C3=A9?="
    assert [part.data.decode() for part in encoded_words(told, Budget())] == ["名", "a bé"]


def test_properties_of_contacts_over_several_lines() -> None:
    told = b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=E5=90=8D=\r\n=E5=AD=97;;;\r\nTEL:1\r\n"
    (part,) = encoded_words(told, Budget())
    assert part.elements == ("quoted-printable",) and part.data.decode() == ";名字;;;"


def test_other_text_has_none() -> None:
    assert list(encoded_words(b"a=?b?c ENCODING=QUOTED-PRINTABLE", Budget())) == []

"""What a line is in words. Of which sightings it speaks is in test_judge.py."""

from harness.regress.expected import Expected, Leaves, NeverLeaves
from harness.regress.lines import leaves_of, never_of, words


def test_short_lines_are_written_out() -> None:
    said = Expected(leaves=["imei", Leaves(data="oaid", to="a.example")], never_leaves=["gaid"])
    assert leaves_of(said) == [Leaves(data="imei"), Leaves(data="oaid", to="a.example")]
    assert never_of(said) == [NeverLeaves(data="gaid")] and leaves_of(Expected()) == []


def test_words() -> None:
    assert words(Leaves(data="imei")) == "imei leaves"
    line = NeverLeaves(data=["imei", "oaid"], to="*.ads.example", form="md5", before="consent")
    assert words(line) == "imei|oaid never leaves to *.ads.example form md5 before consent"

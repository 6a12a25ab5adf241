"""Each spelling and digest has the same one of the stand-in."""

import base64
import hashlib

import msgspec
import pytest

from harness.analysis.redact.counterparts import Counterparts, Everywhere
from harness.analysis.search.match import Matcher
from harness.persona.generate import generate
from harness.values.needle import Needle, from_persona
from harness.values.spellings import variants
from harness.values.stand_ins import StandIns

NEEDLES = from_persona(msgspec.to_builtins(generate(3)))
OTHERS = StandIns("x").of(NEEDLES)
PAIRS = Counterparts(NEEDLES, OTHERS, ())


@pytest.mark.parametrize("at", range(len(NEEDLES)), ids=[needle.value_id for needle in NEEDLES])
def test_spellings_of_a_persona(at: int) -> None:
    spelled = {variant.text.encode(): variant.name for variant in variants(OTHERS[at])}
    for variant in variants(NEEDLES[at]):
        other = PAIRS.of(at, variant.text.encode())
        assert other in spelled, variant
        assert spelled[other] == variant.name or other == PAIRS.of(at, variant.text.encode())


def test_digests_and_their_tails() -> None:
    phone, other = (needle.text.encode() for needle in (NEEDLES[0], OTHERS[0]))
    old, new = hashlib.sha1(phone).digest(), hashlib.sha1(other).digest()
    assert PAIRS.of(0, old) == new and PAIRS.of(0, old.hex().encode()) == new.hex().encode()
    whole = base64.b64encode(old).rstrip(b"=")
    assert PAIRS.of(0, whole[:-1]) == base64.b64encode(new).rstrip(b"=")[:-1]
    assert PAIRS.tail(0, whole[:-1]) == (whole[-1:], base64.b64encode(new).rstrip(b"=")[-1:])
    assert PAIRS.tail(0, b"?") == (b"", b"") and PAIRS.of(0, b"?") is None


def test_a_value_with_other_spellings_than_its_stand_in() -> None:
    pair = [Needle(value_id="n", category="name", text=text) for text in ("张伟", "欧阳曦澜")]
    found = Counterparts(pair[:1], pair[1:], ()).of(0, b"zhang wei")
    assert (found is not None and b"ouyang" in found.replace(b" ", b"")) or found == b"ou yangxilan"


def test_what_is_looked_for_everywhere() -> None:
    loose, telling = Everywhere(), Everywhere(telling=True)
    for patterns in (loose, telling):
        patterns.add_needles([NEEDLES[0], Needle(value_id="z", category="locale", text="zh")])
    text = b"9" + NEEDLES[0].text.encode() + b"9 zh "
    assert {hit.pattern.ref for hit in Matcher(loose).find(text).values} == {0, 1}
    assert {hit.pattern.ref for hit in Matcher(telling).find(text).values} == {0}

import random

from harness.analysis.decode.avro import blocks
from harness.analysis.decode.view import Budget
from tests.analysis.strangers.encodings import DOCUMENTED


def test_a_file_s_blocks_have_the_places_of_its_schema() -> None:
    for seed in range(6):
        (part,) = blocks(DOCUMENTED["avro-file"](b"a text of some length", random.Random(seed)), Budget())
        assert part.elements == ("avro",) and part.structure is not None
        (place,) = part.structure.places(part.data)
        assert place.elements == ("avro:/0/b",) and part.data[place.start : place.end] == b"a text of some length"


def test_what_is_damaged_or_another_format_has_none() -> None:
    whole = DOCUMENTED["avro-file"](b"a text of some length", random.Random(1))
    for data in (b"", b"Obj\x01", b"Obj\x01\xff\xff", b"Obj\x02" + whole[4:], *(whole[:at] for at in range(0, 200, 7))):
        assert [part for part in blocks(data, Budget()) if part.structure is None and len(part.data) > 100] == []

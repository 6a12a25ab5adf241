"""A list of rows that came in parts is the list that they would be, and unpacks what is looked at alone."""

import random

import pytest

from harness.analysis.model import Actor
from harness.explore import pieces as module
from harness.explore.events import Observed, Said
from harness.explore.pieces import Packed, Pieces, packed, runs

APP = Actor(id="app", kind="app", name="app")


def rows(first: int, count: int) -> list[Observed]:
    return [
        Observed(time_us=number, number=number, id=f"1:{number}", pid=1, process="p", thread="t", point="x.y",
                 category=("imei", "")[number % 2], phase="", actor=APP, text=f"text {number}", count=1 + number % 3)
        for number in range(first, first + count)
    ]  # fmt: skip


def test_what_is_packed_is_what_it_was_made_of() -> None:
    made = rows(5, 7)
    found = packed(made)
    assert (len(found), list(found), found[0], found[6]) == (7, made, made[0], made[6])
    assert (found.last, found.time_us, found.calls) == (11, 11, sum(row.count for row in made))
    assert found.categories == {"imei": sum(row.count for row in made if row.category)}
    with pytest.raises(IndexError):
        found[7]


def test_only_observations_are_packed_and_everything_stays_in_its_order() -> None:
    said, calls = Said(text="x"), rows(0, 5)
    told = runs([*calls[:2], said, *calls[2:], said])
    assert [len(one) if isinstance(one, Packed) else one for one in told] == [2, said, 3, said]
    assert runs([]) == []


@pytest.mark.parametrize("seed", range(5))
def test_pieces_are_the_newest_of_a_list(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PART", 4)
    chance, whole, number = random.Random(seed), list[Observed](), 0
    found: Pieces[Observed] = Pieces(20)
    for _ in range(60):
        fresh = rows(number, chance.randrange(9))
        number += len(fresh)
        kind = chance.randrange(4)
        if kind == 0 and fresh:
            found.extend(packed(fresh))
        elif kind == 1:
            for row in fresh:
                found.append(row)
        else:
            found.extend(fresh)
        whole = (whole + fresh)[-20:]
        if kind == 3:
            gone = chance.randrange(25)
            found.drop(gone)
            whole = whole[gone:]
        assert list(found) == whole == list(found.copy()) and len(found) == len(whole)
        assert [found[at] for at in range(-len(whole), len(whole))] == [*whole, *whole]
        assert found[2:5] == whole[2:5]
    with pytest.raises(IndexError):
        found[len(whole)]


def test_another_item_takes_a_place() -> None:
    one, other = rows(0, 2)
    found = Pieces(5, [one, one])
    same = found.copy()
    found.put(1, other)
    assert (list(found), list(same)) == ([one, other], [one, one])

"""What is joined again while a run goes on is what is joined at once; what rests on the same is the same object."""

import random

import pytest

from harness.analysis.join.actors import Recipients
from harness.analysis.join.disclosures import disclosures
from harness.analysis.join.memory import Memory
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readers import Openers, Readers
from harness.analysis.join.readings import Reading, order_of
from harness.analysis.model import Actor, Disclosure, Sighting
from harness.evidence.rows import Phase
from harness.values.needle import Needle

NEEDLES = [Needle(value_id=f"v{number}", category="phone_number", text=f"1380013800{number}") for number in range(3)]
END = 3_000_000


def read(number: int, chance: random.Random) -> Reading:
    time_us = chance.randrange(END)
    return Reading(
        id=f"1:{number}", time_us=time_us, last_us=time_us, point="telephony.line1", category="phone_number",
        moment=PhaseTimes(()).at(time_us), actor=Actor(id=chance.choice("ab"), kind="sdk", name="x"),
        refs=frozenset(chance.sample(range(3), 1)), handled=False, threw=False, outcome="obtained", calls=1, pid=1,
        thread=(1, "main"), socket=None,
    )  # fmt: skip


def seen(number: int, chance: random.Random) -> Sighting:
    host = f"{chance.choice('xyz')}.example"
    return Sighting(
        id="", exchange=f"e{number}", index=number, host=host, url=f"https://{host}/", category="phone_number",
        value_id=f"v{chance.randrange(3)}", where="body", path=["json:/a"], direction="request", phase="p",
        form=chance.choice(("plain", "digest:md5")), time=chance.randrange(END), offset=0, length=11,
    )  # fmt: skip


def numbered(rows: list[Sighting]) -> list[Sighting]:
    """Return them as a join makes them: new objects each time."""
    made = sorted(rows, key=lambda row: row.index)
    return [Sighting(**{name: getattr(row, name) for name in row.__struct_fields__} | {"id": f"s{number}"})
            for number, row in enumerate(made)]  # fmt: skip


def joined(
    rows: list[Sighting],
    readers: Readers,
    memory: Memory | None = None,
    *,
    consent: str = "given",
    ip: str = "",
    package: str = "com.a",
) -> list[Disclosure]:
    name = "before_consent" if consent != "given" else "after_consent"
    timeline = PhaseTimes([Phase(name=name, start_us=0, end_us=END, cause="")])
    hosts = {row.host: ip for row in rows}
    memory = memory or Memory()
    memory.begin(readers, timeline.told, ())
    return disclosures(numbered(rows), NEEDLES, readers, timeline, hosts, Recipients(package), memory=memory)


@pytest.mark.parametrize("seed", range(4))
def test_what_grows_is_what_it_is_at_once(seed: int) -> None:
    chance = random.Random(seed)
    calls = [read(number, chance) for number in range(40)]
    sent = [seen(number, chance) for number in chance.sample(range(60), 60)]
    grown, memory = Readers(), Memory()
    for step in range(1, 11):
        grown.extend(calls[4 * step - 4 : 4 * step])
        so_far = sent[: 6 * step]
        more = {"ip": chance.choice(("", "192.0.2.1")), "consent": chance.choice(("given", "not"))}
        whole = Readers(sorted(calls[: 4 * step], key=order_of))
        assert joined(so_far, grown, memory, **more) == joined(so_far, whole, **more)


@pytest.mark.parametrize("seed", range(4))
def test_who_opened_a_connection_and_who_made_a_call_may_be_learnt_later(seed: int) -> None:
    chance = random.Random(seed)
    calls = sorted((read(number, chance) for number in range(40)), key=order_of)
    sent = numbered([seen(number, chance) for number in range(60)])
    for row in sent:
        row.calls = chance.choice(([], [chance.choice(calls).id]))
    readers, memory, timeline = Readers(calls[:4]), Memory(), PhaseTimes(())

    def joined_with(readers: Readers, memory: Memory, opened: dict[str, Openers]) -> list[Disclosure]:
        memory.begin(readers, timeline.told, tuple(opened))
        openers = lambda row: opened.get(row.id, Openers())  # noqa: E731
        return disclosures(sent, NEEDLES, readers, timeline, {}, Recipients("com.a"), openers, memory=memory)

    opened: dict[str, Openers] = {}
    for step in range(1, 10):
        readers.extend(calls[4 * step : 4 * step + 4])
        opened |= {row.id: Openers([chance.choice(calls)], certain=True) for row in chance.sample(sent, step % 3)}
        at_once = joined_with(Readers(calls[: 4 * step + 4]), Memory(), opened)
        assert joined_with(readers, memory, opened) == at_once


def test_what_rests_on_the_same_is_the_same_object() -> None:
    chance = random.Random(1)
    calls = sorted((read(number, chance) for number in range(9)), key=order_of)
    readers, memory = Readers(calls), Memory()
    sent = [seen(number, chance) for number in range(20)]
    first = joined(sent, readers, memory)
    assert all(new is old for new, old in zip(joined(sent, readers, memory), first, strict=True))
    for changed in ({"ip": "192.0.2.1"}, {"consent": "not"}, {"package": ""}):
        again = joined(sent, readers, memory, **changed)
        assert again != first and again == joined(sent, Readers(calls), **changed)

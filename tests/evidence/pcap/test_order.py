"""Flows that were written as connections ended come out in the order of time."""

from pathlib import Path

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.flows import FlowsFile
from harness.evidence.pcap.order import Noted


def exchange(number: int, time_us: int) -> Exchange:
    return Exchange(index=0, id=str(number), time_us=time_us, method="GET", scheme="http", host="a.example", port=80,
                    url=f"http://a.example/{'x' * number}", connection="c")  # fmt: skip


@pytest.mark.parametrize("times", [[], [1_000_000], [1, 2, 3], [3, 1, 2, 1], [5, 4, 3, 2, 1]])
def test_by_time_and_what_is_of_one_moment_as_it_was(tmp_path: Path, times: list[int]) -> None:
    rows = [exchange(number, at * 1_000_000) for number, at in enumerate(times)]
    noted, path = Noted(rows), tmp_path / "x"
    path.write_bytes(b"".join(noted.frames()))
    noted.sort(path)
    found = [(each.time_us, each.id) for each in FlowsFile(path, ours=True)]
    assert found == sorted(((row.time_us, row.id) for row in rows), key=lambda row: row[0])
    assert not list(tmp_path.glob("*.sorted"))


def test_a_file_that_was_cut_at_its_bound(tmp_path: Path) -> None:
    noted, path = Noted([exchange(0, 3), exchange(1, 2), exchange(2, 1)]), tmp_path / "x"
    frames = list(noted.frames())
    path.write_bytes(b"".join(frames[:2]))
    noted.sort(path)
    assert [each.id for each in FlowsFile(path, ours=True)] == ["1", "0"]

"""Exchanges in the order of time, which connections do not end in."""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.evidence.exchange import Exchange
from harness.evidence.pcap.flows import frame
from harness.files.write import write_error


class Noted:
    """Exchanges as flows, and of each when it was and how long it is: 16 bytes of memory each."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        """Take exchanges in any order."""
        self._exchanges = exchanges
        self._times = array("q")
        self._ends = array("Q")

    def frames(self) -> Iterator[bytes]:
        """Yield the flows, in the order of the exchanges."""
        end = 0
        for exchange in self._exchanges:
            data = frame(exchange)
            end += len(data)
            self._times.append(exchange.time_us)
            self._ends.append(end)
            yield data

    def sort(self, path: Path) -> None:
        """Put a file of these flows into the order of time; what is of one moment keeps its order.

        Raises ``WriteError``.
        """
        times, ends = self._times, self._ends
        order = array("I", sorted(range(len(times)), key=times.__getitem__))
        if all(at == number for number, at in enumerate(order)):
            return
        size = path.stat().st_size  # it may have been cut at its bound
        sorted_path = path.with_name(f"{path.name}.sorted")
        try:
            with path.open("rb") as unsorted, sorted_path.open("xb") as file:
                for at in order:
                    if ends[at] <= size:
                        start = ends[at - 1] if at else 0
                        unsorted.seek(start)
                        file.write(unsorted.read(ends[at] - start))
            sorted_path.replace(path)
        except OSError as error:
            raise write_error(error, sorted_path) from None

"""All that it takes to write a recording with other values: what is searched, what is written, what was done."""

from collections.abc import Iterable, Sequence

from harness.analysis.calls.operations import Operation, recorded
from harness.analysis.decode.view import Structure
from harness.analysis.redact.calls import RedoneCalls
from harness.analysis.redact.counterparts import Counterparts, Everywhere
from harness.analysis.redact.exchanges import rewritten
from harness.analysis.redact.rewrite import Counts, Rewriter
from harness.analysis.redact.texts import Texts
from harness.analysis.search.match import Matcher
from harness.analysis.search.recorded_calls import RecordedCalls
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.values.needle import Needle


class Remains(Exception):
    """A value is still there, or what is there cannot be searched to its end."""

    def __init__(self, value_id: str, where: str, path: Sequence[str]) -> None:
        """``value_id`` is empty where nothing can be said."""
        super().__init__(value_id, where, path)
        self.value_id, self.where, self.path = value_id, where, path


class Redaction:
    """Replaces values by their stand-ins, wherever an assessment would find them, and wherever else they stand."""

    def __init__(
        self, needles: Sequence[Needle], others: Sequence[Needle], observations: Iterable[Observation], secret: str
    ) -> None:
        """``others`` stand in for ``needles``, in their order; ``secret`` decides what scrambled bytes look like."""
        operations = recorded(observations).operations
        calls, everything, telling = _patterns(needles, operations)
        pairs = Counterparts(needles, others, operations)
        redone = RedoneCalls(operations, secret.encode())
        found = _patterns(others, operations)[1]
        again = Rewriter(Matcher(found), others, calls, pairs, redone)
        self._everything = Rewriter(Matcher(everything), needles, calls, pairs, redone, again)
        self._telling = Rewriter(Matcher(telling), needles, calls, pairs, redone)
        wholes = {needle.text: other.text for needle, other in zip(needles, others, strict=False) if needle.text}
        self.texts = Texts(self._everything, self._telling, wholes)
        self._unexplained: dict[int, int] = {}

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return an exchange with other values."""
        before = self._everything.opaque
        made = rewritten(exchange, self.texts)
        self._unexplained[exchange.index] = self._everything.opaque - before
        return made

    def holds(self, data: bytes) -> bool:
        """Whether anything that is looked for stands plainly in ``data``."""
        return self._telling.holds(data)

    @property
    def counts(self) -> Counts:
        """What was done until now."""
        return self._everything.counts + self._telling.counts

    @property
    def unexplained(self) -> int:
        """Bytes of the traffic in which nothing could be searched, and that are as they were."""
        return sum(self._unexplained.values())


class Check:
    """Goes through what was written, with the values that must not be there any more; see :class:`Remains`."""

    def __init__(self, needles: Sequence[Needle], observations: Iterable[Observation]) -> None:
        """``observations`` are those that were written."""
        operations = recorded(observations).operations
        calls, everything, telling = _patterns(needles, operations)
        pairs, redone = Counterparts(needles, needles, ()), RedoneCalls((), b"")
        self._telling = _Detector(Matcher(telling), needles, calls, pairs, redone)
        self.texts = Texts(_Detector(Matcher(everything), needles, calls, pairs, redone), self._telling)

    def holds(self, data: bytes) -> bool:
        """Whether anything that is looked for stands plainly in ``data``, or what encodings leave of it."""
        return self._telling.holds(data)

    def exchange(self, exchange: Exchange) -> None:
        """Raise :class:`Remains` if a value is in an exchange."""
        rewritten(exchange, self.texts)


class _Detector(Rewriter):
    """Writes nothing: it raises at what would be replaced."""

    def _view(self, data: bytes, where: str, codings: str, structure: Structure | None) -> bytes:
        found, spent = self.find(data, where, codings, structure)
        if found or spent:
            value_id = self._needles[found[0].ref].value_id if found else ""
            raise Remains(value_id, where, found[0].path if found else (spent,))
        return data


def _patterns(
    needles: Sequence[Needle], operations: Sequence[Operation]
) -> tuple[RecordedCalls, Everywhere, Everywhere]:
    calls = RecordedCalls(operations)
    both = (Everywhere(), Everywhere(telling=True))
    for patterns in both:
        patterns.add_needles(needles)
        patterns.add_keyed(needles, operations)
        calls.add_patterns(patterns)
    return calls, *both

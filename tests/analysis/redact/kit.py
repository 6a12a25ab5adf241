"""Values, their stand-ins, and what replaces the ones by the others."""

from collections.abc import Iterable, Sequence

from harness.analysis.decode.view import Budget
from harness.analysis.redact.redaction import Redaction
from harness.analysis.search.found import Calls, Found
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.analysis.search.walk import Walk
from harness.evidence.rows import Observation
from harness.values.needle import Needle
from harness.values.stand_ins import StandIns

VALUES = [
    Needle(value_id="phone", category="phone_number", text="13912345678"),
    Needle(value_id="gaid", category="gaid", text="1209d0b9-b959-42e6-b921-aa5d9d08c1af"),
    Needle(value_id="name", category="name", text="欧阳曦澜"),
    Needle(value_id="imei", category="imei", text="861573681930362"),
]
OTHERS = StandIns("tests").of(VALUES)


def redaction(observations: Iterable[Observation] = (), values: Sequence[Needle] = VALUES) -> Redaction:
    return Redaction(values, OTHERS if values is VALUES else StandIns("tests").of(values), list(observations), "tests")


class Analysis:
    """What an assessment finds of some values in one view."""

    def __init__(self, values: Sequence[Needle]) -> None:
        patterns = PatternSet()
        patterns.add_needles(values)
        self._matcher, self._values = Matcher(patterns), values

    def found(self, data: bytes) -> list[Found]:
        return Walk(self._matcher, self._values, Calls(), Budget(), False, "body").view(data, 0)

    def paths(self, data: bytes) -> set[tuple[int, str, tuple[str, ...]]]:
        """Return whose values in what form are behind what encodings."""
        return {
            (item.ref, item.form, tuple(element.partition(":")[0] for element in item.path))
            for item in self.found(data)
        }

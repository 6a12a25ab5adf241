"""Whatever the order in which things come, the end is the assessment."""

import msgspec
import pytest

from harness.analysis.assessment import assess
from harness.analysis.live.engine import Live
from tests.analysis.lantern import lantern


@pytest.mark.parametrize("first", ["observations", "exchanges", "phases"])
def test_kinds_in_any_order(first: str) -> None:
    run = lantern()
    live = Live(run.recording(observations=[], exchanges=[], phases=[]))
    order = sorted(("observations", "exchanges", "phases"), key=lambda kind: kind != first)
    for kind in order:
        if kind == "observations":
            live.observe(run.observations)
        elif kind == "exchanges":
            live.exchange(run.exchanges)
        else:
            for phase in run.phases:
                live.phase(phase)
        live.refresh()
    found = assess(run.recording())
    standing = live.finish()
    assert msgspec.to_builtins(standing.disclosures) == msgspec.to_builtins(found.disclosures)
    assert msgspec.to_builtins(standing.sightings) == msgspec.to_builtins(found.sightings)

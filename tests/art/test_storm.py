"""Many threads, the collector and the compiler at once: every call is seen once and the app gets what it should."""

import pytest

from tests.art.runtime import ON_ART
from tests.capture.agent.app import started
from tests.capture.agent.test_agent import calls, of

THREADS = 20
CALLS = 500


@pytest.fixture(scope="module")
def main() -> str:
    return ON_ART


@pytest.mark.parametrize("before", [0, 20_000])
def test_every_call_is_seen(on_art: None, before: int) -> None:
    """Also those in callers that the compiler has taken before the hooks went in."""
    with started(hooked=False) as app:
        if before:
            app.run(f"warm {before}")
        app.agent.attach(app.process.pid, "com.example.app")
        answer, rows = app.observe(f"storm {THREADS} {CALLS}")
        distinct = of(rows, "tm.getDeviceId")
        assert len({row.args[0].text for row in distinct}) == calls(distinct) == THREADS * CALLS
        assert calls(of(rows, "tm.getSimOperator")) == THREADS * CALLS
        assert len(of(rows, "tm.getImei")) == calls(of(rows, "tm.getImei")) == THREADS * CALLS // 100
        assert all(row.exception for row in of(rows, "tm.getImei"))
        assert int(answer) == calls([row for row in rows if row.point.startswith("tm.")])
        assert app.processes[-1].lost == 0
        assert not app.errors()

"""A request that waits for its answer is an exchange with an index of its own."""

from harness.evidence.flow_frame import http_frame
from harness.explore.caught import Caught, Early
from harness.explore.shelf import Shelf
from harness.explore.sources import Unfinished
from tests.analysis.lantern import lantern


def test_requests_that_wait_are_numbered_below_zero() -> None:
    frames = [http_frame(exchange) or b"" for exchange in lantern().exchanges[:2]]
    caught = Caught(Shelf())
    found = [item for frame in [frames[0], b"1:x", frames[1]] for item in caught.other(Early(frame))]
    assert [item.exchange.index for item in found if isinstance(item, Unfinished)] == [-1, -3]
    assert [item.exchange.url for item in found if isinstance(item, Unfinished)] == [
        exchange.url for exchange in lantern().exchanges[:2]
    ]

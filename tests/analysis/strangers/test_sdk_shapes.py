"""What SDKs send in their own shapes is found by its true path, and given to the SDK and its company."""

import pytest

from harness.analysis.join.actors import Actors, Recipients
from harness.evidence.exchange import Exchange
from tests.analysis.strangers.scan import MORE, scanner_of_all
from tests.analysis.strangers.sdk_shapes import SHAPES, Shape

APP = "com.shop.app"


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.sdk for shape in SHAPES])
def test_an_sdk_s_request(shape: Shape) -> None:
    exchange = Exchange(
        index=0, id="0", time_us=0, url=shape.url, request_headers=list(shape.headers), request_body=shape.body
    )
    scanned = scanner_of_all().scan(exchange)
    proved = {
        (MORE[spot.found.ref].value_id, spot.found.form, spot.found.path)
        for spot in scanned.spots
        if not spot.found.weak and spot.where == "body"
    }
    assert {(value, form, path) for value, (form, path) in shape.seen.items()} <= proved
    assert bool(scanned.opaque) is shape.opaque
    actor = Actors(APP).of(["java.net.URL.openConnection(URL.java:1)", f"{shape.code}.send(SourceFile:7)"])
    assert actor.listed and actor.kind == "sdk"
    assert Recipients(APP).of(shape.url.split("/")[2], "").owner == shape.owner
    assert not shape.owner or actor.company.split()[0] in (shape.owner.split()[0], "ByteDance/Volcengine")

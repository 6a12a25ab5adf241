"""Everything that is known of one thing; and nothing in it drives the terminal."""

from harness.analysis.assessment import assess
from harness.analysis.join.actors import Actors
from harness.evidence.exchange import Exchange, Message
from harness.evidence.rows import Observation, Value
from harness.explore.screens.detail import MARK, disclosure_text, exchange_text, observation_text
from harness.explore.screens.pictures import facts
from tests.analysis.lantern import lantern
from tests.explore.screens.made import call, exchange
from tests.explore.screens.test_pictures import png

BAD = "\x1b[2J\u202e"


def test_a_call_with_its_stack_and_sdks() -> None:
    row = Observation(
        seq=1, time_us=1_700_000_000_000_000, mono_ns=0, pid=7, process="p", thread_id=1, thread="main",
        point="tm.getImei",
        category="imei", args=[Value(type="int", text=f"0{BAD}")], exception=f"java.lang.SecurityException: {BAD}no",
        stack=["android.os.Binder.x(B.java:1)", "com.umeng.commonsdk.A.b(A.java:2)", "com.bright.lantern.M.c(M.java)"],
        count=3, last_us=1_700_000_001_000_000,
    )  # fmt: skip
    actors = Actors("com.bright.lantern")
    shown = observation_text(call(), row, lambda stack: [actors.of([line]) for line in stack], []).plain
    for part in ("tm.getImei", "threw", "SecurityException", "A.java:2)  \u25c2 ", "\u25c2 app", "times    3", "arg 0"):
        assert part in shown, part
    assert not set(shown) & set("\x1b\u202e")


def test_an_exchange_with_messages_and_a_value_marked_in_it() -> None:
    found = assess(lantern().recording())
    sighting = next(row for row in found.sightings if row.category == "phone_number")
    one = next(each for each in lantern().recording().exchanges if each.index == sighting.index)
    plain = exchange_text(exchange(), one, [sighting], [()])
    assert sighting.value_id in plain.plain and "Request, " in plain.plain
    made = Exchange(
        index=0, id="e", time_us=1, kind="websocket", host=f"h{BAD}", url=f"wss://h/{BAD}", status=101,
        request_body=b"tel=13912345678", messages=[Message(True, b"\x00\x01" * 40, 1), Message(False, b"hello", 2)],
        unreadable="a piece is lost",
    )  # fmt: skip
    from msgspec.structs import replace

    at = replace(sighting, where="body", path=[], offset=4, length=11, direction="request")
    text = exchange_text(exchange(), made, [at], [()])
    marked = [text.plain[span.start : span.end] for span in text.spans if span.style == MARK]
    assert marked == ["13912345678"]
    assert "2 messages" in text.plain and "00000000" in text.plain and "a piece is lost" in text.plain
    assert not set(text.plain) & set("\x1b\u202e")


def test_a_disclosure_with_its_evidence() -> None:
    found = assess(lantern().recording())
    row = next(each for each in found.disclosures if each.category == "imei")
    sightings = [each for each in found.sightings if each.id in row.sightings]
    shown = disclosure_text(row, sightings, [call()]).plain
    for part in ("imei to api.pushbay.example", "digest:md5", "before", "sent by", "Encodings", "Sent once", "Read"):
        assert part in shown, part


def test_an_image_is_its_facts_and_no_hexdump() -> None:
    one = Exchange(index=0, id="e0", time_us=0, response_body=png(), status=200, url="https://a.example/pixel.png")
    shown = exchange_text(exchange(), one, [], []).plain
    assert f"picture  {facts(png())}" in shown and "IHDR" not in shown

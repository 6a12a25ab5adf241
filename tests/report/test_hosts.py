from harness.analysis.join.actors import Recipients
from harness.analysis.join.phases import PhaseTimes
from harness.evidence.exchange import Exchange, Message
from harness.evidence.rows import Connection, Phase
from harness.report import render_html
from harness.report.hosts import Hosts
from tests.report.factory import T0, lantern

PHASES = PhaseTimes([
    Phase(name="before_consent", start_us=0, end_us=100, cause=""),
    Phase(name="consented_idle", start_us=100, end_us=900, cause=""),
])  # fmt: skip


def exchange(host: str, at: int, **more: object) -> Exchange:
    return Exchange(index=at, id=f"x{at}", time_us=at, host=host, **more)  # type: ignore[arg-type]


def test_exchanges_are_counted_on_the_device_s_clock() -> None:
    hosts = Hosts(PHASES, offset_us=60)
    rows = [
        exchange("a.example", 10, request_body=b"123", response_body=b"12345"),
        exchange("a.example", 50, messages=[Message(True, b"1234", 0), Message(False, b"1", 0)]),
        exchange("a.example", 51, kind="dns"),
        exchange("", 52, kind="unreadable"),
    ]
    assert list(hosts.passing(rows)) == rows
    (row,), more = hosts.rows(Recipients("com.x.y", None, lambda ip: "CN"), [])
    assert (row.recipient.host, row.recipient.party, row.recipient.country) == ("a.example", "third", "CN")
    assert (row.exchanges, row.lookups, row.sent, row.received, row.counted) == (2, 1, 7, 6, False)
    assert row.phases == ("before_consent", "consented_idle") and row.first_us == 70 and more == 0


def test_connections_count_bytes_and_say_what_became_of_them() -> None:
    hosts = Hosts(PHASES, 0)
    list(hosts.passing([exchange("a.example", 10, request_body=b"123")]))
    hosts.connected([
        Connection(id="1", time_us=5, host="a.example", port=443, state="decrypted", sent=100, received=9),
        Connection(id="2", time_us=200, host="b.example", port=443, state="failed", sent=7),
    ])  # fmt: skip
    rows, _ = hosts.rows(Recipients(""), [])
    assert [(row.recipient.host, row.sent, row.received, row.states, row.counted) for row in rows] == [
        ("a.example", 100, 9, (("decrypted", 1),), True),
        ("b.example", 7, 0, (("failed", 1),), True),
    ]


def test_hosts_beyond_the_bound_are_counted() -> None:
    hosts = Hosts(PHASES, 0)
    list(hosts.passing(exchange(f"h{n}.example", n) for n in range(2010)))
    rows, more = hosts.rows(Recipients(""), [])
    assert len(rows) == 2000 and more == 10


def test_the_page_lists_them_those_with_values_first() -> None:
    run = lantern()
    run.send("quiet.example", "/", b"hello", "text/plain", 100)
    page = render_html(run.view()).partition('aria-labelledby="hosts"')[2].partition("</section>")[0]
    assert page.index("track.<wbr>adhive") < page.index("quiet.<wbr>example")
    assert "nothing planted" in page and "IMEI / MEID" in page and "(5)" in page
    assert run.view().hosts[-1].first_us == T0 + 100_000

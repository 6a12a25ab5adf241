"""Has loaded what the first join loads (lists of companies, decoders, engines): half a second and more, by which the
first disclosure of a run would come later."""

from harness.analysis.live.engine import Live
from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Value
from harness.evidence.run_record import Apk, RunRecord
from harness.values.needle import Needle

_MADE_UP = Needle(value_id="warm", category="imei", text="490154203237518")


def warm() -> Live:
    """Analyse a made-up call and a request that carries what it read; return what came of it."""
    live = Live(Recording(exchanges=(), run=RunRecord(apk=Apk(package="warm.example"))), [_MADE_UP])
    value = Value(type="java.lang.String", text=_MADE_UP.text)
    stack = ["com.umeng.analytics.Read.go(Read.java:1)"]
    call = Observation(
        seq=1, time_us=1, mono_ns=1, pid=1, process="warm.example", thread_id=1, thread="main", category="imei",
        point="telephony.imei", stack=stack, result=value,
    )  # fmt: skip
    body = f'{{"id": "{_MADE_UP.text}", "of": "0123456789abcdef0123456789abcdef", "as": "bm90aGluZyBvZiBpdA=="}}'
    sent = Exchange(
        index=0, id="warm", time_us=2, method="POST", scheme="https", host="warm.example", port=443, status=200,
        url="https://warm.example/a?b=c", request_headers=[("Content-Type", "application/json")],
        request_body=body.encode(),
    )  # fmt: skip
    live.observe([call])
    live.exchange([sent])
    live.refresh()
    live.covering()
    return live

"""The HTML report of a large run: ``python benchmarks/report_html.py [OBSERVATIONS] [EXCHANGES]``.

The assessment is that of ``benchmarks/rules.py``, judged by all rules; beside it a bundle with as many rows, exchanges
and connections on disk, below TMPDIR. Prints one JSON line: seconds from assessment and bundle to the page (the aim: 3;
``cpu_s``: of a processor), its size (the aim: 3 MB), and when Chromium had painted something first, in seconds from the
beginning of the navigation (the aim: 1; null where there is no Chromium).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mitmproxy import io as flow_io
from rules import large

from harness.analysis.model import Assessment
from harness.evidence.bundle import FLOWS, Bundle
from harness.evidence.exchange import Exchange
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.rows import Connection, Observation, Phase, Value
from harness.evidence.run_record import read_run
from harness.evidence.writer import BundleWriter
from harness.report.build import build_view
from harness.report.html import render_html
from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.engine import judge

_STACK = [f"com.maker{n}.sdk.Class{n}.method{n}(Class{n}.java:{n})" for n in range(20)]
_WATCH = """
new PerformanceObserver(function (list) {
  document.title = 'painted ' + list.getEntries()[0].startTime;
}).observe({type: 'paint', buffered: true});
"""


def main() -> None:
    """Make the run, render it, look at it, and print what that took."""
    observations = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    exchanges = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    found = large(observations, exchanges)
    found.findings = judge(Case(found), list(shipped().rules.values()))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        bundle = written(place / "bundle", found, observations, exchanges)
        begun, cpu = time.perf_counter(), time.process_time()
        view = build_view(found, bundle)
        built = time.perf_counter()
        page = render_html(view, "zh")
        done, used = time.perf_counter(), time.process_time() - cpu
        line = {
            "observations": observations,
            "exchanges": exchanges,
            "findings": len(found.findings),
            "seconds": round(done - begun, 2),
            "cpu_s": round(used, 2),
            "view_s": round(built - begun, 2),
            "page_mb": round(len(page.encode()) / 1e6, 2),
            "first_paint_s": painted(place, page),
            "load_average": round(os.getloadavg()[0], 1),
        }
    print(json.dumps(line))


def written(path: Path, found: Assessment, observations: int, exchanges: int) -> Bundle:
    """Write a bundle with so many rows and exchanges."""
    run = read_run({"schema": 1, "apk": {"package": "com.clean.app", "label": "Clean"}, "scenario": "full"})
    start = min(span.start for span in found.phases)
    with BundleWriter(path, run) as writer:
        for span in found.phases:
            writer.append(Phase(name=span.name, start_us=span.start, end_us=span.end, cause="settled", code=span.code))
        for number in range(observations):
            writer.append(
                Observation(
                    seq=number % 25, time_us=start + number * 1000, mono_ns=number, pid=number // 25, process="p",
                    thread_id=1, thread="main", point=f"point.{number // 25}", category="imei",
                    phase="foreground", stack=_STACK, result=Value(type="java.lang.String", text="490154203237518"),
                )
            )  # fmt: skip
        flows = flow_io.FlowWriter(writer.open_file(FLOWS))
        for number in range(exchanges):
            host = f"h{number % 60}.example"
            body = json.dumps({"n": number, "imei": "490154203237518", "more": "x" * 400}).encode()
            flows.add(flow_from_exchange(Exchange(
                index=number, id=f"x{number}", time_us=start + number * 20_000, method="POST", scheme="https",
                host=host, port=443, url=f"https://{host}/collect", request_body=body, status=200,
                request_headers=[("Host", host), ("Content-Type", "application/json")],
            )))  # fmt: skip
            writer.append(
                Connection(id=str(number), time_us=start, host=host, port=443, state="decrypted", sent=900, received=80)
            )
        writer.seal("complete")
    return Bundle(path)


def painted(place: Path, page: str) -> float | None:
    """Return when Chromium painted first, None where there is none."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    # The page's own policy lets no other script in: a copy does.
    policy = r"script-src '[^']+'; require-trusted-types-for 'script'; trusted-types 'none';"
    watched = re.sub(policy, "script-src 'unsafe-inline';", page)
    file = place / "page.html"
    file.write_text(watched.replace("<style>", f"<script>{_WATCH}</script><style>", 1), "utf-8")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --dump-dom"
    flags += " --disable-component-update --disable-sync --window-size=1280,900 --timeout=8000"
    command = [chromium, *flags.split(), f"--user-data-dir={place / 'profile'}", file.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
    said = re.search(r"<title>painted ([\d.]+)</title>", dom)
    return round(float(said[1]) / 1000, 2) if said else None


if __name__ == "__main__":
    main()

"""Reading and importing a large HAR file: ``python benchmarks/import_har.py [MEGABYTES] [--body BYTES] [--form FORM]``.

The entries are of the form that mitmproxy's export has (indented, 20 headers) or Chrome's (``--form chrome``: one
line); their bodies are JSON with quotes to be escaped, every tenth is binary. Three things are timed in a process each:
where the entries stand (``index``), the exchanges read (``read``), and the bundle written, sealed and hashed
(``import``). Prints one JSON line: MB of HAR a second and a CPU second, and the memory at the end that is the process's
own (the mapped file, which the system may take back at any time, is not).
"""

import argparse
import base64
import json
import multiprocessing
import os
import random
import tempfile
import time
from pathlib import Path

from harness.evidence.har import HarFile
from harness.evidence.imported import import_recording
from harness.evidence.run_record import RunRecord


def entry(number: int, rng: random.Random, size: int) -> dict:
    """Return one entry with bodies of about ``size`` bytes."""
    fields = {f"field{at}": f'value "{rng.getrandbits(64):x}" of {number}' for at in range(max(1, size // 45))}
    text = json.dumps(fields)
    headers = [{"name": f"X-Header-{at}", "value": f"{rng.getrandbits(96):x}"} for at in range(10)]
    content = {"size": len(text), "mimeType": "application/json", "text": text}
    if number % 10 == 9:
        packed = rng.randbytes(size)
        content = {
            "size": size,
            "mimeType": "image/webp",
            "text": base64.b64encode(packed).decode(),
            "encoding": "base64",
        }
    return {
        "startedDateTime": f"2026-01-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.000+00:00",
        "time": 12.5,
        "request": {
            "method": "POST",
            "url": f"https://h{number % 50}.example.com/api/v1/{number}?id={rng.getrandbits(64):x}",
            "httpVersion": "HTTP/2.0",
            "cookies": [],
            "headers": [{"name": "Content-Type", "value": "application/json"}, *headers],
            "queryString": [],
            "headersSize": 300,
            "bodySize": len(text),
            "postData": {"mimeType": "application/json", "text": text, "params": []},
        },
        "response": {"status": 200, "statusText": "OK", "headers": headers, "cookies": [], "content": content},
        "cache": {},
        "timings": {"send": 1, "wait": 10, "receive": 1.5},
        "serverIPAddress": "203.0.113.7",
    }


def write(path: Path, megabytes: int, size: int, form: str) -> int:
    """Write the file; return how many entries it has."""
    rng = random.Random(1)
    options = {"indent": 4} if form == "mitmproxy" else {"separators": (",", ":")}
    some = [json.dumps(entry(number, rng, size), **options) for number in range(200)]
    count = 0
    with path.open("w") as file:
        creator = json.dumps({"name": form, "version": "1"})
        file.write(f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [\n')
        while file.tell() < megabytes * 1_000_000:
            file.write((",\n" if count else "") + ",\n".join(some))
            count += len(some)
        file.write("\n]}}\n")
    return count


def index(path: Path, _: Path) -> int:
    """Find the entries."""
    HarFile(path).meta()
    return 0


def read(path: Path, _: Path) -> int:
    """Read every exchange."""
    return sum(1 for _ in HarFile(path))


def bundle(path: Path, out: Path) -> int:
    """Import the file."""
    return import_recording(path, out, RunRecord()).exchanges


def measured(name: str, job, path: Path, out: Path, send) -> None:
    """Run one job and tell of it."""
    begun, cpu = time.perf_counter(), time.process_time()
    count = job(path, out)
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    size = path.stat().st_size / 1e6
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    own = int(status["RssAnon"].split()[0]) // 1024
    send.send(
        {"name": name, "entries": count, "mb_s": round(size / wall, 1), "mb_cpu_s": round(size / cpu, 1), "mib": own}
    )


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser()
    options.add_argument("megabytes", nargs="?", type=int, default=300)
    options.add_argument("--body", type=int, default=4000)
    options.add_argument("--form", choices=("mitmproxy", "chrome"), default="mitmproxy")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.har"
        found = {"megabytes": given.megabytes, "body": given.body, "form": given.form}
        found["entries"] = write(path, given.megabytes, given.body, given.form)
        for name, job in (("index", index), ("read", read), ("import", bundle)):
            receive, send = multiprocessing.Pipe(False)
            process = multiprocessing.get_context("fork").Process(
                target=measured, args=(name, job, path, Path(place) / name, send)
            )
            process.start()
            found[name] = receive.recv()
            process.join()
        found["load"] = round(os.getloadavg()[0], 1)
        print(json.dumps(found))


if __name__ == "__main__":
    main()

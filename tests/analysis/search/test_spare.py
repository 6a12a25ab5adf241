"""What compiling took does not stay with the process."""

import platform
import subprocess
import sys

import pytest

MEASURE = """
import threading
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.values.needle import Needle

def kilobytes(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name))

patterns = PatternSet()
patterns.add_needles([
    Needle(value_id="phone", category="phone_number", text="13912345678"),
    Needle(value_id="name", category="name", text="欧阳曦澜"),
    Needle(value_id="imei", category="imei", text="861573681930362"),
])
before = kilobytes("VmRSS")
made = []
thread = threading.Thread(target=lambda: made.append(Matcher(patterns)))
thread.start()
thread.join()
print(kilobytes("VmHWM") - before, kilobytes("VmRSS") - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_compiling_in_a_thread_leaves_little() -> None:
    pytest.importorskip("hyperscan")
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    most, left = map(int, done.stdout.split())
    assert most > 30_000
    assert left < most / 3

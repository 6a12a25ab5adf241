"""What the program loads before it knows what is wanted: a word of help is not worth loading Frida or mitmproxy."""

import subprocess
import sys

HEAVY = {"adbutils", "cryptography", "frida", "hyperscan", "jinja2", "mitmproxy", "PIL", "pypinyin", "yaml"}
MOST = 420
"""Modules of Python, typer, rich and the faces of all commands together were 361 when this was written."""
HELP = """
import sys
from harness.cli.main import main
sys.argv = ["harness", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("\\n".join(sys.modules))
"""


def test_help_loads_nothing_that_it_does_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", HELP, "--help"], capture_output=True, text=True, check=True)
    assert "verify" in done.stdout
    loaded = done.stderr.split("\n")
    assert {name for name in loaded if name in HEAVY} == set()
    assert len(loaded) < MOST, f"{len(loaded)} modules"

"""What a shell offers after TAB."""

import os
import subprocess
import sys

import pytest

from harness.cli import completing


@pytest.mark.parametrize(
    ("words", "begun", "offered"),
    [
        (completing.scenarios, "re", ["relaunch-48h"]),
        (completing.branches, "a", ["accept", "all"]),
        (completing.categories, "ime", ["imei"]),
        (completing.app_types, "online_p", ["online_payment"]),
        (completing.lenses, "cn,p", ["cn,play"]),
        (completing.formats, "html,sa", ["html,sarif"]),
        (completing.languages, "", ["en", "zh"]),
        (completing.devices, "s", ["sandbox"]),
        (completing.scenarios, "./mine", []),
    ],
)
def test_offers(words: completing.Completer, begun: str, offered: list[str]) -> None:
    assert set(offered) <= set(words(begun)) and bool(words(begun)) == bool(offered)
    assert all(word.startswith(begun) for word in words(begun))


@pytest.mark.slow
def test_the_shell_asks_the_program() -> None:
    asked = {"_HARNESS_COMPLETE": "complete_bash", "COMP_WORDS": "harness run --scenario re", "COMP_CWORD": "3"}
    program = "import sys; sys.argv = ['harness']; from harness.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", program], env=os.environ | asked, capture_output=True, text=True)
    assert done.stdout.split() == ["relaunch-48h"]

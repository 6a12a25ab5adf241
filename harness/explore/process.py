"""Processes beside a session: they find this program's modules wherever it was started, and speak by pipes alone."""

import subprocess
import sys
from collections.abc import Sequence

_COMMAND = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"


def begun(module: str, ends: Sequence[int], *words: str, apart: bool = False) -> subprocess.Popen[bytes]:
    """Start ``main`` of a module, which finds the file numbers of its pipes' ``ends`` and the words in ``sys.argv``.

    ``apart``: signals of the terminal do not reach it.
    """
    return subprocess.Popen(
        [sys.executable, "-c", _COMMAND.format(path=sys.path, module=module), *map(str, ends), *words],
        pass_fds=ends, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=apart,
    )  # fmt: skip

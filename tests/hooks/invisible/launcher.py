"""Becomes the JVM of an app process: what the device's own runtime starts, with the suite's jars as the app's code.

``python launcher.py FOLDER PART SOCKET PROCESS``; ``FOLDER`` holds the list of hooked methods and takes what the app
reports, ``PART`` says what it is to call.
"""

import os
import sys
from pathlib import Path

from harness.sandbox.runtime.jvm import JavaRuntime

if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    folder = Path(sys.argv[1])
    jars = f"{here / 'invisible.jar'}:{here.parent / 'points' / 'points.jar'}"
    command = JavaRuntime(here).command(Path(jars), Path(sys.argv[3]), sys.argv[4])
    options = [
        "-Duser.timezone=Asia/Shanghai",
        "-Duser.language=zh",
        "-Duser.country=CN",
        "-Xmx700m",  # for values of 64 MiB, and hooked copies of them
        "-XX:-OmitStackTraceInFastThrow",  # which the compiler does when it has seen enough of them
        "-XX:ErrorFile=/dev/null",
        "--add-opens=java.base/sun.security.ssl=ALL-UNNAMED",  # hooked classes
        f"-Xlog:class+init=info:file={folder / 'initialised.txt'}:none",
        f"-Dinvisible.report={folder / 'report.txt'}",
        f"-Dinvisible.part={sys.argv[2]}",
        f"-Dinvisible.points={folder / 'points.txt'}",
    ]
    place = command.index("-Dfile.encoding=UTF-8")
    os.execv(command[0], [*command[:place], *options, *command[place:]])  # noqa: S606 - it becomes the runtime

"""Becomes the JVM of an app process: what the device's own runtime starts, with the test app's jar as the app's code.

``python launcher.py SOCKET PROCESS``; the process keeps its id, as the device wants.
"""

import os
import sys
from pathlib import Path

from harness.sandbox.runtime.jvm import JavaRuntime

if __name__ == "__main__":
    home = Path(__file__).resolve().parent
    command = JavaRuntime(home).command(home / "points.jar", Path(sys.argv[1]), sys.argv[2])
    zone = ["-Duser.timezone=Asia/Shanghai", "-Duser.language=zh", "-Duser.country=CN"]
    os.execv(command[0], [command[0], *zone, *command[1:]])  # noqa: S606 - it becomes the runtime

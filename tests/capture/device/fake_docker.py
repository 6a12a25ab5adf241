"""Stands in for the ``docker`` client with a redroid image: each container is a sandbox device.

State is a directory (``FAKE_DOCKER``): one JSON file per container. ``fail.json`` there makes it misbehave:
``engine`` (no engine answers), ``dies`` (this is the log of a container that ends at once), ``hang`` (it never boots).
"""

import json
import os
import signal
import sys
from pathlib import Path

import adbutils

from harness.sandbox.instances import start_background

STATE = Path(os.environ["FAKE_DOCKER"])


def fail(text: str, code: int = 1) -> None:
    sys.stderr.write(f"{text}\n")
    sys.exit(code)


def load(name: str) -> dict:
    path = STATE / f"{name}.container"
    if not path.exists():
        fail(f"Error response from daemon: No such container: {name}")
    return json.loads(path.read_text())


def run(words: list[str], misbehaviour: dict) -> None:
    options: dict[str, str] = {}
    position = 0
    while words[position].startswith("--"):
        if words[position] in ("--detach", "--privileged"):
            position += 1
        else:
            options[words[position]] = words[position + 1]
            position += 2
    name, image, parameters = options["--name"], words[position], words[position + 1 :]
    container = {"image": image, "label": options["--label"], "parameters": parameters, "status": "running"}
    if "dies" in misbehaviour:
        container |= {"status": "exited", "log": misbehaviour["dies"]}
    else:
        disk = STATE / f"{name}.disk"
        info = start_background(state_dir=disk)
        container |= {"pid": info.pid, "serial": info.serial}
        if misbehaviour.get("hang"):
            client = adbutils.AdbClient()
            client.connect(info.serial)
            adbutils.AdbDevice(client, info.serial).shell("setprop sys.boot_completed 0")
            client.disconnect(info.serial)
    (STATE / f"{name}.container").write_text(json.dumps(container))
    (STATE / "runs.txt").open("a").write(" ".join(words) + "\n")
    sys.stdout.write("f00d" * 16 + "\n")


def main() -> None:
    path = STATE / "fail.json"
    misbehaviour = json.loads(path.read_text()) if path.exists() else {}
    if misbehaviour.get("engine"):
        fail("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")
    match sys.argv[1:]:
        case ["run", *words]:
            run(words, misbehaviour)
        case ["port", name, "5555/tcp"]:
            container = load(name)
            if container["status"] != "running":
                fail(f"Error: No public port '5555/tcp' published for {name}")
            sys.stdout.write(container["serial"] + "\n")
        case ["inspect", "--format", "{{.State.Status}}", name]:
            sys.stdout.write(load(name)["status"] + "\n")
        case ["logs", "--tail", "5", name]:
            sys.stdout.write(load(name).get("log", "") + "\n")
        case ["rm", "--force", "--volumes", name]:
            container = load(name)
            if "pid" in container:
                os.kill(container["pid"], signal.SIGTERM)
            (STATE / f"{name}.container").unlink()
        case ["ps", "--all", "--filter", label, "--format", "{{.Names}}"]:
            for item in sorted(STATE.glob("*.container")):
                if f"label={json.loads(item.read_text())['label']}" == label:
                    sys.stdout.write(item.stem + "\n")
        case other:
            fail(f"docker: unknown command: {other}", 125)


if __name__ == "__main__":
    main()

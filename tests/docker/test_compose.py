"""docker-compose.yml: what it promises, and that compose itself accepts it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.capture.device.redroid import DEFAULT_TAG, image

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))["services"]
    return found


def pairs(services: dict[str, Any]) -> list[tuple[str, str]]:
    devices = [name for name in services if name.startswith("device")]
    return [(name, name.replace("device", "harness")) for name in devices]


def test_every_device_has_a_harness_in_its_network(services: dict[str, Any]) -> None:
    assert len(services) == 2 * len(pairs(services))
    for device, harness in pairs(services):
        assert services[harness]["network_mode"] == f"service:{device}"
        assert services[harness]["depends_on"] == {device: {"condition": "service_healthy"}}
        assert services[harness]["cap_add"] == ["NET_ADMIN"]
        assert "bundles:/bundles" in services[harness]["volumes"]
        assert "privileged" not in services[harness]


def test_a_profile_for_every_version_of_android_and_one_pair_without(services: dict[str, Any]) -> None:
    plain = [name for name, service in services.items() if "profiles" not in service]
    assert plain == ["device", "harness"]
    for device, harness in pairs(services):
        version = device.partition("-")[2]
        expected = [f"android-{version}"] if version else None
        assert services[device].get("profiles") == services[harness].get("profiles") == expected
    assert {device.partition("-")[2] or "13" for device, _ in pairs(services)} == {str(n) for n in range(8, 17)}


def test_images_are_documented_tags(services: dict[str, Any]) -> None:
    for device, _ in pairs(services):
        plain = re.sub(r"\$\{(\w+):-([^}]*)\}", r"\2", services[device]["image"])
        repository, _, tag = plain.partition(":")
        assert repository == "redroid/redroid"
        assert image(tag) == plain
    assert services["device"]["image"].replace("${REDROID_SUFFIX:-}", "").endswith(DEFAULT_TAG)


def test_no_port_is_open_to_anybody(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert "ports" not in service, name
        assert service.get("network_mode") != "host", name


def test_everything_has_a_healthcheck(services: dict[str, Any]) -> None:
    for name, service in services.items():
        test = service["healthcheck"]["test"]
        assert test[0] == "CMD", name
        if name.startswith("device"):
            # $$ is compose's $.
            assert "getprop sys.boot_completed" in test[-1]
            assert "$$(" in test[-1]
        else:
            assert test[1:3] == ["harness", "doctor"]


def test_the_image_copies_what_is_there_and_not_ignored() -> None:
    lines = (ROOT / "docker" / "Dockerfile").read_text("utf-8").splitlines()
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    sources = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source in kept, source
    # What the wheel takes in must be in the image too.
    for folder in re.findall(
        r'^"([^"]+)" = "harness/_data', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    ):
        assert folder.partition("/")[0] in sources, folder


@pytest.mark.debian
def test_compose_accepts_it() -> None:
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True) if shutil.which("docker") else None
    if plugin is not None and plugin.returncode == 0:
        command = ["docker", "compose"]
    elif program := shutil.which("docker-compose"):
        command = [program]
    else:
        pytest.skip("needs docker compose (Debian package docker-compose)")
    done = subprocess.run(
        [*command, "--file", str(FILE), "--profile", "android-9", "config"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    resolved = yaml.safe_load(done.stdout)["services"]
    assert resolved["device"]["image"] == "redroid/redroid:13.0.0-latest"
    assert resolved["device-9"]["command"] == [
        "androidboot.redroid_gpu_mode=guest", "androidboot.use_memfd=true", "ro.secure=0",
    ]  # fmt: skip

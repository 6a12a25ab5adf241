"""docker/check-host on hosts that are built of a few files: what it finds, says, and how it ends."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "docker" / "check-host"
Run = Callable[..., subprocess.CompletedProcess[str]]

GOOD = {
    "proc/filesystems": "nodev\tsysfs\nnodev\tbinder\n\text4\n",
    "proc/misc": "234 kvm\n",
    "proc/meminfo": "MemTotal: 8000000 kB\nMemAvailable:    6000000 kB\n",
    "proc/pressure/memory": "some avg10=0.00\n",
    "proc/sys/net/ipv6/conf": "",
    "sys/fs/cgroup/cgroup.controllers": "cpu memory\n",
    "sys/fs/selinux/enforce": "0",
    "dev/dma_heap/system": "",
    "dev/kvm": "",
    "proc/modules": "xt_owner 16384 1 - Live\niptable_nat 16384 0 - Live\n",
    "lib/modules/6.1.0-18-amd64/modules.builtin": "kernel/net/netfilter/xt_REDIRECT.ko\n",
    "etc/os-release": "ID=debian\n",
}
DOCKER = """#!/bin/sh
case "$*" in
  "version --format {{.Server.Version}}") echo 24.0.7 ;;
  "compose version --short") echo 2.21.0 ;;
  "compose version") echo Docker Compose version v2.21.0 ;;
  *) exit 1 ;;
esac
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the script on a host with these files (None removes one), this docker, and these answers of uname."""

    def go(
        docker: str | None = DOCKER, changes: dict[str, str | None] | None = None, **answers: str
    ) -> subprocess.CompletedProcess[str]:
        root = tmp_path / "root"
        for name, text in (GOOD | (changes or {})).items():
            if text is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
        programs = tmp_path / "bin"
        programs.mkdir()
        for name in ("sed", "grep", "cat", "uname", "getconf", "printf"):
            (programs / name).symlink_to(f"/usr/bin/{name}")
        (programs / "modinfo").write_text("#!/bin/sh\nexit ${CHECK_MODINFO:-1}\n")
        if docker is not None:
            (programs / "docker").write_text(docker)
        for path in programs.iterdir():
            if not path.is_symlink():
                path.chmod(0o755)
        environment = {
            "PATH": str(programs), "CHECK_ROOT": str(root), "CHECK_MACHINE": "x86_64", "CHECK_KERNEL": "6.1.0-18-amd64",
            "CHECK_PAGESIZE": "4096",
        } | answers  # fmt: skip
        return subprocess.run(["/bin/sh", str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=30)

    return go


def test_a_good_host(run: Run) -> None:
    done = run()
    assert done.returncode == 0, done.stdout
    assert "This host can run redroid" in done.stdout
    assert "engine 24.0.7, compose 2.21.0" in done.stdout
    assert all(line.startswith("ok ") for line in done.stdout.splitlines()[:-1]), done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("changes", "code", "line", "remedy"),
    [
        ({"proc/filesystems": "nodev\tsysfs\n"}, 1, "fail binder    not in kernel 6.1.0-18-amd64", "redroid-modules"),
        (
            {"proc/filesystems": "", "etc/os-release": "NAME=Ubuntu\nID=ubuntu\n"}, 1, "fail binder",
            "sudo apt-get install linux-modules-extra-6.1.0-18-amd64 && sudo modprobe binder_linux",
        ),
        (
            {"proc/filesystems": "", "dev/binder1": ""}, 0, "warn binder    devices without binderfs",
            "CONFIG_ANDROID_BINDERFS",
        ),
        ({"proc/sys/net/ipv6/conf": None}, 1, "fail ipv6", "ipv6.disable"),
        ({"sys/fs/selinux/enforce": "1"}, 1, "fail selinux   enforcing", "sudo setenforce 0"),
        ({"proc/pressure/memory": None}, 0, "warn cgroup    version 2 without pressure", "psi=1"),
        ({"sys/fs/cgroup/cgroup.controllers": None}, 0, "ok   cgroup    version 1", ""),
        ({"dev/dma_heap/system": None}, 0, "warn graphics", "CONFIG_DMABUF_HEAPS_SYSTEM"),
        ({"proc/misc": "58 ashmem\n"}, 0, "ok   memory    ashmem: set REDROID_MEMFD=false", ""),
        ({"proc/meminfo": "MemAvailable: 900000 kB\n"}, 0, "warn ram       878 MB", ""),
        (
            {"proc/modules": None, "lib/modules/6.1.0-18-amd64/modules.builtin": None}, 0,
            "warn netfilter not in kernel 6.1.0-18-amd64: xt_owner iptable_nat xt_REDIRECT; --route transparent",
            "another --route",
        ),
        ({"dev/kvm": None}, 0, "ok   kvm       not there (redroid needs none", ""),
    ],
)  # fmt: skip
def test_what_a_kernel_lacks(run: Run, changes: dict[str, str | None], code: int, line: str, remedy: str) -> None:
    done = run(changes=changes)
    assert done.returncode == code, done.stdout
    assert line in done.stdout
    assert remedy in done.stdout


@pytest.mark.parametrize(
    ("docker", "line", "remedy"),
    [
        (None, "fail docker    not installed", "docs.docker.com"),
        ("#!/bin/sh\necho Cannot connect to the Docker daemon >&2; exit 1\n", "no engine answers", "systemctl start"),
        (
            "#!/bin/sh\necho permission denied while trying >&2; exit 1\n",
            "you may not use it",
            'gpasswd -a "$USER" docker',
        ),
        ("#!/bin/sh\n[ $1 = version ] && echo 19.03.8\n", "engine 19.03.8 is older than 20.10", "docs.docker.com"),
        (
            "#!/bin/sh\n[ $1 = version ] && echo 24.0.7\n",
            "fail compose   engine 24.0.7 without compose",
            "docker-compose-plugin",
        ),
    ],
)
def test_what_is_wrong_with_docker(run: Run, docker: str | None, line: str, remedy: str) -> None:
    done = run(docker=docker)
    assert done.returncode == 1
    assert line in done.stdout
    assert remedy in done.stdout


def test_a_module_that_is_not_loaded(run: Run) -> None:
    done = run(changes={"proc/modules": "iptable_nat 16384 0 - Live\n"}, CHECK_MODINFO="0")
    assert done.returncode == 0
    assert "warn netfilter not loaded: xt_owner; --route transparent needs them" in done.stdout
    assert "sudo modprobe --all xt_owner" in done.stdout


def test_processors(run: Run) -> None:
    assert "redroid is not built for riscv64" in run(CHECK_MACHINE="riscv64").stdout


def test_large_pages(run: Run) -> None:
    done = run(CHECK_MACHINE="aarch64", CHECK_PAGESIZE="16384")
    assert done.returncode == 1
    assert "16384 bytes; redroid needs 4096" in done.stdout
    assert "REDROID_SUFFIX=_64only" in done.stdout

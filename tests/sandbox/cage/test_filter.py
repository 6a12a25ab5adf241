"""The seccomp program, run for every system call number, for both processors."""

import errno
import re
from pathlib import Path

import pytest

from harness.sandbox.cage.filter import ALLOW, ALWAYS, FASTOPEN, KILL, NO_NAMESPACE, OTHERS, TELL, program
from harness.sandbox.cage.numbers import AUDIT_ARCH, NUMBERS

from .bpf_machine import run

ERRNO = 0x00050000
MACHINES = tuple(NUMBERS)
CHECKED = {"sendto", "openat", "open", "ptrace", "clone", "socket", "clone3", "openat2", "setpriority", "ioprio_set"}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def verdict(machine: str, name: str, *args: int, namespaces: bool = True, count: bool = False) -> int:
    made = program(machine, namespaces=namespaces, count_clones=count)
    return run(made, nr=NUMBERS[machine][name], arch=AUDIT_ARCH[machine], args=args)


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_the_kernels(machine: str) -> None:
    header = HEADERS[machine]
    if not header.is_file():
        pytest.skip("no kernel headers here")
    known = {name: int(n) for name, n in re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", header.read_text("utf-8"))}
    assert len(known) > 250
    wrong = {name: n for name, n in NUMBERS[machine].items() if known.get(name, n) != n}
    assert not wrong
    assert len(set(NUMBERS[machine].values())) == len(NUMBERS[machine]), "no number stands twice"


@pytest.mark.parametrize("namespaces", [True, False])
@pytest.mark.parametrize("machine", MACHINES)
def test_every_number_has_its_verdict(machine: str, namespaces: bool) -> None:
    made = program(machine, namespaces=namespaces)
    names = {number: name for name, number in NUMBERS[machine].items()}
    told = {*ALWAYS, *(() if namespaces else NO_NAMESPACE)}
    for number in range(600):
        found = run(made, nr=number, arch=AUDIT_ARCH[machine])
        name = names.get(number, "")
        if name in told:
            assert found == TELL, name
        elif name not in CHECKED:
            assert found == ALLOW, (number, name)


@pytest.mark.parametrize("machine", MACHINES)
def test_another_processors_calls_end_the_process(machine: str) -> None:
    made = program(machine, namespaces=True)
    for arch in (0x40000003, 0xC000003E, 0xC00000B7, 0x40000028):  # i386, x86_64, aarch64, arm
        expected = ALLOW if arch == AUDIT_ARCH[machine] else KILL
        assert run(made, nr=0, arch=arch) == expected


def test_x32_numbers_do_not_exist() -> None:
    made = program("x86_64", namespaces=True)
    for number in (0x40000000 | NUMBERS["x86_64"]["connect"], 0x40000000, 0xFFFFFFFF):
        nr = number - (1 << 32) if number >= 1 << 31 else number
        assert run(made, nr=nr, arch=AUDIT_ARCH["x86_64"]) == ERRNO | errno.ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_what_depends_on_the_arguments(machine: str) -> None:
    high = 0x7F00 << 32  # an address whose lower half is nothing
    cases = [
        ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 0x1000, 16), TELL),
        ("sendto", (3, 1, 1, 0, high, 16), TELL),
        ("sendto", (3, 1, 1, FASTOPEN | 0x4000, 0, 0), TELL),
        ("openat", (0, 1, 0o2000000), ALLOW),
        ("openat", (0, 1, 0o1), TELL),
        ("openat", (0, 1, 0o2), TELL),
        ("openat", (0, 1, 0o100), TELL),
        ("openat2", (0, 1), ERRNO | errno.ENOSYS),
        ("clone3", (), ERRNO | errno.ENOSYS),
        ("clone", (0x003D0F00,), ALLOW),
        ("clone", (17,), ALLOW),
        ("clone", (0x10000000 | 17,), TELL),
        ("clone", (0x80 | 17,), TELL),
        ("clone", (0x40000000 | 17,), TELL),
        ("ptrace", (0, 0), ALLOW),
        ("ptrace", (16, 7), TELL),
        ("ptrace", (0x4206, 7), TELL),
        ("socket", (1, 1, 0), ALLOW),
        ("socket", (2, 1 | 0x80800, 0), ALLOW),
        ("socket", (10, 2, 17), ALLOW),
        ("socket", (2, 1, 262), TELL),  # MPTCP: Landlock does not see it
        ("socket", (2, 3, 17), TELL),  # raw
        ("socket", (16, 3, 0), TELL),  # netlink
        ("socket", (40, 1, 0), TELL),  # vsock: leads out of a virtual machine
        ("setpriority", (0, 0, 5), ALLOW),
        ("setpriority", (0, 7, 5), ERRNO | errno.EPERM),
        *((name, (0,), ALLOW) for name in OTHERS),
        *((name, (7,), ERRNO | errno.EPERM) for name in OTHERS),
    ]
    for name, args, expected in cases:
        for namespaces in (True, False):
            assert verdict(machine, name, *args, namespaces=namespaces) == expected, (name, args)
    made = program(machine, namespaces=False, mute=True)
    for family, kind in ((2, 2), (10, 2 | 0x80000), (1, 2)):
        args = (family, kind, 0)
        assert run(made, nr=NUMBERS[machine]["socket"], arch=AUDIT_ARCH[machine], args=args) == TELL
        assert verdict(machine, "socket", *args) == ALLOW
    assert verdict(machine, "utimensat", 3, 0, 1, namespaces=False) == ALLOW
    assert verdict(machine, "utimensat", 3, high, 1, namespaces=False) == TELL
    assert verdict(machine, "clone", 0x003D0F00, count=True) == TELL

"""System calls that Python's library lacks, for the launcher: it imports nothing else of ours."""

import ctypes
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)
_ARM = os.uname().machine == "aarch64"

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
NOSUID, NODEV, NOEXEC, BIND, REC, PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV, ATTR_NOEXEC = 1, 2, 4, 8
SET_PDEATHSIG, SET_CHILD_SUBREAPER, SET_NO_NEW_PRIVS, SET_PTRACER = 1, 36, 38, 0x59616D61
_PIVOT_ROOT, _SECCOMP, _CAPSET = (41, 277, 91) if _ARM else (155, 317, 126)
_CAPBSET_DROP, _SET_SECUREBITS = 24, 28
_CLONE3, _PIDFD_GETFD, _MOUNT_SETATTR, _LANDLOCK = 435, 438, 442, 444
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_SIGCHLD = 17


def must(result: int, what: str) -> int:
    """Return a call's result. Raises OSError, with ``what``, when it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """unshare(2)."""
    must(_libc.unshare(flags), "unshare")


def setns(handle: int, kind: int) -> None:
    """setns(2)."""
    must(_libc.setns(handle, kind), "setns")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """mount(2)."""
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind)]
    done = _libc.mount(*words, ctypes.c_ulong(flags), None if data is None else data.encode())
    must(done, f"mount {kind or source or ''} on {target}")


def attributes(path: str, flags: int, *, below: bool = True) -> None:
    """mount_setattr(2), which only adds: flags that a parent namespace locked stay."""
    block = struct.pack("QQQQ", flags, 0, 0, 0)
    done = _libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(path), _AT_RECURSIVE if below else 0, block, len(block))
    must(done, f"mount_setattr {path}")


def pivot_here() -> None:
    """Make the working directory the root, and forget the old one (pivot_root(2), "pivot_root(".", ".")")."""
    must(_libc.syscall(_PIVOT_ROOT, b".", b"."), "pivot_root")
    must(_libc.umount2(b".", 2), "umount2")


def host_name(name: bytes) -> None:
    """sethostname(2)."""
    must(_libc.sethostname(name, ctypes.c_size_t(len(name))), "sethostname")


def prctl(option: int, value: int) -> None:
    """prctl(2) with one argument."""
    must(_libc.prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3), f"prctl {option}")


def fork_as(pid: int) -> int:
    """Fork a process that has this id in the newest pid namespace (clone3(2), ``set_tid``); return as os.fork does."""
    wanted = (ctypes.c_int * 1)(pid)
    block = struct.pack("11Q", 0, 0, 0, 0, _SIGCHLD, 0, 0, 0, ctypes.addressof(wanted), 1, 0)
    return must(int(_libc.syscall(_CLONE3, block, len(block))), "clone3")


def seccomp(program: bytes) -> int:
    """Put a filter on; return the descriptor that tells of the calls it reports (seccomp(2))."""
    steps = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(steps))
    # FILTER_FLAG_NEW_LISTENER, with WAIT_KILLABLE_RECV (5.19): no signal breaks off a call that is being answered
    found = int(_libc.syscall(_SECCOMP, 1, 1 << 3 | 1 << 5, head))
    return found if found >= 0 else must(int(_libc.syscall(_SECCOMP, 1, 1 << 3, head)), "seccomp")


def drop_capabilities() -> None:
    """Give up whatever root may do beyond its own files, for good: exec gives nothing back (capabilities(7))."""
    if os.geteuid() == 0:
        # SECBIT_NOROOT, SECBIT_NO_SETUID_FIXUP, SECBIT_NO_CAP_AMBIENT_RAISE, each locked.
        prctl(_SET_SECUREBITS, 0b11 | 0b11 << 2 | 0b11 << 6)
        number = 0
        while _libc.prctl(_CAPBSET_DROP, ctypes.c_ulong(number), *[ctypes.c_ulong(0)] * 3) == 0:
            number += 1
    head = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3
    must(_libc.syscall(_CAPSET, head, bytes(24)), "capset")


def taken(pid: int, handle: int) -> int:
    """Return a descriptor of another process as one of ours (pidfd_getfd(2))."""
    process = os.pidfd_open(pid)
    found = int(_libc.syscall(_PIDFD_GETFD, process, handle, 0))
    os.close(process)
    return must(found, "pidfd_getfd")


def landlock(call: int, *arguments: object) -> int:
    """landlock_create_ruleset (0), _add_rule (1), _restrict_self (2); see :mod:`.landlock`."""
    return int(_libc.syscall(_LANDLOCK + call, *arguments))

"""The system calls of a confined app: which are told and answered from outside, which simply fail.

Told (``TELL``) are the few that reach for something outside; who answers is :mod:`.judge`. Of those that an app calls
all the time only the interesting ones are told: a ``sendto`` with an address, an ``openat`` that writes, a ``clone``
that makes a namespace. ``ptrace`` and ``process_vm_*`` stay: Frida's agent uses them on its own process, and namespaces
or Landlock hold them there. A call for another kind of processor ends the process.
"""

import errno
import functools

from .bpf import ANY_BIT, AT_LEAST, EQUAL, Program
from .numbers import AUDIT_ARCH, NUMBERS

ALLOW, TELL, KILL = 0x7FFF0000, 0x7FC00000, 0x80000000
"""``SECCOMP_RET_ALLOW``, ``_USER_NOTIF``, ``_KILL_PROCESS`` (``include/uapi/linux/seccomp.h``)."""
_ERRNO = 0x00050000
FASTOPEN = 0x20000000
"""``MSG_FASTOPEN``: connects past connect(2), and past Landlock."""
NEW_SPACES = 0x7E020080
"""The clone flags that make namespaces: CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET,TIME}."""
CLONE_THREAD = 0x00010000
WRITES = 0o1 | 0o2 | 0o100 | 0o1000
"""``O_WRONLY | O_RDWR | O_CREAT | O_TRUNC``."""


def _words(text: str) -> tuple[str, ...]:
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for line in lines for word in line.split())


ALWAYS = _words("""
# another file system, another root, another world
mount umount2 pivot_root chroot unshare setns open_tree open_tree_attr move_mount fsopen fsconfig fsmount fspick
mount_setattr name_to_handle_at open_by_handle_at fanotify_init
# the machine
syslog reboot swapon swapoff sethostname setdomainname quotactl quotactl_fd acct settimeofday clock_settime adjtimex
clock_adjtime kexec_load kexec_file_load init_module finit_module delete_module iopl ioperm
# the kernel's own doors: each of them once let someone out, or does what other calls are watched for
bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register add_key request_key keyctl vmsplice
kcmp memfd_secret process_madvise process_mrelease migrate_pages move_pages personality
# memory that outlives the process, or that no limit counts
shmget semget msgget mq_open memfd_create
# other processes
pidfd_open pidfd_getfd pidfd_send_signal kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo
# other programs, other machines
execve execveat connect sendmsg sendmmsg creat
""")
"""Told whatever their arguments are."""
NO_NAMESPACE = _words("""
listen truncate chmod fchmod chown fchown lchown fchmodat fchmodat2 fchownat setxattr lsetxattr fsetxattr setxattrat
removexattr lremovexattr fremovexattr removexattrat utime utimes futimesat
""")
"""Told besides where only Landlock holds the files: it does not see these (kernel's ``userspace-api/landlock.rst``,
"Current limitations"), and a port that is listened on is a way in."""
OTHERS = ("prlimit64", "sched_setaffinity", "sched_setattr", "sched_setscheduler", "sched_setparam")
"""Fail where their first argument, a process, is not 0 (the caller)."""

_NR, _ARCH = 0, 4
_FLAGS = (0, 0x800, 0x80000, 0x80800)
"""Combinations of ``SOCK_NONBLOCK`` and ``SOCK_CLOEXEC``."""


def _argument(n: int) -> int:
    """The offset of an argument's lower half (little-endian) in ``struct seccomp_data``."""
    return 16 + 8 * n


@functools.cache
def program(machine: str, *, namespaces: bool, mute: bool = False, count_clones: bool = False) -> bytes:
    """Return the filter for a processor. ``namespaces``: files and processes are held by them, not by Landlock.

    ``mute``: datagrams have no network of their own to go to; their sockets are made from outside, and cannot send.
    ``count_clones``: new processes and threads are told too, where the kernel does not limit them (root).
    """
    numbers = NUMBERS[machine]
    code = Program()
    code.load(_ARCH)
    code.when(EQUAL, AUDIT_ARCH[machine], "ours")
    code.give(KILL)
    code.label("ours")
    code.load(_NR)
    if machine == "x86_64":
        code.when(AT_LEAST, 0x40000000, "", "native")  # x32: the same calls under other numbers
        code.give(_ERRNO | errno.ENOSYS)
        code.label("native")
    blocks: dict[str, str] = dict.fromkeys([*ALWAYS, *(() if namespaces else NO_NAMESPACE)], "tell")
    blocks |= dict.fromkeys(OTHERS, "others")
    blocks |= {"clone3": "unknown", "openat2": "unknown", "socket": "socket", "sendto": "sendto", "ptrace": "ptrace"}
    blocks |= {
        "openat": "openat",
        "open": "open",
        "clone": "clone",
        "setpriority": "priority",
        "ioprio_set": "priority",
    }
    if count_clones:
        blocks |= {"fork": "tell", "vfork": "tell"}
    if not namespaces:
        blocks |= {"utimensat": "utimensat"}
    known = sorted((numbers[name], block) for name, block in blocks.items() if name in numbers)
    _search(code, known)
    _blocks(code, mute, count_clones)
    return code.bytes()


def _search(code: Program, known: list[tuple[int, str]]) -> None:
    """Go to the block of the call's number by halving, since every call of the app comes through here."""
    if len(known) <= 3:
        for number, block in known:
            past = code.fresh()
            code.when(EQUAL, number, "", past)
            code.far(block)
            code.label(past)
        code.far("allow")
        return
    middle = len(known) // 2
    low, high = code.fresh(), code.fresh()
    code.when(AT_LEAST, known[middle][0], "", high)
    code.far(low)
    code.label(high)
    _search(code, known[:middle])
    code.label(low)
    _search(code, known[middle:])


def _blocks(code: Program, mute: bool, count_clones: bool) -> None:
    code.label("others")
    code.load(_argument(0))
    code.when(EQUAL, 0, "allow_1")
    code.give(_ERRNO | errno.EPERM)
    code.label("priority")
    code.load(_argument(1))
    code.when(EQUAL, 0, "allow_1")
    code.give(_ERRNO | errno.EPERM)
    code.label("allow_1")
    code.give(ALLOW)
    code.label("unknown")  # the C library falls back to the older call, whose arguments can be seen
    code.give(_ERRNO | errno.ENOSYS)

    code.label("sendto")
    code.load(_argument(3))
    code.when(ANY_BIT, FASTOPEN, "tell_1")
    code.load(_argument(4))
    code.when(EQUAL, 0, "", "tell_1")
    code.load(_argument(4) + 4)
    code.when(EQUAL, 0, "allow_2", "tell_1")

    code.label("openat")
    code.load(_argument(2))
    code.when(ANY_BIT, WRITES, "tell_1", "allow_2")
    code.label("open")
    code.load(_argument(1))
    code.when(ANY_BIT, WRITES, "tell_1", "allow_2")

    code.label("ptrace")  # PTRACE_ATTACH, PTRACE_SEIZE; the rest needs one of them first
    code.load(_argument(0))
    code.when(EQUAL, 16, "tell_1")
    code.when(EQUAL, 0x4206, "tell_1", "allow_2")

    code.label("clone")
    code.load(_argument(0))
    code.when(ANY_BIT, NEW_SPACES, "tell_1", "tell_1" if count_clones else "allow_2")

    code.label("utimensat")  # without a path it is futimens(3), of a file that is open
    code.load(_argument(1))
    code.when(EQUAL, 0, "", "tell_1")
    code.load(_argument(1) + 4)
    code.when(EQUAL, 0, "allow_2", "tell_1")

    code.label("socket")
    _socket(code, mute)
    code.label("tell_1")
    code.give(TELL)
    code.label("allow_2")
    code.give(ALLOW)
    code.label("tell")
    code.give(TELL)
    code.label("allow")
    code.give(ALLOW)


def _socket(code: Program, mute: bool) -> None:
    """Streams and datagrams of the usual families and protocols; whatever else there is, knows other ways to send."""
    code.load(_argument(0))
    code.when(EQUAL, 1, "local")
    code.when(EQUAL, 2, "inet")
    code.when(EQUAL, 10, "inet", "tell_1")
    code.label("local")
    code.load(_argument(1))
    for kind in (1, 5) if mute else (1, 2, 5):  # SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET
        for flags in _FLAGS:
            code.when(EQUAL, kind | flags, "allow_2")
    code.far("tell_1")
    code.label("inet")
    code.load(_argument(2))
    for protocol in (0, 6, 17):  # the kind's own, TCP, UDP
        code.when(EQUAL, protocol, "kind")
    code.far("tell_1")
    code.label("kind")
    code.load(_argument(1))
    for kind in (1,) if mute else (1, 2):
        for flags in _FLAGS:
            code.when(EQUAL, kind | flags, "allow_2")

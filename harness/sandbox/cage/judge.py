"""What becomes of each system call that a confined app's filter reports: it goes on, fails, or is made from outside.

What goes on is decided by namespaces or Landlock, not here: its arguments may change after they were read. Where those
are too weak, a call never goes on: it is refused, or made for the app with an address of ours.
"""

import contextlib
import errno
import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .address import Address, address
from .filter import CLONE_THREAD, FASTOPEN, NEW_SPACES, NO_NAMESPACE
from .task import Task, inner

MOST_ADDRESS = 128
MOST_MESSAGES = 64
_NAME_CACHE = "/var/run/nscd/socket"
"""What glibc asks by itself for each user's name; nothing of the app's doing (``nscd/nscd.h``)."""
_NOBODY = ("127.0.0.1", 9)
_CANARY = "/harness-canary"
"""What the agent's self-test and its route try, so that nothing comes of it (``selftest.ts``, ``route.c``)."""
_AT_FDCWD = -100 & 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Verdict:
    """``error`` 0 and ``goes_on`` False: it was made for the app, which gets ``give``, if that is there.

    ``answer`` is empty where nothing is to be told.
    """

    goes_on: bool
    error: int = 0
    what: str = ""
    target: str = ""
    answer: str = ""
    address: Address | None = None
    give: socket.socket | None = None


GO_ON = Verdict(True)


@dataclass
class Confined:
    """One confined process of an app, and what it may.

    ``namespaces``: files and processes are held by them. ``network``: ``own`` (a namespace), ``held`` (nothing goes
    on), ``open`` (``--network live``). ``ports``: the forwards that it may reach on 127.0.0.1.
    """

    name: str
    pid: int
    launcher: int
    namespaces: bool
    network: str
    system: str
    data: str
    also: frozenset[str]
    helpers: frozenset[str]
    ports: Callable[[], set[int]]
    most_tasks: int = 0
    begun: bool = field(default=False, init=False)
    tasks: int = field(default=1, init=False)

    def judge(self, call: str, args: tuple[int, ...], task: Task) -> Verdict:
        """Decide. Raises OSError or ValueError when the task or what it points to is gone."""
        return _TABLE.get(call, _refused)(self, call, args, task)


def _refused(_one: Confined, call: str, args: tuple[int, ...], _task: Task) -> Verdict:
    what = "mount" if call in _MOUNTS else "namespace" if call in ("unshare", "setns", "clone") else "call"
    target = call if what != "namespace" or call == "clone" else f"{call} {args[0 if call == 'unshare' else 1]:#x}"
    return Verdict(False, errno.EPERM, what, target, "refused")


_MOUNTS = frozenset(
    ("mount", "umount2", "pivot_root", "chroot", "open_tree", "open_tree_attr", "move_mount", "fsopen", "fsconfig")
) | {"fsmount", "fspick", "mount_setattr"}


# -- network ------------------------------------------------------------------------------------------------------


def _connect(one: Confined, _call: str, args: tuple[int, ...], task: Task) -> Verdict:
    to = address(task.read(args[1], min(args[2] & 0xFFFFFFFF, MOST_ADDRESS)))
    verdict = _reach(one, "connect", to, task, args[0])
    if not verdict.goes_on and not verdict.error:
        return _connected(one, to, task, args[0])
    return verdict


def _connected(one: Confined, to: Address, task: Task, handle: int) -> Verdict:
    """Connect for the app, to an address of ours: it cannot change it any more."""
    try:
        shared = task.socket(handle)
    except OSError as error:
        return Verdict(False, error.errno or errno.EACCES)
    with shared:
        host = "::ffff:127.0.0.1" if shared.family == socket.AF_INET6 else "127.0.0.1"
        place: tuple[str, int] | str = one.system if to.family == "unix" else (host, to.port)
        try:
            shared.connect(place)
        except OSError as error:
            return Verdict(False, error.errno or errno.ECONNREFUSED)
        except (ValueError, TypeError):  # an address of another family than the socket's
            return Verdict(False, errno.EAFNOSUPPORT)
    return Verdict(False, 0)


def _send(one: Confined, call: str, args: tuple[int, ...], task: Task) -> Verdict:
    flags = args[2 if call == "sendmsg" else 3]
    found = [address(data) for data in _names(call, args, task)]
    if flags & FASTOPEN:
        to = found[0] if found else Address("other", "Fast Open")
        return Verdict(False, errno.EOPNOTSUPP, "send", str(to), "refused", to)
    told = GO_ON
    for to in found:
        verdict = _reach(one, "send", to, task, args[0])
        if not verdict.goes_on:
            return verdict if verdict.error else Verdict(False, errno.EISCONN)
        told = verdict if verdict.answer else told
    return told


def _names(call: str, args: tuple[int, ...], task: Task) -> list[bytes]:
    """The addresses that a call sends to."""
    if call == "sendto":
        places = [(args[4], args[5])]
    elif call == "sendmsg":
        places = [_name(task.read(args[1], 12))]
    else:
        count = min(args[2], MOST_MESSAGES)
        heads = task.read(args[1], 64 * count)  # struct mmsghdr
        places = [_name(heads[at : at + 12]) for at in range(0, len(heads) - 11, 64)]
    return [task.read(at, min(size & 0xFFFFFFFF, MOST_ADDRESS)) for at, size in places if at and size]


def _name(head: bytes) -> tuple[int, int]:
    """The address of a ``struct msghdr``."""
    return struct.unpack("=QI", head)


def _reach(one: Confined, what: str, to: Address, task: Task, handle: int) -> Verdict:
    if to.family == "none":
        return GO_ON
    if to.family == "other":
        return Verdict(False, errno.EAFNOSUPPORT, what, str(to), "refused", to)
    if to.family == "unix":
        if to.host == one.system:
            return GO_ON if one.namespaces else Verdict(False)
        if to.host != _NAME_CACHE and (one.network == "own" or (one.namespaces and not to.host.startswith("@"))):
            return Verdict(True, 0, what, str(to), "inside")
        if to.host == _NAME_CACHE:
            return Verdict(False, errno.ENOENT)
        return Verdict(False, errno.ECONNREFUSED, what, str(to), "refused", to)
    if to.port == 0 and what == "connect" and not _is_stream(task, handle):
        # It asks the routing table, as the agent does (hooks/agent/src/native/route.c): nothing is sent to this port.
        return GO_ON if one.network != "held" else Verdict(False, errno.ENETUNREACH)
    if (to.host, to.port) == _NOBODY:
        freely = one.network == "own" or (one.network == "open" and not _is_stream(task, handle))
        return GO_ON if freely else Verdict(False, errno.ECONNREFUSED)
    forward = to.port in one.ports() and to.host == "127.0.0.1"
    if one.network == "own":
        if not to.loopback:
            return Verdict(True, errno.ENETUNREACH, what, str(to), "refused", to)  # the kernel says so itself
        return GO_ON if forward or not _is_stream(task, handle) else Verdict(True, 0, what, str(to), "inside")
    if one.network == "open":
        if not to.loopback:
            return Verdict(True, 0, what, str(to), "allowed")
        if forward or not _is_stream(task, handle) or _listens(one, to.port):
            return GO_ON
        return _no_service(what, to)
    if forward:
        return Verdict(False)
    return _no_service(what, to) if to.loopback else Verdict(False, errno.ENETUNREACH, what, str(to), "refused", to)


def _listens(one: Confined, port: int) -> bool:
    """Whether the app itself has a server on a port, in a network that it shares with others."""
    servers = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one.pid}/net/{table}").read_text("ascii").splitlines()[1:]:
                words = line.split()
                if words[3] == "0A" and int(words[1].rpartition(":")[2], 16) == port:  # TCP_LISTEN
                    servers.add(f"socket:[{words[9]}]")
    for pid in members(one) if servers else ():
        with contextlib.suppress(OSError):
            for entry in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if os.readlink(entry) in servers:  # noqa: PTH115 - it is no path
                        return True
    return False


def _no_service(what: str, to: Address) -> Verdict:
    return Verdict(False, errno.ECONNREFUSED, what, str(to), "refused")


def _is_stream(task: Task, handle: int) -> bool:
    try:
        with task.socket(handle) as shared:
            return bool(shared.type & 0xF == 1)
    except OSError:
        return True


def _socket(one: Confined, _call: str, args: tuple[int, ...], _task: Task) -> Verdict:
    family, kind, protocol = args[0] & 0xFFFFFFFF, args[1] & 0xF, args[2] & 0xFFFFFFFF
    if one.network == "held" and family in (2, 10) and kind == 2 and protocol in (0, 17):
        return Verdict(False, give=_mute(family, args[1]))
    known = {1: "unix", 2: "inet", 10: "inet6"}.get(family)
    target = f"{known or f'family {family}'} type {kind} protocol {protocol}"
    return Verdict(False, errno.EACCES if known else errno.EAFNOSUPPORT, "socket", target, "refused")


def _mute(family: int, kind: int) -> socket.socket:
    """A UDP socket with which everything can be done but to send: ``EPIPE``, for good (``sock_alloc_send_pskb``).

    Addresses are given to it in too many ways for all to be looked at in time.
    """
    made = socket.socket(family, socket.SOCK_DGRAM)
    with contextlib.suppress(OSError):  # ENOTCONN, and done all the same (``inet_shutdown``)
        made.shutdown(socket.SHUT_WR)
    made.setblocking(not kind & socket.SOCK_NONBLOCK)
    return made


# -- programs and processes ---------------------------------------------------------------------------------------


def _exec(one: Confined, call: str, args: tuple[int, ...], task: Task) -> Verdict:
    """Nothing is run but what the JVM itself needs: the device has no programs."""
    if call == "execve" and task.pid == one.pid and not one.begun:
        one.begun = True  # the launcher becomes the app
        return GO_ON
    path = task.path(*((_AT_FDCWD, args[0]) if call == "execve" else args[:2]))
    if call == "execve" and path in one.helpers:
        return GO_ON
    if path == _CANARY:
        return Verdict(False, errno.ENOENT)
    inside = path.startswith(f"{one.data}/") and Path(path).exists()
    return Verdict(False, errno.EACCES if inside else errno.ENOENT, "exec", path, "refused")


def _signal(one: Confined, call: str, args: tuple[int, ...], task: Task) -> Verdict:
    to = struct.unpack("=i", struct.pack("=I", args[0] & 0xFFFFFFFF))[0]
    if call == "tkill":
        own = _has_thread(one, task, to)
    elif one.namespaces:
        own = to in (0, -1) or abs(to) in (one.pid, inner(task.pid)) or _inside(one, abs(to))
    else:
        own = to == 0 or abs(to) in (one.pid, task.pid) or (to > 0 and _descends(to, one.launcher))
    if own:
        return GO_ON
    return Verdict(False, errno.ESRCH if one.namespaces else errno.EPERM, "signal", f"process {to}", "refused")


def _trace(one: Confined, _call: str, args: tuple[int, ...], task: Task) -> Verdict:
    to = args[1] & 0xFFFFFFFF
    if _has_thread(one, task, to):  # Frida looks at the app's threads so
        return GO_ON
    return Verdict(False, errno.EPERM, "trace", f"process {to}", "refused")


def _has_thread(one: Confined, task: Task, tid: int) -> bool:
    for pid in {one.pid, task.pid}:
        try:
            if any(inner(int(thread.name)) == tid for thread in Path(f"/proc/{pid}/task").iterdir()):
                return True
        except OSError:
            continue
    return False


def _inside(one: Confined, pid: int) -> bool:
    """Whether a process of the app's pid namespace has this id there."""
    return any(inner(other) == pid for other in members(one))


def members(one: Confined) -> list[int]:
    """Return the app's processes, by their ids on this machine."""
    found = []
    space = _link(one.pid) if one.namespaces else ""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            other = int(process.name)
            if (space and _link(other) == space) or (not one.namespaces and _descends(other, one.launcher)):
                found.append(other)
    return found


def _link(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")  # noqa: PTH115 - it is no path
    except OSError:
        return ""


def _descends(pid: int, ancestor: int) -> bool:
    for _ in range(64):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except OSError:
            return False
        pid = int(stat.rpartition(")")[2].split()[1])
        if pid == ancestor:
            return True
        if pid <= 1:
            return False
    return False


def _clone(one: Confined, call: str, args: tuple[int, ...], task: Task) -> Verdict:
    if call == "clone" and args[0] & NEW_SPACES:
        return _refused(one, call, args, task)
    one.tasks += 1
    if one.tasks > one.most_tasks:  # what has ended since was counted too
        one.tasks = 1 + sum(_threads(pid) for pid in members(one))
    if one.tasks <= one.most_tasks:
        return GO_ON
    kind = "thread" if call == "clone" and args[0] & CLONE_THREAD else "process"
    return Verdict(False, errno.EAGAIN, "limit", f"{kind} {one.most_tasks}", "refused")


def _threads(pid: int) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return 0


# -- files --------------------------------------------------------------------------------------------------------


def _write(one: Confined, call: str, args: tuple[int, ...], task: Task) -> Verdict:
    path = task.path(*(args[:2] if call == "openat" else (_AT_FDCWD, args[0])))
    if _own_file(one, path):
        return GO_ON
    return Verdict(True, 0, "write", path, "refused")


def _own_file(one: Confined, path: str) -> bool:
    return path in one.also or path.startswith((f"{one.data}/", "/dev/", "/proc/self/", f"/proc/{one.pid}/"))


def _change(one: Confined, call: str, args: tuple[int, ...], task: Task) -> Verdict:
    """What Landlock does not see is not done at all; the app's own files are not worth a word."""
    if call == "listen":
        return Verdict(False, errno.EACCES, "listen", "a port", "refused")
    if call in ("fchmod", "fchown", "fsetxattr", "fremovexattr"):
        path = _of(task, args[0])
    else:
        at = call.endswith("at") or call.endswith("at2")
        path = task.path(*(args[:2] if at else (_AT_FDCWD, args[0])))
    if _own_file(one, path):
        return Verdict(False, errno.EPERM)
    return Verdict(False, errno.EPERM, "write", f"{path} ({call})", "refused")


def _of(task: Task, handle: int) -> str:
    try:
        return os.readlink(f"/proc/{task.tid}/fd/{handle & 0xFFFFFFFF}")  # noqa: PTH115 - it may be no path
    except OSError:
        return "?"


_Judge = Callable[[Confined, str, tuple[int, ...], Task], Verdict]
_TABLE: dict[str, _Judge] = {
    **dict.fromkeys([*NO_NAMESPACE, "utimensat"], _change),
    **dict.fromkeys(("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"), _signal),
    **dict.fromkeys(("openat", "open", "creat"), _write),
    **dict.fromkeys(("clone", "fork", "vfork"), _clone),
    **dict.fromkeys(("execve", "execveat"), _exec),
    **dict.fromkeys(("sendto", "sendmsg", "sendmmsg"), _send),
    "connect": _connect,
    "socket": _socket,
    "ptrace": _trace,
}

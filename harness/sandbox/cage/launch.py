"""The program that confines itself and becomes the app: ``python -I -S -c ... CONTROL`` (see :mod:`.start`).

It has no part in the device: a process of its own, with the standard library alone, because namespaces are for
programs with one thread. CONTROL is the descriptor of a socket on which it is told what to do and tells how it went
(``marshal``):

- ``level``: ``network`` makes the device's user and network namespace and sends them, with unused sockets in it;
  ``full`` and ``live`` (which shares the machine's network) build a world in namespaces; ``partial`` uses Landlock.
- It answers ``pid`` (the app's, with the descriptor of seccomp's listener), or ``error``.

With namespaces two processes stay besides the app: this one, which passes on how the app ended, and the first of the
pid namespace, with which all others in it end. Without, this one takes in every process that the app leaves behind, and
ends it.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]  # without its enums, which cost a fifth of the start
import _socket
import marshal
import os
import resource
import struct
import sys
from fcntl import ioctl

from . import kernel, landlock, world

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

UID = 10123
"""An app's uid as Android numbers them. Not 0, so that exec drops every capability."""
_TRIES = 200
_FAILED = 125
_SPARE_SOCKETS = 24


_Ends = tuple[tuple[int, int], tuple[int, int]]


class _Control:
    """The socket to the device."""

    def __init__(self, handle: int) -> None:
        self._socket = _socket.socket(fileno=handle)

    def order(self) -> dict[str, Any]:
        return dict(marshal.loads(self._socket.recv(1 << 18)))  # noqa: S302 - our own parent wrote it

    def tell(self, answer: dict[str, Any], handles: list[int] | None = None) -> None:
        rights = (
            [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack(f"{len(handles)}i", *handles))] if handles else []
        )
        self._socket.sendmsg([marshal.dumps(answer)], rights)

    def close(self) -> None:
        self._socket.close()


def main() -> NoReturn:
    """Do as told, or tell why not."""
    control = _Control(int(sys.argv[1]))
    try:
        order = control.order()
        level = order["level"]
        kernel.prctl(kernel.SET_PDEATHSIG, signal.SIGTERM if level == "partial" else signal.SIGKILL)
        if os.getppid() != order["parent"]:
            os._exit(_FAILED)
        if level == "network":
            _network(control)
        elif level == "partial":
            _partial(order, control)
        else:
            _namespaces(order, control)
    except OSError as error:
        _give_up(control, error)
    os._exit(0)


def _give_up(control: _Control, error: OSError) -> NoReturn:
    control.tell({"error": error.strerror or str(error)})
    os._exit(_FAILED)


def _own_user(more: int) -> None:
    """Go into namespaces of our own, in which this user is an app's."""
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kernel.NEWUSER | more)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{UID} {uid} 1"), ("gid_map", f"{UID} {gid} 1")):
        handle = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(handle, text.encode())
        os.close(handle)


def _network(control: _Control) -> None:
    """A network with nothing but a loopback. A socket belongs to the network in which it was made, whoever uses it."""
    _own_user(kernel.NEWNET)
    made = [_socket.socket(_socket.AF_INET, _socket.SOCK_STREAM) for _ in range(_SPARE_SOCKETS)]
    ioctl(made[0].fileno(), 0x8914, struct.pack("16sh14s", b"lo", 0x1 | 0x40, b""))  # SIOCSIFFLAGS: up, running
    spaces = [os.open(f"/proc/self/ns/{name}", os.O_RDONLY) for name in ("user", "net")]
    control.tell({"spaces": 2}, [*spaces, *(one.fileno() for one in made)])


# -- with namespaces ----------------------------------------------------------------------------------------------


def _namespaces(order: dict[str, Any], control: _Control) -> None:
    if order["level"] == "full":
        for handle, kind in zip(order["spaces"], (kernel.NEWUSER, kernel.NEWNET), strict=True):
            kernel.setns(handle, kind)
            os.close(handle)
    else:
        _own_user(0)
    kernel.unshare(kernel.NEWNS | kernel.NEWPID | kernel.NEWIPC | kernel.NEWUTS | kernel.NEWCGROUP)
    result, told = os.pipe()
    first = os.fork()
    if first == 0:
        _first_process(order, told)
    os.close(told)
    if (text := os.read(result, 4096)) != b"ready":
        raise OSError(0, text.decode("utf-8", "replace") or "the first process of the namespace ended")
    os.close(result)
    os.chdir("/")
    if order["command"] is None:
        control.tell({"pid": 0})
        return
    ends = os.pipe(), os.pipe()
    pid = _app_process(first + 1)
    if pid == 0:
        _become(order, ends)
    _hand_over(control, pid, ends)
    _, status = os.waitpid(pid, 0)
    os.kill(first, signal.SIGKILL)  # and with it all that are left
    os.waitpid(first, 0)
    _end_like(status)


def _first_process(order: dict[str, Any], told: int) -> NoReturn:
    """Build the world; then take in, for ever, what lost its parent."""
    try:
        kernel.prctl(kernel.SET_PDEATHSIG, signal.SIGKILL)
        world.build(order["root"], read=order["read"], write=order["write"])
    except OSError as error:
        os.write(told, (error.strerror or str(error)).encode())
        os._exit(_FAILED)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    os.write(told, b"ready")
    os.closerange(0, 1 << 20)
    while True:
        _reap()
        signal.sigwait([signal.SIGCHLD])


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _app_process(guess: int) -> int:
    """Fork the app's process so that its id inside is the one outside: both sides mean the same by a pid.

    The id outside cannot be chosen (that takes a privilege there), the one inside can: it is guessed what comes next.
    """
    for _ in range(_TRIES):
        gate, opened = os.pipe()
        try:
            pid = kernel.fork_as(guess)
        except OSError:  # no such call here, or no such id: any will do
            break
        if pid == 0:
            os.close(opened)
            if os.read(gate, 1) != b"g":
                os._exit(_FAILED)
            os.close(gate)
            return 0
        os.close(gate)
        if pid == guess:
            os.write(opened, b"g")
            os.close(opened)
            return pid
        os.close(opened)
        os.waitpid(pid, 0)
        guess = pid + 1
    return os.fork()


def _end_like(status: int) -> NoReturn:
    """End as the app did."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status))


# -- without ------------------------------------------------------------------------------------------------------


def _partial(order: dict[str, Any], control: _Control) -> None:
    kernel.prctl(kernel.SET_CHILD_SUBREAPER, 1)
    if order["command"] is None:
        kernel.prctl(kernel.SET_NO_NEW_PRIVS, 1)
        _restrict(order)
        control.tell({"pid": 0})
        return
    ends = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(order, ends)
    signal.signal(signal.SIGTERM, lambda *_: _kill(pid))  # the device is gone
    _hand_over(control, pid, ends)
    while (found := os.waitpid(-1, 0))[0] != pid:
        pass
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # whether it is or not: what the app has left ends now
    while _end_children():
        pass
    _end_like(found[1])


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:  # raised from a signal it would end this process, which has children to end
        pass


def _restrict(order: dict[str, Any]) -> None:
    """Put the rules on: made by who they are for, since ``/proc/self`` is among what may be read."""
    landlock.restrict(
        landlock.ruleset(read=order["read"], run=order["run"], write=order["write"], network=order["network"])
    )


def _end_children() -> bool:
    """Kill what is a child of this process by now; what those leave is one the next time. False: none is left."""
    me, killed = os.getpid(), 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                handle = os.open(f"/proc/{name}/stat", os.O_RDONLY)
                parent = os.read(handle, 4096).rpartition(b")")[2].split()[1]
                os.close(handle)
                if int(parent) == me:
                    os.kill(int(name), signal.SIGKILL)
                    killed += 1
            except (OSError, IndexError):
                continue
    try:
        for _ in range(killed):
            os.waitpid(-1, 0)
    except ChildProcessError:
        return False
    return killed > 0


# -- the app ------------------------------------------------------------------------------------------------------


def _hand_over(control: _Control, pid: int, ends: _Ends) -> None:
    """Take the listener of the app's filter, which itself can send nothing any more, and let the app begin."""
    (told, tell), (wait, let) = ends
    os.close(tell)
    os.close(wait)
    if (text := os.read(told, 4096)).isdigit():
        handle = kernel.taken(pid, int(text))
        control.tell({"pid": pid}, [handle])
        os.close(handle)
        os.write(let, b"g")
    else:
        control.tell({"error": text.decode("utf-8", "replace") or "the process ended at once"})
    os.close(told)
    os.close(let)
    control.close()


def _become(order: dict[str, Any], ends: _Ends) -> NoReturn:
    """Give up what is left, and become the app's program."""
    (_, tell), (wait, let) = ends
    os.close(let)
    filtered = False
    try:
        kernel.prctl(kernel.SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        for what, most in order["limits"]:
            _, hard = resource.getrlimit(what)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (most, most))
        try:
            kernel.prctl(kernel.SET_PTRACER, -1)  # with Yama only ancestors may attach otherwise, and Frida is none
        except OSError:  # no Yama
            pass
        os.chdir(order["cwd"])
        kernel.prctl(kernel.SET_NO_NEW_PRIVS, 1)
        if order["level"] == "partial":
            kernel.drop_capabilities()
            _restrict(order)
        listener = kernel.seccomp(order["filter"])
        filtered = True
        os.write(tell, str(listener).encode())
        if os.read(wait, 1) == b"g":
            os.closerange(3, 1 << 20)
            command = order["command"]
            os.execve(command[0], command, order["environment"])  # noqa: S606 - no shell is meant
    except OSError as error:
        os.write(2 if filtered else tell, f"{error.strerror or error}\n".encode())
    os._exit(_FAILED)

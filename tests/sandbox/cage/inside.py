"""Runs confined, and tries what a confined app must not be able to; prints what came of each as JSON.

Called with JSON: ``port`` (a listener of the machine), ``forward`` (one that the app may reach), ``secret`` (a file),
``abstract`` and ``unix`` (sockets of the machine), ``victim`` (a process).
"""

import ctypes
import errno
import json
import os
import socket
import sys
import time

given = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
ARM = os.uname().machine == "aarch64"
found = {}


def attempt(name, action):
    try:
        found[name] = repr(action())
    except OSError as error:
        found[name] = errno.errorcode.get(error.errno, str(error))


def call(number, *args):
    if libc.syscall(number, *args) < 0:
        raise OSError(ctypes.get_errno(), "")
    return "done"


def tcp(host, port, family=socket.AF_INET):
    with socket.socket(family) as one:
        one.settimeout(20)
        one.connect((host, port))
        return one.recv(5)


def udp(host, port, way):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        if way == "sendto":
            return one.sendto(b"x", (host, port))
        if way == "sendmsg":
            return one.sendmsg([b"x"], [], 0, (host, port))
        one.connect((host, port))
        return one.send(b"x")


def fast_open(host, port):
    with socket.socket() as one:
        return one.sendto(b"secret", 0x20000000, (host, port))


def unix(name):
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(name)


def write(path):
    with open(path, "w") as file:
        file.write("x")
    return "wrote"


def run(path):
    pid = os.fork()
    if pid == 0:
        try:
            os.execv(path, [path])
        except OSError as error:
            os._exit(error.errno)
    return os.WEXITSTATUS(os.waitpid(pid, 0)[1])


attempt("forward", lambda: tcp("127.0.0.1", given["forward"]))
attempt("forward_mapped", lambda: tcp("::ffff:127.0.0.1", given["forward"], socket.AF_INET6))  # as a JVM connects
attempt("loopback", lambda: tcp("127.0.0.1", given["port"]))
attempt("outside", lambda: tcp("192.0.2.1", 80))
attempt("outside_forward", lambda: tcp("192.0.2.1", given["forward"]))
attempt("outside6", lambda: tcp("2001:db8::1", 80, socket.AF_INET6))
for way in ("sendto", "sendmsg", "connect"):
    attempt(f"udp_{way}", lambda way=way: udp("192.0.2.2", 53, way))
attempt("fast_open", lambda: fast_open("192.0.2.3", 80))
attempt("unix", lambda: unix(given["unix"]))
attempt("abstract", lambda: unix("\0" + given["abstract"]))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("read", lambda: open(given["secret"]).read())
attempt("write", lambda: write(given["secret"]))
attempt("own", lambda: write("own.txt"))
attempt("chmod", lambda: os.chmod(given["secret"], 0o777))
attempt("truncate", lambda: os.truncate(given["secret"], 0))
attempt("exec", lambda: run("/bin/true"))
attempt("signal", lambda: os.kill(given["victim"], 0))
attempt("own_signal", lambda: os.kill(os.getpid(), 0))
attempt("trace", lambda: call(117 if ARM else 101, 16, given["victim"], 0, 0))
attempt("unshare", lambda: call(97 if ARM else 272, 0x10000000))
attempt("mount", lambda: call(40 if ARM else 165, b"none", b"/", b"tmpfs", 0, 0))
attempt("io_uring", lambda: call(425, 8, 0))
attempt("memfd", lambda: call(279 if ARM else 319, b"x", 0))
attempt("limit_of_other", lambda: call(261 if ARM else 302, given["victim"], 7, 0, 0))
attempt("victim", lambda: open(f"/proc/{given['victim']}/environ").read())
found["status"] = [line.split() for line in open("/proc/self/status") if line.startswith(("CapEff", "CapBnd", "NoNew"))]
found["environment"] = sorted(os.environ)
found["pid"] = os.getpid()
found["ipv6"] = bool(open("/proc/net/if_inet6").read())
attempt("settings", lambda: os.listdir("/proc/sys"))
attempt("symbols", lambda: open("/proc/kallsyms").read(100))
attempt("processes", lambda: [name for name in os.listdir("/proc") if name.isdigit()])
if os.fork() == 0:  # one that would outlive the run
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
print(json.dumps(found))
sys.stdout.flush()
time.sleep(0.05)

"""The proxy's certificate authority in the system's trust store, and out of it again.

Apps that target Android 7 or later trust the system's store only (Android's Network security configuration guide).
Up to Android 13 (API 33) the store usually is ``/system/etc/security/cacerts``, on a read-only partition: a tmpfs with
the old certificates and the new one is mounted over it in init's mount namespace, whence it reaches every process. From
Android 14 (API 34) it is read from the conscrypt APEX, ``/apex/com.android.conscrypt/cacerts``, whose mounts are
private to each process: the same tmpfs is bound there in the namespaces of init, of each zygote (new apps inherit it)
and of each app that runs already. Sources: https://httptoolkit.com/blog/android-14-install-system-ca-certificate/;
AOSP ``TrustedCertificateStore.java``, ``apexd`` and ``Zygote.cpp`` (``MS_PRIVATE`` / ``MS_SLAVE``).
Nothing of it survives a reboot.
"""

import hashlib
import re
import secrets
import shlex

from cryptography import x509

from harness.capture.device.errors import ChangeRefused, DeviceError, NoRoot
from harness.capture.device.journal import Command, Mounts
from harness.capture.device.link import outputs
from harness.capture.device.link.link import Link
from harness.capture.device.link.namespaces import SCRIPT_SECONDS, staging, within
from harness.capture.device.link.outputs import one_line

SYSTEM_STORE = "/system/etc/security/cacerts"
APEX_STORE = "/apex/com.android.conscrypt/cacerts"
APEX_SINCE = 34
_CONTEXT = "u:object_r:system_security_cacerts_file:s0"
_OLD_CONTEXT = "u:object_r:system_file:s0"


def subject_hash_old(certificate: x509.Certificate) -> str:
    """Return the name a certificate has in Android's store: OpenSSL's ``-subject_hash_old``, 8 hex digits."""
    digest = hashlib.md5(certificate.subject.public_bytes(), usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"


def trust(link: Link, certificate_pem: bytes) -> str:
    """Make the system trust a certificate; return the path where apps find it.

    Raises :class:`NoRoot` on a device that gives no root, :class:`ChangeRefused` when the store does not show the
    certificate afterwards.
    """
    if link.root is None:
        raise NoRoot(
            f"The device {link.serial} gives no root, and the system's trust store needs it: without it apps do not "
            "trust the proxy. Use an emulator image without Google Play or a rooted device, or have the app repackaged "
            "with --frida-gadget FILE."
        )
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    name = f"{subject_hash_old(certificate)}.0"
    store, stores = _stores(link)
    token = f"harness-{secrets.token_hex(4)}"
    link.change(f"the certificates in {SYSTEM_STORE}", Mounts(token=token, target=SYSTEM_STORE), volatile=True)
    _overlay(link, token, store, certificate_pem, name)
    namespaces = ["1"]
    if APEX_STORE in stores:
        namespaces = _namespaces(link)
        link.change(f"the certificates in {APEX_STORE}", Mounts(token=token, target=APEX_STORE), volatile=True)
        _bind(link, token, namespaces)
    _check(link, store, name, certificate_pem, namespaces)
    return f"{store}/{name}"


def _stores(link: Link) -> tuple[str, list[str]]:
    """Return the store that apps read, and every one that there is.

    Which is there is looked at, not told by the API level: a ROM or an update of the conscrypt module may differ from
    it (``TrustedCertificateStore.shouldUseApex`` asks for both). With the same certificates in each it does not matter
    whom a library asks.
    """
    if link.shell(["test", "-d", APEX_STORE]).code != 0:
        return SYSTEM_STORE, [SYSTEM_STORE]
    return APEX_STORE if link.api_level >= APEX_SINCE else SYSTEM_STORE, [SYSTEM_STORE, APEX_STORE]


def _overlay(link: Link, token: str, store: str, pem: bytes, name: str) -> None:
    """Mount a tmpfs that holds the old certificates and the new one over the system's store, seen from init."""
    copy = staging(token)
    link.change(f"the directory {copy}", Command(argv=["rm", "-rf", copy], root=True))
    # What is trusted now, wherever it lies: the copy is made before anything is mounted over it.
    link.must_sudo("sh", "-c", f"mkdir -p -m 700 {copy} && cp -R {store}/. {copy}")
    link.write_root(pem, f"{copy}/{name}")
    fill = (
        f"test -d {copy} && mount -t tmpfs {token} {SYSTEM_STORE} && cp -R {copy}/. {SYSTEM_STORE} && "
        f"chown -R 0:0 {SYSTEM_STORE} && chmod -R u=rwX,go=rX {SYSTEM_STORE}"
    )
    link.must_sudo(*within(link, "1", "sh", "-c", fill))
    # Without its label SELinux keeps apps from reading the store. Devices before Android 8 know only the older one,
    # and one without SELinux (containers, the sandbox) knows none.
    label = f"chcon -R {_CONTEXT} {SYSTEM_STORE} || chcon -R {_OLD_CONTEXT} {SYSTEM_STORE}"
    link.sudo(within(link, "1", "sh", "-c", label))


def _namespaces(link: Link) -> list[str]:
    """Return the pids whose mount namespaces matter: init, the zygotes, and the zygotes' children that run now."""
    zygotes = [pid for name in ("zygote64", "zygote") for pid in link.shell(["pidof", name]).stdout.split()]
    if not zygotes:
        raise DeviceError(f"No zygote runs on {link.serial}: is Android up? 'getprop sys.boot_completed' must be 1.")
    running = outputs.processes(link.must_sudo("ps", "-A", "-o", "PID,PPID,NAME"))
    children = [str(row.pid) for row in running if str(row.parent) in zygotes]
    return [pid for pid in dict.fromkeys(["1", *zygotes, *children]) if pid.isdigit()]


def _bind(link: Link, token: str, pids: list[str]) -> None:
    """Mount the filled store over the APEX's in the namespaces of these processes, all of them in one script.

    Raises :class:`ChangeRefused` for one that is still there and does not take it.
    """
    bind = f"test -d {staging(token)} && mount --bind {SYSTEM_STORE} {APEX_STORE}"
    parts = []
    for pid in pids:
        mount = shlex.join(within(link, pid, "sh", "-c", bind))
        # What fails in a process that ended meanwhile is no failure.
        parts.append(f"( {mount} || ( test -e /proc/{pid} && echo refused {pid} ) ) &")
    done = link.sudo(["sh", "-c", "\n".join([*parts, "wait"])], timeout=SCRIPT_SECONDS)
    refused = re.findall(r"^refused (\d+)$", done.stdout, re.MULTILINE)
    if refused:
        said = one_line(done.stderr, 200)
        raise ChangeRefused(f"Cannot mount over {APEX_STORE} for process {refused[0]} on {link.serial}: {said}.")


def _check(link: Link, store: str, name: str, pem: bytes, namespaces: list[str]) -> None:
    """See that each process finds the certificate, in one script."""
    parts = []
    for pid in namespaces:
        read = shlex.join(within(link, pid, "cat", f"{store}/{name}"))
        parts.append(f"echo '== {pid}'; {read} || test -e /proc/{pid} || echo ended")
    said = link.sudo(["sh", "-c", "\n".join(parts)], timeout=SCRIPT_SECONDS).stdout
    wanted = pem.decode("ascii", "replace").strip()
    found = dict(re.findall(r"^== (\d+)\n(.*?)(?=^== |\Z)", said, re.MULTILINE | re.DOTALL))
    for pid in namespaces:
        if found.get(pid, "").strip() not in (wanted, "ended"):
            raise ChangeRefused(f"The certificate does not appear in {store} of process {pid} on {link.serial}.")

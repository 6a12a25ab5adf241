"""The proxy's certificate authority in the system's trust store, and out of it again.

Apps that target Android 7 or later trust the system's store only (Android's Network security configuration guide).
Up to Android 13 (API 33) the store is ``/system/etc/security/cacerts``, on a read-only partition: a tmpfs with the old
certificates and the new one is mounted over it in init's mount namespace, from where it reaches every process. From
Android 14 (API 34) the store is read from the conscrypt APEX, ``/apex/com.android.conscrypt/cacerts``, whose mounts are
private to each process: the same tmpfs is bound there in the namespaces of init, of each zygote (new apps inherit it)
and of each app that runs already. Sources: https://httptoolkit.com/blog/android-14-install-system-ca-certificate/;
AOSP ``TrustedCertificateStore.java``, ``apexd`` and ``Zygote.cpp`` (``MS_PRIVATE`` / ``MS_SLAVE``).
Nothing of it survives a reboot.
"""

import hashlib
import secrets

from cryptography import x509

from harness.capture.device import outputs
from harness.capture.device.errors import ChangeRefused, DeviceError, NoRoot
from harness.capture.device.journal import Command, Mounts
from harness.capture.device.link import Link
from harness.capture.device.namespaces import within

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
    store = APEX_STORE if link.api_level >= APEX_SINCE else SYSTEM_STORE
    token = f"harness-{secrets.token_hex(4)}"
    link.change(f"the certificates in {SYSTEM_STORE}", Mounts(token=token, target=SYSTEM_STORE), volatile=True)
    _overlay(link, token, store, certificate_pem, name)
    namespaces = ["1"]
    if store == APEX_STORE:
        namespaces = _namespaces(link)
        link.change(f"the certificates in {APEX_STORE}", Mounts(token=token, target=APEX_STORE), volatile=True)
        for pid in namespaces:
            _bind(link, pid, store)
    _check(link, store, name, certificate_pem, namespaces)
    return f"{store}/{name}"


def _overlay(link: Link, token: str, store: str, pem: bytes, name: str) -> None:
    """Mount a tmpfs that holds the old certificates and the new one over the system's store, seen from init."""
    copy = f"/data/local/tmp/{token}"
    link.change(f"the directory {copy}", Command(argv=["rm", "-rf", copy], root=True))
    # What is trusted now, wherever it lies: the copy is made before anything is mounted over it.
    link.must_sudo("sh", "-c", f"mkdir -p -m 700 {copy} && cp -R {store}/. {copy}")
    link.write_root(pem, f"{copy}/{name}")
    fill = (
        f"mount -t tmpfs {token} {SYSTEM_STORE} && cp -R {copy}/. {SYSTEM_STORE} && chown -R 0:0 {SYSTEM_STORE} && "
        f"chmod -R u=rwX,go=rX {SYSTEM_STORE}"
    )
    link.must_sudo(*within(link, "1", "sh", "-c", fill))
    # Without its label SELinux keeps apps from reading the store. Devices before Android 8 know only the older one,
    # and one without SELinux (containers, the sandbox) knows none.
    label = f"chcon -R {_CONTEXT} {SYSTEM_STORE} || chcon -R {_OLD_CONTEXT} {SYSTEM_STORE}"
    link.sudo(within(link, "1", "sh", "-c", label))
    link.must_sudo("rm", "-rf", copy)


def _namespaces(link: Link) -> list[str]:
    """Return the pids whose mount namespaces matter: init, the zygotes, and the zygotes' children that run now."""
    zygotes = [pid for name in ("zygote64", "zygote") for pid in link.shell(["pidof", name]).stdout.split()]
    if not zygotes:
        raise DeviceError(f"No zygote runs on {link.serial}: is Android up? 'getprop sys.boot_completed' must be 1.")
    running = outputs.processes(link.must_sudo("ps", "-A", "-o", "PID,PPID,NAME"))
    children = [str(row.pid) for row in running if str(row.parent) in zygotes]
    return [pid for pid in dict.fromkeys(["1", *zygotes, *children]) if pid.isdigit()]


def _bind(link: Link, pid: str, store: str) -> None:
    result = link.sudo(within(link, pid, "mount", "--bind", SYSTEM_STORE, store))
    if result.code != 0:
        if link.sudo(["test", "-e", f"/proc/{pid}"]).code != 0:  # it ended meanwhile
            return
        raise ChangeRefused(f"Cannot mount over {store} for process {pid} on {link.serial}: {result.stderr.strip()}.")


def _check(link: Link, store: str, name: str, pem: bytes, namespaces: list[str]) -> None:
    for pid in namespaces:
        found = link.sudo(within(link, pid, "cat", f"{store}/{name}"))
        if found.code != 0 and link.sudo(["test", "-e", f"/proc/{pid}"]).code != 0:
            continue
        if found.stdout.strip() != pem.decode("ascii", "replace").strip():
            raise ChangeRefused(f"The certificate does not appear in {store} of process {pid} on {link.serial}.")

"""Installing through a session of the package manager: one APK or many, each streamed, all or nothing.

Sources: AOSP ``PackageManagerShellCommand.java`` (``install-create``, ``install-write``, ``install-commit``; ``-S`` the
size, ``-`` the standard input); before Android 7 there is no ``cmd`` and the APKs are files on the device.
"""

import re
import secrets
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from harness.app.opened import open_app
from harness.app.splits import Obb, Split
from harness.capture.device.errors import DeviceError
from harness.capture.device.install.choose import choose_splits, device_spec
from harness.capture.device.install.failures import failure
from harness.capture.device.journal import Command
from harness.capture.device.link import outputs
from harness.capture.device.link.link import Link
from harness.capture.device.link.outputs import one_line
from harness.files.scratch import owned

CMD_SINCE = 24
BYPASS_SINCE = 34
"""From Android 14 on an app that targets Android 5 (6 from Android 15 on) or older is refused, unless ``adb`` says not
to: https://developer.android.com/about/versions/14/behavior-changes-all#minimum-target-api-level. An older ``pm`` does
not know the flag."""
INSTALL_SECONDS = 600.0
_SESSION = re.compile(r"Success: created install session \[(\d+)\]")
Change = Callable[[list[Split], Path], list[Split]]
"""Makes other APKs of the chosen ones, below a directory of its own."""


class Chosen(msgspec.Struct):
    """An app that was installed, and the names of the splits that were chosen (the base's is empty)."""

    package: str
    splits: list[str]


def install(
    link: Link,
    path: Path,
    *,
    grant_all: bool,
    replace: bool = False,
    update: bool = False,
    change: Change | None = None,
) -> Chosen:
    """Install an app file and return what was.

    ``update``: over a version that the run itself has installed; its data stays, and its removal is planned already.
    ``change`` is given the chosen APKs; what it returns is installed.

    Raises :class:`InstallError` for the platform's refusals, :class:`ArchiveRefused`, :class:`WrongAbi`, and
    :class:`DeviceError` when the app is there already and ``replace`` does not allow to lose its data.
    """
    with tempfile.TemporaryDirectory(prefix=owned("harness-app-")) as work, open_app(path, link.api_level) as files:
        chosen = files.splits
        if len(files.splits) > 1:
            chosen = choose_splits(files, device_spec(link))
        package = chosen[0].package
        present = ["pm", "path", package]
        there = not update and link.shell(present).code == 0
        if there and not replace:
            raise DeviceError(
                f"{package} is on {link.serial} already, and a run would lose its data. Uninstall it there, or "
                "allow that with --replace-app."
            )
        if change is not None:
            chosen = change(chosen, Path(work))
        if there:
            link.shell(["pm", "uninstall", package], timeout=120)
        # Its data goes with it; expansion files and external directories are the platform's to remove.
        if not update:
            link.change(f"the app {package}", Command(argv=["pm", "uninstall", package], needed=present))
        _push_expansions(link, package, files.obbs)
        _session(link, path.name, chosen, grant_all)
    return Chosen(package, [split.name for split in chosen])


def _session(link: Link, shown: str, splits: list[Split], grant_all: bool) -> None:
    flags = ["-r", "-t", *(["-g"] if grant_all else [])]
    if link.api_level >= BYPASS_SINCE:
        flags.append("--bypass-low-target-sdk-block")
    total = sum(split.path.stat().st_size for split in splits)
    pm = ["cmd", "package"] if link.api_level >= CMD_SINCE else ["pm"]
    created = link.shell([*pm, "install-create", *flags, "-S", str(total)])
    match = _SESSION.search(created.stdout)
    if match is None:
        raise _refused(link, shown, created.stdout + created.stderr)
    session = match[1]
    # A session that is over already cannot be abandoned, which is as good.
    abandon = Command(argv=["sh", "-c", f"{shlex.join([*pm, 'install-abandon', session])} || true"])
    number = link.change(f"the install session {session}", abandon)
    try:
        for index, split in enumerate(splits):
            said = _write(link, pm, session, f"{index}.apk", split.path)
            if "Success" not in said:
                raise _refused(link, shown, said)
        done = link.shell([*pm, "install-commit", session], timeout=INSTALL_SECONDS)
    except DeviceError:
        link.shell([*pm, "install-abandon", session])
        link.journal.forget(number)
        raise
    link.journal.forget(number)  # a session ends with its commit, whatever comes of it
    if "Success" not in done.stdout:
        raise _refused(link, shown, done.stdout + done.stderr)


def _write(link: Link, pm: list[str], session: str, name: str, path: Path) -> str:
    size = path.stat().st_size
    if pm == ["pm"]:
        place = f"/data/local/tmp/{secrets.token_hex(6)}.apk"
        link.change(f"the file {place}", Command(argv=["rm", "-f", place]))
        with path.open("rb") as file:
            link.push(file, place)
        done = link.shell([*pm, "install-write", "-S", str(size), session, name, place], timeout=INSTALL_SECONDS)
        link.shell(["rm", "-f", place])
        return done.stdout + done.stderr
    with path.open("rb") as file:
        return link.stream(f"cmd package install-write -S {size} {session} {name} -", file)


def _refused(link: Link, shown: str, said: str) -> DeviceError:
    found = outputs.install_failure(said) or outputs.Failure("", one_line(said))
    return failure(link.serial, shown, found.code, one_line(found.reason))


def _push_expansions(link: Link, package: str, obbs: list[Obb]) -> None:
    if not obbs:
        return
    directory = f"/sdcard/Android/obb/{package}"
    link.change(f"the expansion files of {package}", Command(argv=["rm", "-rf", directory]))
    link.must("mkdir", "-p", directory)
    for obb in obbs:
        if obb.target.split("/")[2] != package:
            raise DeviceError(f"The expansion {obb.target} belongs to another app than {package}.")
        with obb.path.open("rb") as file:
            link.push(file, f"/sdcard/{obb.target}")

"""Whether the sandbox can run an app: what the app's code names of Android, against what the sandbox's doubles have.

The sandbox is a stand-in, no Android: an app that it cannot run is told so before anything is started, by what is
missing, with the way on.
"""

import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from harness.app.dex import DexRefused
from harness.app.dex_refs import Defined, DexRefs, Member, read_refs
from harness.app.opened import apks
from harness.errors import BadInputError
from harness.files.names import shown
from harness.sandbox.runtime.offers import Offered, offers

PLATFORM = ("android/", "dalvik/", "com/android/", "org/apache/http/", "javax/microedition/")
"""Packages that are Android's alone: what of the JDK's own an app names, the JVM has."""
ENOUGH = 0.9
"""From this share on an app is tried: what it lacks is said, and fails when it is called. Shells count as there."""
MOST_BYTES = 256 << 20
"""Bytes of code that are looked at."""
_SHOWN = 4
_NOTES = "dalvik/annotation/"
"""How a compiler notes signatures and inner classes in a dex: nothing that code would load."""
_DEX = re.compile(r"classes\d*\.dex")
_OBJECT = frozenset({"clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"})


class Fit(msgspec.Struct, frozen=True):
    """How far an app fits the sandbox.

    ``named`` counts the classes and members of Android that the app's code names, ``missing`` those that the sandbox
    lacks, ``shells`` the members that it has without doing what Android does. ``classes`` are the missing classes, what
    the app itself extends first, ``members`` missing members of classes that are there. ``libraries`` are its native
    ones, which no JVM loads.
    """

    named: int = 0
    missing: int = 0
    shells: int = 0
    classes: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The share of what the app names that is there."""
        return 1 - self.missing / self.named if self.named else 1.0

    @property
    def enough(self) -> bool:
        """Whether the app is worth a try."""
        return self.share >= ENOUGH and not self.libraries

    @property
    def lacks(self) -> list[str]:
        """What is missing, each by its name, behind how much there is of it."""
        if not self.missing and not self.libraries:
            return []
        return [
            f"{self.missing} of {self.named} classes and members of Android",
            *(f"class {name.replace('/', '.')}" for name in (*self.extended, *self.classes)),
            *self.members,
            *(f"library {name}" for name in self.libraries),
        ]

    @property
    def said(self) -> str:
        """How far it fits and what is missing, in words: what alone keeps it from being run comes first."""
        lacks = [
            *([f"native code ({', '.join(self.libraries[:2])})"] if self.libraries else []),
            *(f"no {name.replace('/', '.')}" for name in (*self.extended, *self.classes)[:_SHOWN]),
            *(f"no {name}" for name in self.members[: 0 if self.classes or self.extended else _SHOWN]),
            *([f"{self.shells} of {self.named} only as shells"] if self.shells else []),
        ]
        return f"fits {math.floor(100 * self.share)} %" + (
            f": {', '.join(shown(each) for each in lacks)}" if lacks else ""
        )


class UnfitError(BadInputError):
    """The sandbox cannot run this app."""


def check_fit(apk: Path) -> None:
    """Raise :class:`UnfitError` for an app that the sandbox cannot run."""
    fit = fit_of(apk)
    if not fit.enough:
        raise UnfitError(
            f"{shown(apk.name)} {fit.said}. The sandbox cannot run it: it needs a real device, and `harness doctor` "
            "says which there are; --anyway tries it."
        )


def fit_of(apk: Path) -> Fit:
    """Compare an app's files with the doubles. What cannot be read of them is left to who installs it.

    Raises ``ArchiveRefused`` for an archive that cannot be opened.
    """
    try:
        stat = apk.stat()
        return _fit(apk, (stat.st_mtime_ns, stat.st_size))
    except (DexRefused, zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
        return Fit()


@lru_cache(4)
def _fit(apk: Path, _state: tuple[int, int]) -> Fit:
    """``_state`` tells one content of the file from another: a run asks twice, a campaign's worker of many files."""
    names: set[str] = set()
    refs: list[DexRefs] = []
    with apks(apk) as parts:
        for _, path in parts:
            with zipfile.ZipFile(path) as archive:
                names |= set(archive.namelist())
                refs += [read_refs(data) for data in _dex_files(archive)]
    libraries = sorted({name.rpartition("/")[2] for name in names if name.startswith("lib/") and name.endswith(".so")})
    return compared(refs, libraries=libraries)


def _dex_files(archive: zipfile.ZipFile) -> Iterator[bytes]:
    left = MOST_BYTES
    for entry in archive.infolist():
        if _DEX.fullmatch(entry.filename):
            with archive.open(entry) as file:
                data = file.read(left + 1)
            left -= len(data)
            if left < 0:
                return
            yield data


def compared(refs: Iterable[DexRefs], *, libraries: Iterable[str] = ()) -> Fit:
    """Compare what dex files name with what the sandbox has."""
    parts = list(refs)
    own: dict[str, Defined] = {name: each for part in parts for name, each in part.defined.items()}
    there = offers()
    types = {name for part in parts for name in part.types if _is_platform(name) and name not in own}
    members = {member for part in parts for member in part.members}
    called = {place for member in members if (place := _of_platform(member, own)) is not None}
    lacking = {name for name in types if name not in there}
    extended = sorted(
        {name for each in own.values() for name in each.parents if name in lacking},
        key=lambda name: (not name.startswith("android/app/"), name),  # components first: they are best known
    )
    found = {m: _place(m, there) for m in called if m.owner not in lacking}
    absent = sorted(m for m, place in found.items() if place == "nowhere")
    orphans = [m for m in called if m.owner in lacking]
    return Fit(
        named=len(types) + len(called),
        missing=len(lacking) + len(absent) + len(orphans),
        shells=sum(place == "shell" for place in found.values()),
        classes=tuple(sorted(lacking - set(extended))),
        extended=tuple(extended),
        members=tuple(f"{m.owner.replace('/', '.')}.{m.name}" for m in absent),
        libraries=tuple(libraries),
    )


def _is_platform(name: str) -> bool:
    return name.startswith(PLATFORM) and not name.startswith(_NOTES)


def _of_platform(member: Member, own: dict[str, Defined]) -> Member | None:
    """Return the member as Android's, when that is where it is looked for; code names it by classes of the app, too."""
    waiting, seen = [member.owner], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if _is_platform(name) and name not in own:
            return Member(name, member.name, member.descriptor)
        if (each := own.get(name)) is None or (member.name, member.descriptor) in each.members:
            return None
        waiting += reversed(each.parents)
    return None


def _place(member: Member, there: dict[str, Offered]) -> str:
    """Where a member is, by itself or from above: ``double`` (the JDK's classes, too), ``shell`` or ``nowhere``."""
    key = (member.name, member.descriptor)
    if member.name in _OBJECT:
        return "double"
    for each in _lineage(member.owner, there):
        if each is None:
            return "double"
        if key in each.members:
            return "shell" if key in each.shells and member.name != "<init>" else "double"
    return "nowhere"


def _lineage(name: str, there: dict[str, Offered]) -> Iterator[Offered | None]:
    """The class and all above it; None for one of the JDK's that is not Object."""
    waiting, seen = [name], set[str]()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if at == "java/lang/Object":
            continue
        each = there.get(at)
        yield each
        if each is not None:
            waiting += each.parents

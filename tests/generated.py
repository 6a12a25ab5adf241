"""Rebuilds every committed file that is made from others: ``python -m tests.generated [--write] [PART OF A PATH...]``.

They are compared with what is committed; ``--write`` puts what differs in its place (twice where one is made from
another). What cannot be compared here is named with the reason: a program that is missing, or
another version of a compiler than the one that made the file. The code is 0 only when all that was compared is equal.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib import metadata, util
from pathlib import Path
from types import ModuleType

import msgspec

from harness.capture.scenario import json_schema
from harness.catalog import points as catalogue
from harness.evidence.calls import mapping
from harness.sandbox.runtime import build as doubles
from hooks.agent import build as agent
from hooks.agent.helper import build as helper
from hooks.gadget import build as gadget
from samples import build as samples
from samples import native as libraries
from tests.apps import build as apps
from tests.capture.agent import app, fakes
from tests.capture.unpin import pinned
from tests.explore.screens import drawn
from tests.hooks.invisible import app as invisible
from tests.hooks.points import app as rows

ROOT = Path(__file__).resolve().parent.parent
TEXTUAL = "textual 8.2.8"
"""With which the pictures of the screens were made: another one may draw otherwise."""
GIVEN = {
    "samples/debug.keystore": "a key that was made once",
    **dict.fromkeys(
        ("docs/images/calibration.png", "docs/images/calibration-zh.png"),
        "pictures of a page, taken by Chromium of a calibration of the sandbox",
    ),
    **dict.fromkeys(
        ("docs/images/report.png", "docs/images/report-phone-pdf.png", "docs/images/campaign-apps.png"),
        "pictures of pages, taken by Chromium of runs of sample apps",
    ),
    "harness/sandbox/runtime/shells/api.txt.xz": "Android's API, read out of a Debian source package",
    "tests/policy/fixtures/printed.pdf": "printed once by Chromium, whose PDFs differ from version to version",
    **dict.fromkeys(
        (f"tests/recordings/{name}/flows.mitm" for name in ("facelift-full", "lantern-accept")),
        "a run is different each time; python -m tests.recordings.build makes others",
    ),
    **dict.fromkeys(
        (
            f"tests/evidence/pcap/captures/{name}"
            for name in (
                "http1-tls12-sealed.pcap",
                "http1-tls12.pcapng",
                "http2-tls13-sealed.pcap",
                "http2-tls13.pcapng",
                "quic.pcap",
            )
        ),
        "TLS is different each time; python -m tests.evidence.pcap.samples makes others",
    ),
}
"""Committed files that look as if something had made them, and why nothing can make them again."""
_LOOKS_MADE = re.compile(r"(\.(apk|class|dex|jar|keystore|sha256|so)|/dist/.*|/schema\.json|/helperdex\.ts)$")

_LONGEST = 300
"""Characters of what a build says."""
_HEAD = 8000
"""Bytes in which git, too, looks for one that no text has."""

_JDK = ("javac 17",)
_DEX = ("javac 17", "android.jar and D8")
_APK = (*_DEX, "aapt", "zipalign", "apksigner")


@dataclass(frozen=True)
class Artefact:
    """A committed file. ``make`` returns it anew, given a folder of its own; ``needs`` are programs and versions."""

    path: str
    make: Callable[[Path], str | Path]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """``state`` is ``equal``, ``differs``, ``written`` or ``not compared``; ``why`` says more."""

    artefact: Artefact
    state: str
    why: str
    seconds: float


def artefacts() -> list[Artefact]:
    """Return every file that is made from others: a line each."""
    oaid = _script("samples/oaid-stub/build.py")
    native = [_script(f"samples/{app}/native/build.py").LIBRARY for app in ("escape", "probe")]
    return [
        Artefact("hooks/agent/dist/agent.js", lambda _: agent.compile_agent(), (f"frida {agent.built_by()}",)),
        Artefact("hooks/agent/helper/helper.dex", lambda to: helper.build(to / "x"), _DEX),
        Artefact("hooks/agent/helper/sources.sha256", lambda _: f"{helper.digest()}\n"),
        Artefact("hooks/agent/src/java/helperdex.ts", lambda _: helper.as_text(helper.DEX.read_bytes())),
        Artefact("hooks/gadget/loader.dex", lambda to: gadget.build(to / "x"), _DEX),
        Artefact("hooks/gadget/sources.sha256", lambda _: f"{gadget.digest()}\n"),
        Artefact("hooks/catalog/schema.json", lambda _: _json(json.loads(msgspec.json.encode(catalogue.schema())))),
        Artefact("harness/catalog/call_logs/schema.json", lambda _: _json(mapping.json_schema())),
        Artefact("scenarios/schema.json", lambda _: _json(json_schema())),
        Artefact("harness/sandbox/runtime/doubles.jar", lambda to: doubles.build(to / "x"), _JDK),
        Artefact("harness/sandbox/runtime/shells.jar", lambda to: doubles.build_shells(to / "x"), _JDK),
        *(
            Artefact(f"docs/images/explore-{name}.svg", lambda _, name=name: drawn.picture(name), (TEXTUAL,))
            for name in drawn.PICTURES
        ),
        *map(_app, samples.samples().values()),
        _app(samples.Sample(ROOT / "samples/account-stub/account")),
        *(Artefact(_path(oaid.apk(one)), lambda to, one=one: oaid.build(one, to / "x"), _APK) for one in oaid.STUBS),
        *(made for library in native for made in _native(library)),
        *(_app(samples.Sample(apps.HERE / name)) for name in apps.NAMES),
        Artefact("tests/capture/agent/app.jar", lambda to: app.build(to / "x"), _JDK),
        Artefact("tests/capture/agent/native/fakes.so", lambda to: fakes.build(to / "x"), ("cc 12",)),
        Artefact("tests/capture/agent/native/fakes.sha256", lambda _: f"{fakes.digest()}\n"),
        Artefact("tests/capture/unpin/pinned.jar", lambda to: pinned.build(to / "x"), _JDK),
        Artefact("tests/hooks/invisible/invisible.jar", lambda to: invisible.compile_to(to / "x"), _JDK),
        Artefact("tests/hooks/points/points.jar", lambda to: rows.compile_to(to / "x"), _JDK),
    ]  # fmt: skip


def _app(sample: samples.Sample) -> Artefact:
    return Artefact(_path(sample.apk), lambda to: samples.build(sample, to / "x"), _APK)


def _native(library: libraries.Library) -> list[Artefact]:
    """The library of each machine, and the digest of its source."""
    needs = ("clang 14", "lld 14")
    made = [
        Artefact(_path(library.path(abi)), lambda to, abi=abi: library.build(abi, to / "x"), needs)
        for abi in library.abis
    ]
    return [*made, Artefact(_path(library.kept_digest), lambda _: f"{library.digest()}\n")]


def _path(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _json(tree: object) -> str:
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


@cache
def _script(path: str) -> ModuleType:
    """Import a build script whose folder is no package's name."""
    spec = util.spec_from_file_location(re.sub(r"\W", "_", path.removesuffix(".py")), ROOT / path)
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@cache
def missing(need: str) -> str:
    """Return why something that a build needs is not there; empty when it is."""
    name, _, version = need.partition(" ")
    if need == "android.jar and D8":
        try:
            samples.fetch_tools(Path.home() / ".cache" / "harness" / "android-tools")
        except (SystemExit, OSError) as error:
            return f"{need} cannot be had: {error}"
        return ""
    if name == "textual":
        found_here = metadata.version(name)
        return "" if found_here == version else f"made by {need}, and here is {found_here}"
    if name == "frida":
        import frida

        return "" if frida.__version__ == version else f"made by {need}, and here is {frida.__version__}"
    program = "ld.lld" if name == "lld" else name
    if shutil.which(program) is None:
        return f"there is no {program} here"
    if not version:
        return ""
    option = "-version" if name == "javac" else "--version"
    said = subprocess.run([program, option], capture_output=True, text=True, check=False, timeout=60)
    first = (said.stdout + said.stderr).strip().partition("\n")[0]
    found = re.search(r"(\d+)\.\d+", first)
    return "" if found and found[1] == version else f"made by {need}, and here is {first!r}"


def compare(artefact: Artefact, *, write: bool = False) -> Compared:
    """Rebuild one file and compare it with the committed one; ``write`` puts it in its place when it differs."""
    begun = time.monotonic()
    state, why = "not compared", next((reason for need in artefact.needs if (reason := missing(need))), "")
    if not why:
        try:
            made = _made(artefact)
            why = _difference(made, artefact)
            if why and write:
                (ROOT / artefact.path).write_bytes(made)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a build that fails has made nothing equal
            why, write = f"building failed: {' '.join(str(error).split())[:_LONGEST]}", False
        state = "written" if why and write else "differs" if why else "equal"
    return Compared(artefact, state, why, time.monotonic() - begun)


def _made(artefact: Artefact) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = artefact.make(Path(folder))
        return made.encode() if isinstance(made, str) else made.read_bytes()


def _difference(made: bytes, artefact: Artefact) -> str:
    here = (ROOT / artefact.path).read_bytes()
    if made == here:
        return ""
    at = next((place for place, (one, two) in enumerate(zip(made, here, strict=False)) if one != two), None)
    where = "one begins as the other" if at is None else f"other from byte {at} on"
    return f"{len(here)} bytes here, {len(made)} made, {where}"


def unlisted(listed: Iterable[str]) -> list[str]:
    """Return committed files that look made and are in no table: by their names, or since they are no text.

    Raises ``OSError`` or ``CalledProcessError`` where there is no git, or no repository.
    """
    said = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    known = {*listed, *GIVEN}
    others = [path for path in said.stdout.split("\0") if path and path not in known and (ROOT / path).is_file()]
    return [path for path in others if _LOOKS_MADE.search(path) or b"\0" in (ROOT / path).read_bytes()[:_HEAD]]


def run(wanted: Sequence[Artefact], *, write: bool = False) -> Iterator[Compared]:
    """Compare, as many at a time as there are cores."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(partial(compare, write=write), wanted)


def main(words: Sequence[str]) -> int:
    """Compare what the words name, or all, and say what came out."""
    write, parts = "--write" in words, [word for word in words if word != "--write"]
    wanted = [one for one in artefacts() if not parts or any(part in one.path for part in parts)]
    if not wanted:
        sys.stderr.write(f"No committed file that is made from others has {' or '.join(parts)} in its path.\n")
        return 2
    counts = dict.fromkeys(("equal", "differs", *(["written"] if write else []), "not compared"), 0)
    for found in run(wanted, write=write):
        counts[found.state] += 1
        more = f": {found.why}" if found.why else ""
        sys.stdout.write(f"{found.state:12} {found.seconds:5.1f} s  {found.artefact.path}{more}\n")
        sys.stdout.flush()
    sys.stdout.write(", ".join(f"{count} {state}" for state, count in counts.items()) + "\n")
    if counts["differs"] and not write:
        sys.stdout.write("python -m tests.generated --write [PART OF A PATH...] puts what was made in its place.\n")
    return 1 if counts["differs"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The classes that load the gadget: built from these sources, one for each process; they load what they are told."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from harness.app.repackage.manifest import FACTORY, LOADERS, NAMES
from harness.app.repackage.repackage import loader
from harness.sandbox.runtime.translate import translate
from hooks.gadget import build as script

ROOT = Path(__file__).resolve().parents[3]
DOUBLES = Path(__file__).parent / "doubles"


def test_it_was_built_from_these_sources() -> None:
    assert script.DIGEST.read_text("utf-8").strip() == script.digest(), "run hooks/gadget/build.py"
    assert loader() == script.DEX.read_bytes()


@pytest.mark.debian
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if missing := [name for name in script.PROGRAMS if shutil.which(name) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    assert script.build(tmp_path / "again.dex").read_bytes() == script.DEX.read_bytes()


def test_it_has_a_class_for_each_process() -> None:
    for name in (FACTORY, *LOADERS):
        assert f"L{name.replace('.', '/')};".encode() in loader()


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The dex as it ships, translated, and doubles of what it uses of Android."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("needs a JDK")
    work = tmp_path_factory.mktemp("loader")
    with zipfile.ZipFile(work / "loader.apk", "w") as archive:
        archive.writestr("classes.dex", loader())
    jar = translate(work / "loader.apk", work / "cache")
    sources = [str(path) for path in sorted(DOUBLES.rglob("*.java"))]
    subprocess.run(["javac", "-nowarn", "-d", str(work), *sources], check=True, capture_output=True, timeout=500)
    return f"{work}:{jar}"


@pytest.mark.debian
@pytest.mark.parametrize("name", [LOADERS[0], LOADERS[-1]])
def test_it_loads_the_library_that_its_authority_names(classes: str, name: str) -> None:
    command = ["java", "-cp", classes, "Main", name, "com.example.app.p0.qwertz"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    assert said.startswith("no qwertz in java.library.path"), said


def started(classes: str, work: Path, *names: str) -> str:
    """What the factory says, made in an app whose names are these."""
    (work / NAMES).parent.mkdir(parents=True)
    (work / NAMES).write_text("\n".join(names), "utf-8")
    command = ["java", "-cp", f"{work}:{classes}", "Started", FACTORY]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


EVERYTHING = ["loader", "application A", "activity B", "receiver C", "service D", "provider E"]
PRESENT = "prefs"
"""A library that every JDK has."""


@pytest.mark.debian
def test_the_factory_loads_the_library_first_of_all(classes: str, tmp_path: Path) -> None:
    assert started(classes, tmp_path, "qwertz", "no.such.Class").startswith("no qwertz in java.library.path")


@pytest.mark.debian
@pytest.mark.parametrize(("own", "who"), [("", FACTORY), ("Own", "Own")])
def test_it_leaves_everything_to_the_app_s_own_factory(classes: str, tmp_path: Path, own: str, who: str) -> None:
    said = started(classes, tmp_path, PRESENT, *([own] if own else []))
    assert said.splitlines() == [f"{who} {what}" for what in EVERYTHING]


@pytest.mark.debian
def test_a_factory_of_the_app_s_that_is_not_there(classes: str, tmp_path: Path) -> None:
    """The platform then takes its own, as it does without us."""
    said = started(classes, tmp_path, PRESENT, "no.such.Class")
    assert said.startswith("the platform's own: java.lang.ClassNotFoundException: no.such.Class")

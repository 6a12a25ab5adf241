"""Small apps of the tests, built with the same tools as the samples: ``python tests/apps/build.py``.

``choir`` reads in several processes; ``flinch`` looks for Frida and ends when it finds it. The APKs are committed, with
a digest of their sources in them, so that the tests need no Android tools.
"""

import importlib.util
import sys
import zipfile
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
NAMES = ("choir", "flinch")


def apk(name: str) -> Path:
    """An app's APK; fails when it is not built from the sources that are here."""
    path = HERE / name / f"{name}.apk"
    builder = _builder()
    with zipfile.ZipFile(path) as archive:
        built = archive.read(builder.DIGEST_ASSET).decode().strip()
    assert built == builder.sources_digest(HERE / name), "run python tests/apps/build.py"
    return path


def _builder() -> ModuleType:
    place = HERE.parents[1] / "samples" / "lantern" / "build.py"
    spec = importlib.util.spec_from_file_location("sample_build", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    for one in NAMES:
        sys.stdout.write(f"{_builder().build(HERE / one / f'{one}.apk', home=HERE / one)}\n")

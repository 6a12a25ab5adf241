"""Where the test of a module stands: ``harness/x/y.py`` is tested in ``tests/x/test_y.py``.

``python -m tests.mirror`` prints how far that is so. What is not so yet stands in ``mirror.txt``, which may only
shrink.
"""

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("mirror.txt")
_NO_IDEA_OF_THEIR_OWN = ("__init__.py", "__main__.py")


def modules() -> list[str]:
    """The modules that are to have a test, as paths below ``harness``."""
    top = ROOT / "harness"
    found = [path for path in top.rglob("*.py") if path.name not in _NO_IDEA_OF_THEIR_OWN]
    return sorted(path.relative_to(top).as_posix() for path in found)


def test_of(module: str) -> Path:
    """Where its test stands."""
    path = Path(module)
    return ROOT / "tests" / path.parent / f"test_{path.stem.lstrip('_')}.py"


def untested() -> list[str]:
    """Modules without a test of their name."""
    return [module for module in modules() if not test_of(module).exists()]


def excepted() -> list[str]:
    """Those that ``mirror.txt`` names."""
    lines = LIST.read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def order(module: str) -> tuple[str, str]:
    """The order of the list: folder by folder."""
    path = Path(module)
    return path.parent.as_posix(), path.name


def main() -> int:
    """Print the state, package by package."""
    without = Counter(str(Path(name).parent) for name in untested())
    whole = Counter(str(Path(name).parent) for name in modules())
    for package, count in sorted(whole.items()):
        sys.stdout.write(f"{count - without[package]:4} of {count:3}  harness/{package.removeprefix('.')}\n")
    sys.stdout.write(f"{whole.total() - without.total():4} of {whole.total():3}  modules have a test of their name\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

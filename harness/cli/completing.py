"""What a shell offers for values of options, after TAB. Each reads its list only when it is asked."""

from collections.abc import Callable, Iterable

Completer = Callable[[str], list[str]]


def _of(words: Callable[[], Iterable[str]], *, several: bool = False) -> Completer:
    """Return a completer of fixed words; ``several``: a list with commas, of which the last is completed."""

    def complete(incomplete: str) -> list[str]:
        done, comma, last = incomplete.rpartition(",") if several else ("", "", incomplete)
        return [f"{done}{comma}{word}" for word in words() if word.startswith(last)]

    return complete


def _scenarios() -> list[str]:
    from harness.capture.scenario import shipped

    return [path.stem for path in shipped()]


def _branches() -> set[str]:
    from harness.capture.scenario import load_scenario, shipped

    return {"all", *(branch for path in shipped() for branch in load_scenario(str(path)).branches)}


def _categories() -> list[str]:
    from harness.catalog.categories import categories

    return list(categories())


def _app_types() -> list[str]:
    from harness.catalog.app_types import app_types

    return list(app_types())


def _lenses() -> list[str]:
    from harness.rules.model import LENSES

    return ["all", *LENSES]


def _formats() -> list[str]:
    from harness.jobs.formats import FORMATS

    return list(FORMATS)


scenarios = _of(_scenarios)
branches = _of(lambda: sorted(_branches()))
categories = _of(_categories)
app_types = _of(_app_types)
lenses = _of(_lenses, several=True)
formats = _of(_formats, several=True)
languages = _of(lambda: ("en", "zh"))
devices = _of(lambda: ("sandbox", "avd:", "redroid"))

"""The reports' sentences in both languages, one YAML file each."""

import re
from functools import cache
from importlib import resources

from harness.files.read import parse_yaml
from harness.report.model import CategoryName
from harness.report.safe import one_line

LANGUAGES = ("zh", "en")
_NAME = 80
"""Characters of a name that has no sentence."""
_PART = 2000
"""Characters of a text that is filled into a sentence."""
_EXPLANATION = re.compile(r"\s*[(（][^()（）]*[)）]$")


class Texts:
    """The sentences of one language."""

    def __init__(self, lang: str, sentences: dict[str, str]) -> None:
        """Hold ``sentences`` by key; a key ending in ``.one`` / ``.other`` is a plural form."""
        self.lang = lang
        self._sentences = sentences

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence ``key`` with ``values`` as bounded lines in it. A number ``n`` picks the plural form."""
        n = values.get("n")
        if key not in self._sentences and isinstance(n, int | float):
            key = f"{key}.one" if n == 1 else f"{key}.other"
        return self._sentences[key].format(**{name: _filled(value) for name, value in values.items()})

    def named(self, prefix: str, name: str, **values: object) -> str:
        """Return the sentence for one of a family of names (``phase.install``), or the name itself if unknown: evidence
        may hold any word, and one that nobody knows is shown as a bounded line."""
        key = f"{prefix}.{name}"
        known = any(form in self._sentences for form in (key, f"{key}.one"))
        return self(key, **values) if known else one_line(name, _NAME)

    def has(self, key: str) -> bool:
        """Whether the sentence exists."""
        return key in self._sentences

    def category(self, name: CategoryName | None, category_id: str) -> str:
        """Return what a category is called, in full."""
        if name is None:
            return one_line(category_id, _NAME)
        return name.zh if self.lang == "zh" else name.en

    def short_category(self, name: CategoryName | None, category_id: str) -> str:
        """Return what a category is called, without the explanation in brackets at its end."""
        return _EXPLANATION.sub("", self.category(name, category_id))


def _filled(value: object) -> object:
    match value:
        case int():
            return f"{value:,}"
        case str():
            return one_line(value, _PART)
        case _:
            return value


def sentences(lang: str) -> dict[str, str]:
    """Return all sentences of one language by key."""
    text = resources.files(__package__).joinpath(f"{lang}.yaml").read_text("utf-8")
    return {str(key): str(value) for key, value in parse_yaml(text, f"{lang}.yaml").items()}


@cache
def texts(lang: str) -> Texts:
    """Return the sentences of ``lang`` (``zh`` or ``en``). Raises ``ValueError`` for any other language."""
    if lang not in LANGUAGES:
        raise ValueError(f"There are no texts in {lang!r}; the languages are zh and en.")
    return Texts(lang, sentences(lang))

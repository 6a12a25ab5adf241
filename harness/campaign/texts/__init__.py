"""What pages, bulletins and numbers of a campaign say, in both languages."""

from functools import cache
from importlib import resources

import yaml

from harness.campaign.texts.errors import LanguageError
from harness.report.texts import LANGUAGES, Texts


@cache
def texts(lang: str) -> Texts:
    """Return the sentences of ``lang`` (``zh`` or ``en``). Raises :class:`LanguageError` for any other language."""
    if lang not in LANGUAGES:
        raise LanguageError(f"The language must be en or zh, not {lang[:20]!r}.")
    raw = yaml.safe_load(resources.files(__package__).joinpath(f"{lang}.yaml").read_text("utf-8"))
    return Texts(lang, {str(key): str(value) for key, value in raw.items()})

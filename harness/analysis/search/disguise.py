"""What a value went through on its way out, in words that hold no value and no name of a field."""

from collections.abc import Sequence

from harness.analysis.decode import KNOWN


def chain(path: Sequence[str], form: str) -> str:
    """Return the disguise innermost first, as the app built it: ``md5 > json`` or ``base64 > form > gzip``.

    A variant (a number without its country code) is a spelling, not a disguise, and has no link in the chain; nor has
    the field in which the value plainly stands inside an encoding (the JSON that was encrypted).
    """
    kinds: list[str] = []
    kind, _, detail = form.partition(":")
    if kind == "digest":
        kinds.append(detail)
    for step in reversed(path):
        name, _, detail = step.partition(":")
        if name == "cipher":
            name = detail.partition("/")[0] or name
        if not kinds or kinds[-1] != name:
            kinds.append(name)
    inner = next((i for i, name in enumerate(kinds) if name not in KNOWN.fields), 0)
    return " > ".join(kinds[inner:])

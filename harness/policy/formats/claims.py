"""Claims that somebody wrote down: a small YAML file, for policies that no extractor can read.

```
title: Lantern's policy of 2026-03-01
claims:
- {kind: collects, category: imei, text: "We collect your IMEI.", purposes: [fraud prevention]}
- {kind: sdk, sdk: 极光推送 JPush, text: "We use JPush by Jiguang."}
- {kind: does_not_share, text: "We share nothing."}
```
"""

from typing import Any

import msgspec

from harness.catalog.categories import categories
from harness.files.read import YamlError, parse_yaml
from harness.policy.document import tidy
from harness.policy.errors import PolicyError
from harness.policy.lexicon import sdk_hits
from harness.policy.model import Actor, Claim, Kind, Policy, Sentence
from harness.policy.sentences import language_of

_MOST = 5000


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    kind: Kind
    text: str = ""
    category: str = ""
    vague: bool = False
    actor: Actor = "app"
    sdk: str = ""
    purposes: list[str] = []
    recipients: list[str] = []
    countries: list[str] = []
    terms: list[str] = []
    conditional: bool = False
    except_for: str = ""
    days: int | None = None
    detail: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    claims: list[_Written]
    title: str = ""


def read_claims(text: str, *, source: str, sha256: str, size: int) -> Policy:
    """Return the claims of a file. Raises ``PolicyError`` that says which claim is wrong, and how."""
    try:
        loaded: Any = parse_yaml(text, source)
        file = msgspec.convert(loaded, _File)
    except YamlError as error:
        raise PolicyError(str(error)) from None
    except msgspec.ValidationError as error:
        raise PolicyError(f"{source} is no file of claims: {error}.") from None
    if len(file.claims) > _MOST:
        raise PolicyError(f"{source} has {len(file.claims)} claims; {_MOST} are read.")
    claims, sentences = [], []
    for number, row in enumerate(file.claims, 1):
        if row.category and row.category not in categories():
            raise PolicyError(
                f"{source}: claim {number} has an unknown category {row.category!r}; harness categories lists them."
            )
        said = tidy(row.text)[:5000]
        sentences.append(Sentence(id=f"t{number:05d}", text=said, start=number, end=number, language=language_of(said)))
        hit = next(iter(sdk_hits(row.sdk.lower())), None) if row.sdk else None
        claims.append(
            Claim(
                id=f"c{number:04d}",
                sentence=f"t{number:05d}",
                company=hit.name.company if hit else "",
                prefixes=list(hit.name.prefixes) if hit else [],
                origin="claims",
                **{name: getattr(row, name) for name in row.__struct_fields__ if name != "text"},
            )
        )
    return Policy(
        source=source,
        format="claims",
        sha256=sha256,
        size=size,
        title=tidy(file.title)[:200],
        characters=sum(len(row.text) for row in sentences),
        languages=_languages(sentences),
        sentence_count=len(sentences),
        sentences=sentences,
        claims=claims,
    )


def _languages(rows: list[Sentence]) -> dict[str, float]:
    """Shares of the languages of what was written down. Nobody looks whether characters are simplified."""
    letters: dict[str, int] = {}
    for row in rows:
        name = "zh-Hans" if row.language == "zh" else row.language
        letters[name] = letters.get(name, 0) + sum(char.isalpha() for char in row.text)
    whole = sum(letters.values())
    return {name: round(count / whole, 3) for name, count in letters.items() if count}

"""Makes claims: each once, with its sentence, in the order of the text."""

from typing import Any

import msgspec

from harness.policy.model import Claim, Kind, Origin, Sentence
from harness.policy.sentences import Said


class Maker:
    """Collects claims. Of one sentence a claim about one thing is kept once; words and purposes are put together."""

    def __init__(self) -> None:
        """Begin with none."""
        self._claims: dict[tuple[Any, ...], tuple[Said, Claim]] = {}

    def claim(
        self,
        said: Said,
        kind: Kind,
        words: list[str],
        *,
        category: str = "",
        sdk: str = "",
        vague: bool = False,
        **more: Any,
    ) -> None:
        """Keep one claim of a sentence; see ``Claim`` for the fields."""
        key = (said.id, kind, category, more.get("actor", "app"), sdk, more.get("detail", ""), more.get("company", ""))
        made = Claim(
            id="",
            kind=kind,
            sentence=said.id,
            words=list(dict.fromkeys(words)),
            category=category,
            sdk=sdk,
            vague=vague,
            **more,
        )
        if key in self._claims:
            known = self._claims[key][1]
            made = msgspec.structs.replace(
                known,
                words=list(dict.fromkeys([*known.words, *made.words])),
                purposes=list(dict.fromkeys([*known.purposes, *made.purposes])),
                recipients=list(dict.fromkeys([*known.recipients, *made.recipients])),
                # a plain word says more than an umbrella, and what holds always more than what holds in a case
                vague=known.vague and made.vague,
                conditional=known.conditional and made.conditional,
            )
        self._claims[key] = (said, made)

    def done(self) -> tuple[list[Claim], list[Sentence]]:
        """Return the claims, numbered, and the sentences that they rest on."""
        rows = sorted(
            self._claims.values(), key=lambda row: (row[0].start, row[0].id, row[1].kind, row[1].category, row[1].sdk)
        )
        claims = [msgspec.structs.replace(claim, id=f"c{number:04d}") for number, (_, claim) in enumerate(rows, 1)]
        needed: dict[str, Said] = {}
        for said, _ in rows:
            each: Said | None = said
            while each is not None and each.id not in needed:
                needed[each.id] = each
                each = each.lead
        return claims, [_sentence(said) for said in sorted(needed.values(), key=lambda said: said.id)]


def origin(said: Said) -> Origin:
    """Where a sentence stands: in prose or in a row of a table."""
    return "table" if said.block.kind == "row" else "text"


def _sentence(said: Said) -> Sentence:
    return Sentence(
        id=said.id,
        text=said.text,
        section=said.section,
        page=said.block.page,
        start=said.start,
        end=said.start + len(said.text),
        language=said.language,
        hidden=said.block.hidden,
        lead=said.lead.id if said.lead is not None else "",
    )

"""Clauses by which users license what they make, or their faces, on terms that claim more than a service needs.

The case behind it: the terms of the face-swapping app ZAO (September 2019) took for itself what its users' portraits
contain: free of charge, irrevocably, perpetually, with the right to pass it on and to license it again.
"""

from harness.catalog.policy_words import turns
from harness.policy.maker import Maker, origin
from harness.policy.sentences import Said

_MOST_WANTED = 2
"""Terms that make a clause over-broad, of the five that are more than a service needs (ours); of faces one will do."""
_MORE = frozenset({"free", "irrevocable", "perpetual", "transferable", "sublicensable"})


def find(said: Said, make: Maker) -> None:
    """Find an over-broad licence in one sentence."""
    if said.language == "other" or said.block.kind == "heading":
        return
    known, text = turns(said.language), said.plain
    found = {name: match.group() for name, pattern in known.licence_terms.items() if (match := pattern.search(text))}
    more = _MORE & set(found)
    face = known.face.search(text)
    thing = face or known.content.search(text)
    grant = known.grant.search(text)
    if (
        not more
        or thing is None
        or grant is None
        or known.denied_licence.search(text)
        or known.to_the_user.search(text)
    ):
        return
    if len(more) < (1 if face is not None and "free" in more else _MOST_WANTED):
        return
    make.claim(
        said,
        "overbroad_licence",
        [grant.group(), *found.values(), thing.group()],
        terms=sorted(found),
        detail="face" if face is not None else "content",
        origin=origin(said),
    )

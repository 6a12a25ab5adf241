"""What comes of holding a policy against what was seen, in types; ``compare.py`` makes them."""

from typing import Literal

import msgspec

DifferenceKind = Literal[
    "collected",
    "shared",
    "denied",
    "sdk",
    "abroad",
    "foreground_only",
    "encrypted",
    "overbroad_licence",
]
"""What is compared.

``collected``: a category that somebody read or sent, against what the policy says is collected. ``shared``: one that
left to a third party, against what it says is shared. ``denied``: a sentence "we do not ..." (``collects`` or
``shares``), against both. ``sdk``: an SDK in the app, against those the policy names. ``abroad``: a recipient outside
mainland China, against its words on transfers across borders and on storage in China. ``foreground_only`` and
``encrypted``: these promises, against reads in the background and values in plain text. ``overbroad_licence``: the
policy's sentence alone.
"""

Standing = Literal["declared", "vague", "not_declared", "contradicted", "suspected", "undetermined"]
"""How the policy stands to what was seen.

``declared``: it says so. ``vague``: only an umbrella word covers it. ``not_declared``: nowhere in a policy that could
be read whole. ``contradicted``: it says the opposite, without an exception that could cover this. ``suspected``: it
says the opposite with an exception or a condition that may cover this, or the match is not certain. ``undetermined``:
nothing in it says so, and not all of it could be read (``gaps``).
"""


class Difference(msgspec.Struct, kw_only=True, frozen=True):
    """One thing seen, and what the policy says of it.

    ``claims`` are the ids of the claims that bear on it, ``evidence`` the ids of disclosures, observations and SDKs of
    the assessment. ``actor`` is an actor's id, ``recipient`` a host, ``country`` its country. ``phases`` are those in
    which it was seen, ``count`` how often (readings or disclosures). ``gaps`` are the policy's that make it
    undetermined. ``why`` is one word more for the standing: ``exception``, ``conditional``, ``umbrella``,
    ``other_actor`` (declared, but not for this SDK), ``company_only`` (of an SDK only the company is named).
    """

    kind: DifferenceKind
    standing: Standing
    category: str = ""
    actor: str = ""
    recipient: str = ""
    country: str = ""
    claims: list[str] = []
    evidence: list[str] = []
    phases: list[str] = []
    count: int = 0
    gaps: list[str] = []
    why: str = ""

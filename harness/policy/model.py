"""What a policy says, in types: claims, and the sentences that they rest on.

A claim is what the text says of itself; whether it is true is not its matter. Sentences that contradict each other are
both kept, each with its own claims.
"""

from typing import Literal

import msgspec

SCHEMA = 1

Kind = Literal[
    "collects",
    "does_not_collect",
    "shares",
    "does_not_share",
    "does_not_sell",
    "stays_on_device",
    "sdk",
    "cross_border",
    "no_cross_border",
    "stored_in_china",
    "foreground_only",
    "encrypted",
    "retention",
    "withdrawal",
    "account_cancellation",
    "rights",
    "complaint",
    "reply_limit",
    "minors",
    "personalisation_off",
    "overbroad_licence",
    "controller",
    "contact",
    "effective_date",
    "version",
]
"""What a claim is about.

``collects`` / ``does_not_collect``
    one category (``category``), by the app or by an SDK (``actor``). ``detail`` is ``background`` where the policy says
    that it is read in the background.
``shares`` / ``does_not_share``
    handed to others (``recipients``, where they are named); without ``category`` it is about personal data at large.
``does_not_sell``
    data is not sold, rented or traded; what is shared without money is another matter.
``stays_on_device``
    a category is worked on or kept on the device and not sent (``upload``, "仅在本地处理").
``sdk``
    an SDK or its company is named, in prose or in the policy's list of SDKs.
``cross_border`` / ``no_cross_border`` / ``stored_in_china``
    data goes abroad (``countries``, where named), does not, or is stored in mainland China.
``foreground_only``
    a category, or all, is read only while the app is in the foreground.
``encrypted``
    data is encrypted in transit or at rest.
``retention``
    how long data is kept (``days``, where the text has a number).
``withdrawal``, ``account_cancellation``, ``rights``, ``personalisation_off``
    a way to withdraw consent, to cancel the account, to see, correct or delete one's data, to switch off
    personalised content or advertising.
``complaint`` / ``reply_limit``
    a channel for complaints; within how many ``days`` somebody answers.
``minors``
    a clause on children.
``overbroad_licence``
    the user licenses content or a face on terms (``terms``) that claim more than a service needs.
``controller``, ``contact``, ``effective_date``, ``version``
    who processes the data, how to reach them, since when the text is in force, which version it is (``detail``).
"""

Actor = Literal["app", "sdk"]
Origin = Literal["text", "table", "form", "claims"]
"""Where a claim stands: in prose, in a row of a table, in Play's Data safety form, in a YAML file of claims."""
Format = Literal["html", "txt", "pdf", "docx", "play", "claims"]
GapKey = Literal[
    "no_text", "pages_without_text", "cut", "charset_guessed", "hidden_text", "other_language", "no_collection_rules"
]
"""What keeps a policy from being read whole.

``no_text``: nothing can be read in it (a scan); ``pages_without_text``: that is so of some pages; ``cut``: it is longer
than what is read; ``charset_guessed``: nothing says its character set; ``hidden_text``: part of its text is not shown
to a user and was left out of account; ``other_language``: much of it is neither Chinese nor English;
``no_collection_rules``: it has text, and nowhere a word of collecting or using personal data: perhaps no policy at all.
"""
BLINDING: frozenset[GapKey] = frozenset(
    {"no_text", "pages_without_text", "cut", "other_language", "no_collection_rules"}
)
"""Gaps with which "the policy does not say so" cannot be concluded."""


_LEADS = 4


class Sentence(msgspec.Struct, kw_only=True, frozen=True):
    """One sentence, or one row of a table.

    ``section`` is the heading that it stands under (`` > `` between levels), ``page`` counts from 1 (0: the format has
    no pages), ``start`` and ``end`` are places in characters in the extracted text (``harness policy show --text``).
    ``hidden`` text is in the file and not shown to a reader: nothing that it says was told to the user. ``lead`` is the
    id of the sentence that introduces the list it stands in ("we collect the following:"), empty without one.
    """

    id: str
    text: str
    section: str = ""
    page: int = 0
    start: int = 0
    end: int = 0
    language: Literal["zh", "en", "other"] = "other"
    hidden: bool = False
    lead: str = ""


class Claim(msgspec.Struct, kw_only=True, frozen=True):
    """One claim of a policy, with the sentence (``sentence``, its id) and the ``words`` that it rests on.

    ``category`` is an id of the category catalogue, empty where the claim is about personal data at large. ``vague``:
    only an umbrella word ("device information", "设备信息") stands for the category. ``conditional``: it holds in cases
    that the sentence names ("with your consent", "如您使用"); ``except_for`` are its exceptions ("except", "除...外"),
    as written. ``purposes`` are the purposes in the policy's words. ``sdk`` is the SDK that it is about, as the
    catalogue or else the policy names it, and ``prefixes`` its package prefixes where they are known.
    """

    id: str
    kind: Kind
    sentence: str
    words: list[str] = []
    category: str = ""
    vague: bool = False
    actor: Actor = "app"
    sdk: str = ""
    company: str = ""
    prefixes: list[str] = []
    purposes: list[str] = []
    recipients: list[str] = []
    countries: list[str] = []
    terms: list[str] = []
    conditional: bool = False
    except_for: str = ""
    days: int | None = None
    detail: str = ""
    origin: Origin = "text"


class Gap(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that keeps the policy from being read whole; ``detail`` says how much or where."""

    key: GapKey
    detail: str = ""


class PolicyDocument(msgspec.Struct, kw_only=True, frozen=True):
    """One of the documents of which a policy was made: what it is called, what it was, in which format."""

    source: str
    sha256: str
    size: int
    format: Format


class Policy(msgspec.Struct, kw_only=True, frozen=True):
    """A policy that was read.

    ``sentences`` are those that claims rest on, in the text's order; ``sentence_count`` says how many there are.
    ``charset_from`` is what told the character set: ``bom``, ``header`` (the file's own ``<meta>``), ``utf-8`` (it is
    valid), ``guess``, or empty where the format knows it. ``languages`` maps ``zh-Hans``, ``zh-Hant``, ``en`` and
    ``other`` to their shares of the letters (0 to 1). ``documents`` are those of which it was made, where several were
    put together: claims and sentences of the second begin with ``2.``.
    """

    schema: int = SCHEMA
    source: str
    format: Format
    sha256: str
    size: int
    title: str = ""
    charset: str = ""
    charset_from: str = ""
    pages: int = 0
    characters: int = 0
    sentence_count: int = 0
    languages: dict[str, float] = {}
    sentences: list[Sentence] = []
    claims: list[Claim] = []
    gaps: list[Gap] = []
    documents: list[PolicyDocument] = []

    def of(self, *kinds: Kind, category: str | None = None) -> list[Claim]:
        """Return the claims of these kinds; with ``category`` only those about it."""
        return [row for row in self.claims if row.kind in kinds and category in (None, row.category)]

    def sentence(self, claim: Claim) -> Sentence:
        """Return the sentence that a claim rests on."""
        return next(row for row in self.sentences if row.id == claim.sentence)

    def quoted(self, claim: Claim) -> str:
        """Return the sentence that a claim rests on, behind those that introduce the list it stands in."""
        rows = {row.id: row for row in self.sentences}
        row = rows.get(claim.sentence)
        said: list[str] = []
        while row is not None and len(said) < _LEADS:
            said.insert(0, row.text)
            row = rows.get(row.lead)
        return " ".join(said)

    @property
    def blinding(self) -> list[Gap]:
        """The gaps with which nothing can be concluded from what the policy does *not* say."""
        return [gap for gap in self.gaps if gap.key in BLINDING]

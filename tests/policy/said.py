"""Short ways for tests: a text read as a policy, and its claims as plain tuples."""

from harness.policy.document import Block, Document
from harness.policy.extract import extract
from harness.policy.formats.text import read_text
from harness.policy.model import Claim, Policy
from harness.policy.sentences import Said, Simplifier, sentences


def policy(text: str) -> Policy:
    """Read a text as a policy."""
    return extract(read_text(text.encode()), source="policy.txt", sha256="0" * 64, size=len(text))


def claims(text: str, *kinds: str) -> set[tuple[str, str]]:
    """The claims of a text as (kind, category); of ``kinds`` only, where given."""
    return {(row.kind, row.category) for row in policy(text).claims if not kinds or row.kind in kinds}


def of(text: str, kind: str) -> list[Claim]:
    """The claims of one kind."""
    return [row for row in policy(text).claims if row.kind == kind]


def sentence(text: str) -> Said:
    """A text of one sentence, as the finders get it."""
    document = Document(format="txt", blocks=[Block(text=text)])
    document.place()
    return next(sentences(document, Simplifier()))

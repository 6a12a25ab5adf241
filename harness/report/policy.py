"""A policy's claims on the terminal, each under the sentence that it rests on."""

from itertools import groupby

from rich.console import Console
from rich.text import Text

from harness.policy.model import BLINDING, Claim, Policy, Sentence
from harness.report.named import known_category
from harness.report.safe import one_line
from harness.report.texts import Texts, texts

_SENTENCE = 400
_CLAIM = 300
_DETAILS = ("background", "channel", "face", "content")


def print_policy(policy: Policy, console: Console, lang: str = "en") -> None:
    """Print what a policy claims, and what kept it from being read whole."""
    words = texts(lang)
    title = one_line(policy.title or policy.source, 120)
    console.print(Text(title, "bold"))
    for gap in policy.gaps:
        style = "bold magenta" if gap.key in BLINDING else "yellow"
        detail = f" ({one_line(gap.detail, 120)})" if gap.detail else ""
        console.print(Text(words(f"policy.gap.{gap.key}") + detail, style))
    sentences = {row.id: row for row in policy.sentences}
    for sentence_id, claims in groupby(policy.claims, key=lambda claim: claim.sentence):
        sentence = sentences[sentence_id]
        console.print()
        console.print(Text(_where(sentence, words), "dim"))
        console.print(Text(one_line(sentence.text, _SENTENCE)))
        for claim in claims:
            console.print(
                Text(
                    "  " + one_line(_claim(claim, words), _CLAIM),
                    "red" if claim.kind == "overbroad_licence" else "cyan",
                )
            )
    console.print()
    console.print(
        Text(words("policy.claims", n=len(policy.claims)) if policy.claims else words("policy.nothing"), "bold")
    )
    console.print(Text(words("policy.limits"), "dim"))


def _where(sentence: Sentence, words: Texts) -> str:
    parts = [words("policy.sentence", id=sentence.id)]
    if sentence.page:
        parts.append(words("policy.page", n=sentence.page))
    if sentence.section:
        parts.append(one_line(sentence.section, 120))
    if sentence.hidden:
        parts.append(words("policy.hidden"))
    return " \u00b7 ".join(parts)


def _claim(claim: Claim, words: Texts) -> str:
    said = [words(f"policy.kind.{claim.kind}")]
    if claim.category:
        said.append(words.short_category(known_category(claim.category), claim.category))
    said.append(claim.sdk or claim.company if claim.kind == "sdk" or claim.actor == "sdk" else "")
    said += [", ".join(claim.countries), ", ".join(claim.recipients[:6]), ", ".join(claim.terms)]
    if claim.days is not None:
        said.append(f"{claim.days} d")
    detail = words.named("policy.detail", claim.detail) if claim.detail in _DETAILS else claim.detail
    said.append(detail)
    notes = [words("policy.vague")] if claim.vague else []
    notes += [words("policy.conditional")] if claim.conditional else []
    notes += [words("policy.except", text=claim.except_for[:80])] if claim.except_for else []
    shown = " \u00b7 ".join(part for part in said if part)
    return f"{claim.id}  {shown}" + (f"  ({'; '.join(notes)})" if notes else "")

"""Findings in the reader's words: names of categories, of who acted and of phases, bounded and visible."""

from collections.abc import Iterable

from harness.analysis.model import Actor
from harness.report.judged import plain
from harness.report.model import Note, ReportView
from harness.report.texts import Texts
from harness.report.who import actor_name, actor_note


def category(view: ReportView, words: Texts, category_id: str) -> str:
    """Return what a category is called; empty where there is none."""
    return plain(words.short_category(view.category(category_id), category_id))


def actor(who: Actor, words: Texts) -> str:
    """Return an actor's name, with its package where that is another."""
    note = actor_note(who)
    return plain(f"{actor_name(who, words)} ({note})" if note else actor_name(who, words))


def actor_called(actor_id: str, known: dict[str, Actor], words: Texts) -> str:
    """Return the name of an actor of that id; one that no evidence shown here names is called by its id."""
    if actor_id in known:
        return actor(known[actor_id], words)
    return words("actor.app") if actor_id == "app" else plain(actor_id)


def phases(names: Iterable[str], words: Texts) -> str:
    """Return the names of phases."""
    return words("sep.list").join(plain(words.named("phase", name)) for name in dict.fromkeys(names) if name)


def note(view: ReportView, words: Texts, said: Note) -> str:
    """Return a sentence about coverage, with the names from the run that it is about."""
    sentence = words(said.key, **dict(said.args))
    names = [category(view, words, name) if said.categories else plain(name) for name in said.details]
    return f"{sentence} {words('sep.list').join(names)}".strip()

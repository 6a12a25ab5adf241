"""The evidence of disclosures on a page: each rendered once, where it is first needed, as long as there is room."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from harness.report.model import DisclosureView, Read, ReportView


class Ids:
    """Anchors of one page, each given once: of two things that ask for the same, the later gets a number."""

    def __init__(self, slug: Callable[[str], str]) -> None:
        """``slug`` makes a text fit to be an anchor."""
        self._slug = slug
        self._given: dict[str, int] = {}

    def __call__(self, wanted: str) -> str:
        """Return an anchor for something that is called so."""
        anchor = made = self._slug(wanted)
        while made in self._given:
            self._given[anchor] += 1
            made = f"{anchor}.{self._given[anchor]}"
        self._given[made] = 1
        return made


class Evidence:
    """What the page has of its disclosures' evidence, and where."""

    def __init__(
        self, view: ReportView, env: Environment, ids: Ids, words: Mapping[str, Any], room: int, most: int
    ) -> None:
        """``room`` is in bytes of HTML, ``most`` the rows of the view whose disclosures are shown at all."""
        self._shown: dict[str, DisclosureView] = {item.id: item for row in view.rows[:most] for item in row.disclosures}
        self._hidden = sum(len(row.disclosures) for row in view.rows[most:])
        self._template, self._call = (
            env.get_template("page/detail.html.j2"),
            env.get_template("page/one_call.html.j2"),
        )
        self._ids, self._words, self._room = ids, words, room
        self._texts: dict[str, Markup] = {}
        self._anchors: dict[str, str] = {}
        self._taken: set[str] = set()
        self.full = False

    def promise(self, ids: Sequence[str]) -> None:
        """Render disclosures that facts are going to show, while there is room."""
        for name in ids:
            self._render(name)

    def take(self, name: str) -> Markup | None:
        """Return a disclosure's evidence the first time that it is asked for."""
        if name in self._taken or name not in self._texts:
            return None
        self._taken.add(name)
        return self._texts[name]

    def placed(self, name: str) -> str:
        """Return the anchor of a disclosure's evidence, empty where the page does not have it."""
        return self._anchors.get(name, "")

    def call(self, read: Read) -> Markup:
        """Return one observation."""
        return Markup(self._call.render(r=read, **self._words))  # noqa: S704 - rendered with autoescape

    def rest(self) -> list[Markup]:
        """Return the evidence that no fact shows, as long as there is room."""
        promised = set(self._texts)
        for name in self._shown:
            self._render(name)
        mine = [name for name in self._texts if name not in promised]
        self._taken.update(mine)
        return [self._texts[name] for name in mine]

    @property
    def omitted(self) -> int:
        """How many disclosures' evidence the page does not have."""
        return len(self._shown) - len(self._texts) + self._hidden

    def _render(self, name: str) -> None:
        item = self._shown.get(name)
        if item is None or name in self._texts or self.full:
            return
        anchor = self._ids(f"d-{name}")
        text = self._template.render(d=item, anchor=anchor, **self._words)
        size = len(text.encode("utf-8"))
        if size > self._room:
            self.full = True
            return
        self._room -= size
        self._texts[name] = Markup(text)  # noqa: S704 - rendered with autoescape
        self._anchors[name] = anchor

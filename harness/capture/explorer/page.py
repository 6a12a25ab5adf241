"""One look at the app: what can be touched, and what tells this screen from others."""

import hashlib
from functools import cached_property

from harness.capture.explorer.views import View, parse
from harness.catalog.explore import ExploreWords, words_of_id

_PROGRESS = ("ProgressBar", "ProgressIndicator", "LoadingView")
_TITLE_IDS = ("heading", "title", "alerttitle", "toolbar_title", "tv_title", "page_title")
_CHROME = "android:id/action_bar"


class Page:
    """A view tree, read. ``structure`` is its shape without texts; ``texts`` are its texts by position in that shape,
    without what changes by itself and without what was typed."""

    def __init__(self, xml: bytes, words: ExploreWords) -> None:
        """Raises ``UiError`` when ``xml`` is no view tree."""
        self.xml = xml
        tops = parse(xml)
        self.views = [view for top in tops for view in top.walk()]
        self._words = words
        shape: list[str] = []
        texts: list[str] = []
        for top in tops:
            self._read(top, shape, texts)
        self.structure = hashlib.blake2s("".join(shape).encode(), digest_size=8).hexdigest()
        self.texts = tuple(texts)

    def _read(self, view: View, shape: list[str], texts: list[str]) -> None:
        flags = "".join("01"[flag] for flag in (view.clickable, view.checkable, view.scrollable, view.password))
        shape.append(f"({view.kind}|{view.resource_id}|{flags}")
        texts.append("" if view.editable else self._words.steady(view.text or view.description))
        for child in view.children:
            self._read(child, shape, texts)
        shape.append(")")

    @cached_property
    def package(self) -> str:
        """Whose window it is: the package of most of its views."""
        counts: dict[str, int] = {}
        for view in self.views:
            counts[view.package] = counts.get(view.package, 0) + 1
        return max(sorted(counts), key=lambda name: counts[name], default="")

    @cached_property
    def title(self) -> str:
        """What a person would call this screen: a text that is named a title, else the first below the title bar."""
        said = [view for view in self.views if view.text.strip()]
        named = [view for view in said if view.resource_id.rpartition("/")[2].lower() in _TITLE_IDS]
        chrome = {id(inner) for view in self.views if view.resource_id == _CHROME for inner in view.walk()}
        below = [view for view in said if id(view) not in chrome and not view.editable]
        return next((view.text.strip()[:80] for view in [*named, *below, *said]), "")

    @cached_property
    def controls(self) -> list[View]:
        """What can be touched and is no field, top to bottom."""
        return [view for view in self.views if view.clickable and view.enabled and view.visible and not view.editable]

    @cached_property
    def fields(self) -> list[View]:
        """What can be typed into."""
        return [view for view in self.views if view.editable and view.enabled and view.visible]

    @cached_property
    def scrollables(self) -> list[View]:
        """What scrolls up and down, the innermost last."""
        return [view for view in self.views if view.scrollable and view.visible and "Horizontal" not in view.kind]

    @property
    def empty(self) -> bool:
        """Whether nothing is on it yet, as on the window that the system shows while an app starts."""
        content = [view for view in self.views if view.resource_id != _CHROME]
        return not any(view.clickable or view.scrollable or view.editable for view in content) and len(content) < 8

    @property
    def loading(self) -> bool:
        """Whether it says that it is not there yet."""
        return any(
            view.visible
            and (view.kind.endswith(_PROGRESS) or self._words.loading.search(self._words.steady(view.text)))
            for view in self.views
            if not view.clickable and len(view.text) < 40
        )

    def described(self, field: View) -> list[str]:
        """Return the texts that say what a field is for: its hint or text, description, id, and the label before it."""
        left, top, _, bottom = field.bounds
        before = [
            view
            for view in self.views
            if view.text.strip()
            and not view.clickable
            and not view.editable
            and view.visible
            and view.bounds[1] < bottom
        ]
        beside = [view for view in before if view.bounds[3] > top and view.bounds[2] <= left]
        above = [view for view in before if view.bounds[3] <= top and top - view.bounds[3] < 2 * (bottom - top)]
        nearest = beside[-1:] or above[-1:]
        texts = [field.text, field.description, words_of_id(field.resource_id), *(view.text for view in nearest)]
        return [text for text in texts if text.strip()]

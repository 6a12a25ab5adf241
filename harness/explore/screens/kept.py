"""Parts of the screen that are seldom other than before."""

from typing import Self

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Kept(Widget):
    """Gives what was drawn of it again until it is refreshed.

    Textual asks each part that lies between two that have changed, ten times a second those at the top and the bottom;
    what it keeps itself it looks through line by line, with all that the part inherits.
    """

    _kept_strips: tuple[Region, list[Strip]] | None = None

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have it drawn again."""
        self._kept_strips = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines of the screen."""
        if self._kept_strips is None or self._kept_strips[0] != crop:
            self._kept_strips = (crop, super().render_lines(crop))
        return self._kept_strips[1]

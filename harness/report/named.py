"""What the catalogue calls a category of data."""

from harness.catalog.categories import categories
from harness.report.model import CategoryName


def known_category(category_id: str) -> CategoryName | None:
    """Return a category's names in both languages; None for one that the catalogue does not know."""
    row = categories().get(category_id)
    return CategoryName(id=row.id, zh=row.zh, en=row.en, sensitivity=row.sensitivity) if row is not None else None

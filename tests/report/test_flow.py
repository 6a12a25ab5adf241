import dataclasses
import re

import pytest

from harness.report.flow import BOX, WIDTH, flow
from harness.report.html import render_html
from harness.report.texts import texts
from tests.report.factory import lantern


def test_each_thing_once_in_its_column_and_every_row_reaches_a_country() -> None:
    view = lantern().view()
    made = flow(view, texts("en"))
    assert made is not None
    columns: dict[float, list[str]] = {}
    for box in made.boxes:
        columns.setdefault(box.x, []).append(box.label)
    data, actors, hosts, countries = columns.values()
    assert len(data) == len(view.kinds) == 6 and len(actors) == 3
    assert set(hosts) == {"api.pushbay.example", "track.adhive.example", "api.brightbeam.example"}
    assert countries == ["country not known"]
    assert all(0 <= box.x <= WIDTH - BOX and 0 < box.y < made.height for box in made.boxes)
    assert {box.consent for box in made.boxes if box.label == "IMEI / MEID"} == {"before"}
    # Six kinds to three actors to three hosts to one country, and the country once for each standing.
    assert len(made.ribbons) == 6 + 3 + 3


def test_too_many_are_put_together_and_counted() -> None:
    view = lantern().view()
    row = view.rows[0]
    rows = tuple(
        dataclasses.replace(row, recipient=type(row.recipient)(host=f"h{n}.example", domain="example"))
        for n in range(30)
    )
    made = flow(dataclasses.replace(view, rows=rows), texts("en"))
    assert made is not None and len(made.boxes) == 1 + 1 + 12 + 1
    assert [box.label for box in made.boxes if "more" in box.label] == ["19 more"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_has_words_for_who_cannot_see_it(lang: str) -> None:
    page = render_html(lantern().view(), lang)
    said = re.search(r'<svg class="flow" role="img"[^>]* aria-label="([^"]+)"', page)
    assert said is not None and said[1] == texts(lang)("flow.alt", kinds=6, actors=3, hosts=3)
    assert flow(lantern().empty().view(), texts(lang)) is None

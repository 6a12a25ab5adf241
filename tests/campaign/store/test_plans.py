"""What pages ask for is found by indexes: a million jobs are never walked through row by row."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import event, text

from harness.campaign.dashboard.pages import Acts, dashboard
from harness.campaign.store.claims import following, overdue, states
from harness.campaign.store.home import Campaign
from tests.campaign.dashboard.asking import HOST, TOKEN, ask
from tests.campaign.dashboard.test_pages import filled

PAGES = ("/", "/apps", "/apps?verdict=VIOLATION", "/apps?q=lamp", "/apps?after=50.1000", "/apps/1", "/league",
         "/orders", "/complaints", "/devices")  # fmt: skip
LARGE = "apps|builds|listings|jobs|attempts|results|findings|disclosures|collected|seen_in|tallies|complaints"
MAY_SCAN = {"SCAN complaints"}
"""The newest are asked for, by the table's own key."""


def test_no_page_and_no_step_of_the_driver_scans_a_table(campaign: Campaign) -> None:
    acts = Acts(complain=lambda *_: None, issue=lambda _: None, move=lambda *_: None)
    app, said = dashboard(filled(campaign), acts, TOKEN, [HOST]), list[tuple[str, Any]]()

    def heard(_connection: Any, _cursor: Any, words: str, values: Any, _context: Any, many: bool) -> None:
        if not many and words.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT")):
            said.append((words, values))

    with campaign.engine.begin() as connection:
        # As if there were a million: without numbers the database thinks that a table is small.
        connection.execute(text("ANALYZE"))
        connection.execute(text("UPDATE sqlite_stat1 SET stat = '1000000 ' || substr(stat, instr(stat, ' ') + 1)"))
    campaign.engine.dispose()  # they are read when a connection is opened
    event.listen(campaign.engine, "before_cursor_execute", heard)
    for page in PAGES:
        assert ask(app, page).status == 200
    following(campaign.engine, 1, {1})
    overdue(campaign.engine, 60)
    states(campaign.engine)
    event.remove(campaign.engine, "before_cursor_execute", heard)
    assert len(said) > 25
    bad = set[tuple[str, str]]()
    with campaign.engine.connect() as connection:
        for words, values in said:
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values):
                if re.match(rf"SCAN ({LARGE})\b(?!.*USING)", row.detail):
                    bad.add((row.detail, words))
    assert {detail for detail, _ in bad} <= MAY_SCAN, bad

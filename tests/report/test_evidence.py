import dataclasses

from harness.analysis.model_findings import Evidence as Rows
from harness.report.evidence import Ids
from harness.report.html import render_html, slug
from tests.report.factory import lantern
from tests.report.findings_views import finding


def test_anchors_are_given_once_and_hold_nothing_of_an_app_s_making() -> None:
    ids = Ids(slug)
    assert [ids("F-1"), ids("F-1"), ids("F-1.2"), ids('a b"<x>')] == ["F-1", "F-1.2", "F-1.2.2", "a-b-x-"]


def test_evidence_stands_once_with_the_fact_that_needs_it_first() -> None:
    imei = {"category": "imei", "actor": "unknown:com.pushbay.core"}
    rows = (
        finding("A", "VIOLATION", evidence=Rows(disclosures=["d0001"]), recipient="one.example", **imei),
        finding("B", "SUSPECTED", evidence=Rows(disclosures=["d0001"]), recipient="two.example", **imei),
    )
    page = render_html(dataclasses.replace(lantern().view(), findings=rows))
    assert page.count('<details class="disclosure" id="d-d0001">') == 1
    assert page.index('id="F-fa"') < page.index('id="d-d0001"') < page.index('id="F-fb"')
    assert '<a href="#d-d0001">d0001</a> shown above' in page
    assert page.index('aria-labelledby="evidence"') < page.index('id="d-d0002"')
    assert '<a href="#d-d0001">IMEI / MEID</a>' in page  # from the table of what left

import dataclasses

import msgspec

from harness.analysis.model import Assessment
from harness.analysis.model_findings import Evidence, Said
from harness.report.build import build_view
from harness.report.cards import Cards
from harness.report.texts import texts
from harness.rules.facts import facts_of
from tests.report.factory import T0, lantern
from tests.report.findings_views import finding

READ = Evidence(
    observations=["4242:1"], collected=["android_id|settings.secure.android_id|unknown:com.pushbay.core|before_consent"]
)
ROWS = [
    finding("A", "VIOLATION", lenses=["cn"], strength="C", evidence=READ, category="android_id", fact="a1", first=T0,
            text=Said(zh="甲", en="read early"), fix=Said(zh="改", en="read later"), ours={"per_minute": 30.0}),
    finding("B", "SUSPECTED", lenses=["eu", "cn"], strength="C", evidence=READ, category="android_id", fact="a1",
            text=Said(zh="乙", en="perhaps too much")),
]  # fmt: skip


def test_a_lens_calls_a_fact_what_its_own_rules_call_it() -> None:
    view = dataclasses.replace(lantern().view(), findings=tuple(ROWS))
    (card,) = [Cards(view, texts("en")).card(fact) for fact in facts_of(ROWS)]
    assert [(face.classes, face.verdict, face.sentence) for face in card.faces] == [
        ("of-all of-cn", "VIOLATION", "read early"),
        ("of-eu", "SUSPECTED", "perhaps too much"),
    ]
    assert [(group.sentence, group.fix, len(group.rules)) for group in card.groups] == [
        ("read early", "read later", 1), ("perhaps too much", "", 1),
    ]  # fmt: skip
    assert card.groups[0].limits == ("limit per_minute = 30: ours, no law's",) and card.classes == "in-cn in-eu"


def test_a_fact_without_a_disclosure_has_its_reading_and_its_call() -> None:
    run = lantern()
    said = run.assessment() | {"findings": msgspec.to_builtins(ROWS)}
    view = build_view(msgspec.convert(said, Assessment), run.bundle(), run.exchanges)
    (card,) = [Cards(view, texts("en")).card(fact) for fact in facts_of(view.findings)]
    assert [row.access_point for row in card.readings] == ["settings.secure.android_id"]
    assert [row.id for row in card.observed] == ["4242:1"] and card.disclosures == ()
    assert card.screens[0].picture.name == "ui/0.png" and card.screens[0].when == "4.1 s later"
    assert dict(card.about)["What"] == "Android ID"

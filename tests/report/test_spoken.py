"""Names in the reader's words, whatever an app calls itself."""

import msgspec

from harness.analysis.model import Actor
from harness.report import spoken
from harness.report.judged import actors
from harness.report.model import Note
from harness.report.texts import texts
from tests.report.factory import ADS, APP
from tests.report.findings_views import EVIL, view


def test_names() -> None:
    zh, shown = texts("zh"), view()
    ads, app = (msgspec.convert(row, Actor) for row in (ADS, APP))
    assert spoken.actor(ads, zh) == "AdHive (com.adhive.sdk)" and spoken.actor(app, zh) == "应用自身"
    assert spoken.actor_called(ads.id, actors(shown), zh) == "AdHive (com.adhive.sdk)"
    assert spoken.actor_called("app", {}, zh) == "应用自身" and spoken.actor_called("sdk:x", {}, zh) == "sdk:x"
    assert spoken.phases(["before_consent", "background", "before_consent"], zh) == "同意前、后台运行"
    assert spoken.category(shown, zh, "phone_number") not in ("", "phone_number")
    assert spoken.category(shown, zh, "") == ""


def test_what_an_app_says_is_visible_and_bounded() -> None:
    en, shown = texts("en"), view()
    note = Note("facts.processes", (("n", 2),), (EVIL, "x" * 10_000_000))
    said = [spoken.category(shown, en, EVIL), spoken.phases([EVIL], en), spoken.actor_called(EVIL, {}, en)]
    for text in (*said, spoken.note(shown, en, note)):
        assert text.isprintable() and len(text) < 10_000

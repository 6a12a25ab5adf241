from harness.catalog.categories import categories
from harness.catalog.policy_words import cues, named_sdks, turns, words
from harness.catalog.sdks import sdks

# No policy has a word of its own for these; they are parts of others, or no data.
WITHOUT_WORDS = {"imei_partial", "imsi_partial", "eid", "app_set_id", "sms_send", "clipboard_meta", "location_meta"}


def test_each_category_has_words_in_both_languages() -> None:
    for language in ("zh", "en"):
        named = {each for word in words(language).values() for each in word.covers}
        assert set(categories()) - named == WITHOUT_WORDS
        assert named <= set(categories())
        assert all(word == word.lower() for word in words(language))


def test_named_sdks_are_those_of_the_catalogue() -> None:
    for row in named_sdks():
        assert set(row.prefixes) <= set(sdks()), row
        assert row.names or row.companies


def test_the_turns_compile_and_find_what_they_are_for() -> None:
    assert cues("zh").negators.search("我们不会收集") and cues("en").negators.search("we don't collect")
    assert cues("en").collect.search("we collect") and not cues("en").collect.search("recollections")
    assert cues("zh").countries["SG"].search("新加坡")
    assert turns("en").promises["encrypted"].search("is encrypted")
    assert turns("zh").licence_terms["perpetual"].search("永久")

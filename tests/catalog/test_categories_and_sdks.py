"""The category and SDK catalogues."""

import pytest

from harness.catalog._load import CatalogError, load_as, parse_yaml
from harness.catalog.categories import Category, categories, statuses
from harness.catalog.sdks import is_framework, sdk_for, sdks


def test_categories_are_complete_and_unique() -> None:
    known = categories()
    assert len(known) == 73
    assert all(c.zh and c.en and key == c.id for key, c in known.items())
    assert known["imei"].unresettable
    assert not known["oaid"].unresettable
    assert known["id_card_number"].sensitivity == "critical"


def test_every_legal_field_has_a_status() -> None:
    legal = {"gb35273_group", "gb35273_sensitive", "pipl_sensitive", "play", "masvs", "ccpa", "eu"}
    assert legal <= set(statuses())
    assert legal <= set(Category.__struct_fields__)


def test_longest_prefix_wins_and_ends_at_a_dot() -> None:
    assert len(sdks()) == 168
    ads = sdk_for("com.google.android.gms.ads.identifier.AdvertisingIdClient")
    assert ads is not None
    assert ads.name == "Google AdMob"
    services = sdk_for("com.google.android.gms.tasks.Task$1")
    assert services is not None
    assert services.name == "Google Play services"
    assert sdk_for("com.mobx.Thing") is None
    assert sdk_for("") is None


def test_framework_classes() -> None:
    assert is_framework("android.app.Activity")
    assert is_framework("java.lang.Thread")
    assert not is_framework("androidish.Thing")
    assert not is_framework("com.adhive.sdk.Ads")


def test_bad_yaml_is_one_sentence_with_file_and_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CatalogError, match=r"^x\.yaml:2: not valid YAML: "):
        parse_yaml("a: [1\nb: }", "x.yaml")
    missing = tmp_path / "none.yaml"
    with pytest.raises(CatalogError, match="Cannot read"):
        load_as(missing, dict)

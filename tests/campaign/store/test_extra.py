"""A missing extra is one sentence that says what installs it."""

import pytest

from harness.campaign.store import extra
from harness.campaign.store.errors import ExtraMissing


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    extra.check_installed()
    monkeypatch.setattr(extra, "PACKAGES", ("sqlalchemy", "no_such_package"))
    with pytest.raises(ExtraMissing, match=r"no_such_package.*harness\[campaign\]"):
        extra.check_installed()

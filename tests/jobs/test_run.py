"""The names of bundles, which begin with what somebody called an APK."""

import re
from pathlib import Path

import pytest

from harness.jobs.run import bundle_name


@pytest.mark.parametrize(
    ("file", "begins"),
    [("a.apk", "a-accept-"), ("../x y;rm.apk", "x_y_rm-accept-"), (".apk", "apk-"), ("...apk", "app-")],
)
def test_a_hostile_name_names_no_other_place(file: str, begins: str) -> None:
    name = bundle_name(Path(file), "accept")
    assert name.startswith(begins) and re.fullmatch(r"[\w.-]+-accept-\d{8}T\d{6}", name)

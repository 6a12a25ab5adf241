"""Real APKs of others reach their first screen: those of real_apks.yaml that lie in the folder HARNESS_REAL_APKS."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from harness.files.read import parse_yaml
from harness.sandbox.runtime.translate import translate
from tests.sandbox.runtime.fake_system import FakeSystem, nodes

FOLDER = Path(os.environ.get("HARNESS_REAL_APKS", "none"))
KNOWN: dict[str, dict[str, Any]] = parse_yaml(
    Path(__file__).with_name("real_apks.yaml").read_text("utf-8"), "real_apks"
)
FOUND = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(FOLDER.glob("*.apk"))}

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(not FOUND, reason="HARNESS_REAL_APKS names no folder with APKs")]


@pytest.mark.parametrize("digest", sorted(KNOWN), ids=lambda digest: KNOWN[digest]["app"])
def test_it_reaches_its_first_screen(digest: str, tmp_path: Path) -> None:
    if digest not in FOUND:
        pytest.skip("not in the folder")
    known = KNOWN[digest]
    jar = translate(FOUND[digest], FOLDER / "translated")
    (tmp_path / "data" / "sdcard").mkdir(parents=True)
    system = FakeSystem(
        jar, tmp_path, package=known["package"], process=known["package"], application=known["application"],
        activities=[known["main"]], target_sdk=known["target_sdk"],
    )  # fmt: skip
    system.start()
    try:
        system.launch(known["main"])
        windows = system.dump()
        assert not system.calls("process.crashed"), system.calls("process.crashed")[0]["trace"]
        texts = {node["text"] for window in windows for node in nodes(window["root"])}
        assert known["shows"] is None or known["shows"] in texts
    finally:
        system.close()

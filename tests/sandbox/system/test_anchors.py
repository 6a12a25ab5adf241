"""An app's own anchors: found by another reader than the one that writes them, and trusted by that app alone."""

from pathlib import Path

import pytest

from harness.app.repackage.repackage import Wanted, repackage
from harness.app.repackage.sign import Signer
from harness.app.splits import read_split
from harness.sandbox.system.anchors import anchors, store_with
from tests.app.repackage.apps import LANTERN, LOUD
from tests.capture.device.certificate import PEM


@pytest.fixture(params=[LANTERN, LOUD], ids=["no resources", "resources"])
def trusting(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An app that brings a certificate."""
    wanted = Wanted(gadget=b"x", config=b"{}", library="q", abi="x86_64", api_level=30, authority_pem=PEM)
    (done,), _ = repackage([read_split(request.param)], tmp_path, wanted, Signer())
    return done.path


def test_an_app_s_own_certificate(trusting: Path) -> None:
    assert anchors(trusting) == [PEM]


def test_an_app_without_a_configuration() -> None:
    assert anchors(LOUD) == []


def test_a_file_that_is_no_app(tmp_path: Path) -> None:
    (tmp_path / "a.apk").write_bytes(b"PK")
    assert anchors(tmp_path / "a.apk") == []


def test_the_store_of_an_app(trusting: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "abcd.0").write_bytes(b"system")
    own = tmp_path / "own"
    for _ in range(2):
        assert store_with(trusting, store, own) == own
        assert {path.name: path.read_bytes() for path in own.iterdir()} == {"abcd.0": b"system", "app-0.pem": PEM}
    assert store_with(LOUD, store, own) == store

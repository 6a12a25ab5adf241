"""Default, file, environment: the last one that speaks is heard."""

from pathlib import Path

import pytest

from harness.config.layers import ToLookFor, load, origins, to_look_for
from harness.files.read import ReadError


def test_each_layer_goes_above_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "harness.toml"
    file.write_text('lang = "zh"\nnetwork = "live"\n')
    config = load(start=tmp_path, environment={})
    defaults = {"lang": "en", "network": "sinkhole", "scenario": "consent", "values": None}
    rows = {row.name: row for row in origins(config, defaults, {"HARNESS_LANG": "en", "HARNESS_NETWORK": ""})}
    said = {name: (rows[name].value, rows[name].source) for name in defaults}
    assert said == {
        "lang": ("en", "HARNESS_LANG"), "network": ("live", f"{file}:2"), "scenario": ("consent", "default"),
        "values": (None, "not set"),
    }  # fmt: skip


def test_one_may_be_named_or_none_wanted(tmp_path: Path) -> None:
    near, other = tmp_path / "harness.toml", tmp_path / "other.toml"
    near.write_text('lang = "zh"')
    other.write_text("jobs = 2")
    assert load(start=tmp_path, environment={}).path == near
    assert load(start=tmp_path, environment={"HARNESS_CONFIG": str(other)}).values == {"jobs": 2}
    assert load(near, start=tmp_path, environment={"HARNESS_CONFIG": str(other)}).path == near
    assert load(start=tmp_path, environment={"HARNESS_CONFIG": ""}).path is None
    assert load(other, off=True, start=tmp_path, environment={}).path is None
    with pytest.raises(ReadError, match="No such file"):
        load(start=tmp_path, environment={"HARNESS_CONFIG": str(tmp_path / "none")})


def test_what_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HARNESS_CONFIG", "HARNESS_VALUES", "HARNESS_PERSONA"):
        monkeypatch.delenv(name, raising=False)
    assert to_look_for(tmp_path) == ToLookFor()
    (tmp_path / "harness.toml").write_text('values = "v.yaml"\npersona = "p.yaml"\n')
    monkeypatch.setenv("HARNESS_PERSONA", "/q.yaml")
    assert to_look_for(tmp_path) == ToLookFor(tmp_path / "v.yaml", Path("/q.yaml"))

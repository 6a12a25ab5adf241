"""Generated apps are apps, different ones, and their truth is what they do."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import insert

from benchmarks.campaign.mimics.make import make
from benchmarks.campaign.mimics.truth import Truth
from benchmarks.campaign.mimics.variants import FORMS, VALUES, Act, Variant, variant
from benchmarks.campaign.six_hundred import differences
from harness.app.apk import read_apk
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import collected, disclosures, findings, results
from harness.rules.catalogue import shipped
from tests.campaign import kit

ALL = [variant(number) for number in range(1, 601)]


def strings(dex: bytes) -> list[bytes]:
    """The table of strings, in its order (dex format: ``string_ids_off`` at 60)."""
    size, at = struct.unpack_from("<II", dex, 56)
    found = []
    for (offset,) in struct.iter_unpack("<I", dex[at : at + 4 * size]):
        begin = offset + 1
        while dex[begin - 1] & 0x80:
            begin += 1
        found.append(dex[begin : dex.index(b"\0", begin)])
    return found


@pytest.mark.parametrize("number", [1, 2, 13, 24, 600])
def test_an_app_is_whole_and_its_own(number: int, tmp_path: Path) -> None:
    made = variant(number)
    path = make(made, tmp_path)
    apk = read_apk(path)
    assert (apk.package, apk.label, len(apk.signer_sha256)) == (made.package, made.label, 1)
    with zipfile.ZipFile(path) as archive:
        dex = archive.read("classes.dex")
        assert archive.read("assets/acts.txt").decode().splitlines() == [act.line for act in made.acts]
    assert dex[12:32] == hashlib.sha1(dex[32:], usedforsecurity=False).digest()
    assert struct.unpack_from("<I", dex, 8)[0] == zlib.adler32(dex[12:])
    names = strings(dex)
    assert names == sorted(names), "a table that is out of order is refused by Android"
    classes = {name for name in names if name.startswith(b"L") and name.endswith(b"Sdk;")}
    assert len(classes) == 1 and classes.pop().startswith(f"L{made.sdk.replace('.', '/')}/".encode())
    assert f"L{made.package.replace('.', '/')}/MainActivity;".encode() in names


def test_six_hundred_are_different_and_do_everything() -> None:
    assert len({msgspec.json.encode((each.sdk, each.acts)) for each in ALL}) > 450
    acts = [act for each in ALL for act in each.acts]
    assert {act.value for act in acts} == set(VALUES)
    assert {act.form for act in acts} == {*FORMS, "unsent"}
    assert len({(act.when, act.who, act.value) for act in acts}) == 3 * 2 * len(VALUES)
    assert all(len({act.value for act in each.acts}) == len(each.acts) for each in ALL)
    assert [each.number for each in ALL if not each.acts] == list(range(10, 601, 10))


def test_the_truth_names_rules_that_there_are() -> None:
    said = Counter(row[0] for each in ALL for branch in ("accept", "refuse") for row in Truth(each, branch).findings)
    assert len(said) > 25 and set(said) <= set(shipped().rules)
    assert not any(Truth(variant(10), branch).findings for branch in ("accept", "refuse"))


def test_a_run_that_is_not_exact_is_told_row_by_row(campaign: Campaign) -> None:
    act = Act("start", "sdk", "android_id", "md5", "log.mob-cloud.example")
    one = Variant(7, "com.mob", (act,))
    truth = Truth(one, "accept")
    (job,) = kit.app_with_jobs(campaign.engine, 1, one.package)
    with campaign.engine.begin() as connection:
        connection.execute(insert(results).values(id=1, job_id=job, app_id=1, build_id=1))
        for table, names, rows in (
            (findings, ("rule", "verdict", "category", "actor", "recipient", "phase"), list(truth.findings.elements())),
            (disclosures, ("category", "actor", "host", "phase", "consent", "form"), list(truth.disclosures)),
            (collected, ("category", "actor", "phase", "consent"), list(truth.collected)),
        ):
            for row in rows:
                connection.execute(insert(table).values(result_id=1, app_id=1, **dict(zip(names, row, strict=True))))
    assert differences(campaign, [one]) == {}
    with campaign.engine.begin() as connection:
        connection.execute(disclosures.update().values(form="plain"))
        connection.execute(findings.delete().where(findings.c.rule == "CAC191-3-1"))
    (wrong,) = differences(campaign, [one]).values()
    assert [row.split(":")[0] for row in wrong] == ["finding missing", "sent missing", "sent too much"]

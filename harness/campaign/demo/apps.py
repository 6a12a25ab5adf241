"""Twelve apps for the demonstration: variants of the sample apps, each with a name and a signer of its own."""

import csv
from pathlib import Path

import msgspec

from harness.app.repackage.rename import Identity, rename
from harness.app.repackage.sign import Signer
from harness.app.samples import sample

STORES = ("应用商店甲", "应用商店乙", "应用商店丙")


class Variant(msgspec.Struct, frozen=True):
    """What an app of the demonstration is made of."""

    sample: str
    package: str
    label: str


VARIANTS = (
    Variant("lantern", "com.nova.torch", "新星手电筒"),
    Variant("polite", "com.quiet.memo", "静心备忘录"),
    Variant("bully", "com.swift.cleaner", "疾风清理"),
    Variant("lantern", "com.bright.sun", "明日手电"),
    Variant("polite", "com.plain.notes", "简单笔记"),
    Variant("bully", "com.iron.boost", "铁甲加速"),
    Variant("lantern", "com.night.lamp", "夜行灯"),
    Variant("polite", "com.paper.book", "纸上记事"),
    Variant("bully", "com.phone.doctor", "手机医生"),
    Variant("lantern", "com.pocket.light", "口袋照明"),
    Variant("polite", "com.morning.pages", "晨间笔记"),
    Variant("lantern", "com.deep.beam", "深海探灯"),
)


def make(folder: Path) -> tuple[Path, dict[str, Signer]]:
    """Write the apps and a list of them into ``folder``; return the list, and each app's signer by its package.

    The first app is in two stores: it is the same file, and is assessed once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    signers: dict[str, Signer] = {}
    rows = [["应用名称", "包名", "应用来源", "版本号", "文件"]]
    for number, variant in enumerate(VARIANTS):
        signers[variant.package] = Signer()
        file = folder / f"{variant.package}.apk"
        file.unlink(missing_ok=True)
        rename(
            sample(variant.sample), file, Identity(variant.package, variant.label, "1.0", 10), signers[variant.package]
        )
        rows.append([variant.label, variant.package, STORES[number % 3], "1.0", file.name])
    rows.append([VARIANTS[0].label, VARIANTS[0].package, STORES[1], "1.0", f"{VARIANTS[0].package}.apk"])
    listing = folder / "apps.csv"
    with listing.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    return listing, signers


def mended(folder: Path, package: str, signer: Signer) -> Path:
    """Write the next version of an app, which does what the sample that does everything right does."""
    label = next(variant.label for variant in VARIANTS if variant.package == package)
    file = folder / f"{package}-2.0.apk"
    file.unlink(missing_ok=True)
    rename(sample("polite"), file, Identity(package, label, "2.0", 20), signer)
    return file

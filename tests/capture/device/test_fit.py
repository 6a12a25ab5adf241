"""Whether the sandbox can run an app."""

import zipfile
from pathlib import Path

import pytest
import uiautomator2

from harness.app.dex_refs import Defined, DexRefs, Member
from harness.app.samples import sample
from harness.capture.device.fit import UnfitError, check_fit, compared, fit_of

FOREIGN = Path(uiautomator2.__file__).parent / "assets" / "app-uiautomator.apk"
"""A real app of others': AndroidX, Kotlin, screens from XML."""
ACTIVITY = "android/app/Activity"


def refs(*members: Member, types: set[str] = frozenset(), **defined: Defined) -> DexRefs:  # type: ignore[assignment]
    own = {name.replace("_", "/"): each for name, each in defined.items()}
    return DexRefs(own, frozenset(types), frozenset(members))


@pytest.mark.parametrize("name", ["lantern", "bully", "facelift", "loud", "maze", "polite", "sleeper"])
def test_what_was_built_for_it_fits(name: str) -> None:
    assert fit_of(sample(name)).said == "fits 100 %" and fit_of(sample(name)).lacks == []


def test_a_real_app_is_tried_and_what_it_lacks_is_said() -> None:
    fit = fit_of(FOREIGN)
    assert fit.enough and 0.9 < fit.share < 1
    assert fit.said.startswith("fits 9") and fit.said.endswith(f"{fit.shells} of {fit.named} only as shells")
    assert fit.lacks[0] == f"{fit.missing} of {fit.named} classes and members of Android"
    check_fit(FOREIGN)


def test_an_app_that_cannot_run_is_told_by_name_with_the_way_on(tmp_path: Path) -> None:
    apk = tmp_path / "native.apk"
    apk.write_bytes(FOREIGN.read_bytes())
    with zipfile.ZipFile(apk, "a") as archive:
        archive.writestr("lib/arm64-v8a/libfoo.so", b"ELF")
    with pytest.raises(UnfitError, match=r"^native\.apk fits \d+ %: native code \(libfoo\.so\), .*doctor.*--anyway"):
        check_fit(apk)


def test_what_cannot_be_read_is_left_to_who_installs_it(tmp_path: Path) -> None:
    (tmp_path / "a.apk").write_bytes(b"PK no archive")
    assert fit_of(tmp_path / "a.apk").enough


def test_members_are_looked_for_where_they_are_inherited_from() -> None:
    own = Defined((ACTIVITY,), frozenset({("mine", "()V")}))
    there = Member("a/Main", "finish", "()V"), Member("a/Main", "mine", "()V"), Member("a/Main", "toString", "()V")
    assert compared([refs(*there, types={ACTIVITY}, a_Main=own)]).share == 1
    fit = compared([refs(Member("a/Main", "nothingLikeIt", "()V"), types={ACTIVITY}, a_Main=own)])
    assert fit.members == ("android.app.Activity.nothingLikeIt",) and fit.missing == 1


def test_what_an_app_extends_is_named_first() -> None:
    own = Defined(("android/zz/Base",), frozenset())
    fit = compared([refs(types={"android/zz/Base", "android/aa/Other"}, a_Main=own)])
    assert fit.extended == ("android/zz/Base",) and fit.said.startswith("fits 0 %: no android.zz.Base, no android.aa")
    assert not fit.enough


def test_shells_count_as_there_and_are_told() -> None:
    shell, real = Member(ACTIVITY, "setImmersive", "(Z)V"), Member(ACTIVITY, "finish", "()V")
    fit = compared([refs(shell, real, types={ACTIVITY, "android/app/AliasActivity"})])
    assert (fit.share, fit.shells, fit.said) == (1, 1, "fits 100 %: 1 of 4 only as shells")
    assert fit.lacks == []


def test_a_class_that_the_app_brings_is_not_missing() -> None:
    own = Defined(("java/lang/Object",), frozenset())
    assert compared([refs(types={"android/support/v4/app/X"}, android_support_v4_app_X=own)]).share == 1


def test_notes_of_the_compiler_are_nothing_to_miss() -> None:
    assert compared([refs(types={"dalvik/annotation/Signature"})]).named == 0


def test_a_file_that_changed_is_looked_at_anew(tmp_path: Path) -> None:
    apk = tmp_path / "a.apk"
    apk.write_bytes(FOREIGN.read_bytes())
    assert fit_of(apk).share < 1
    apk.write_bytes(sample("lantern").read_bytes())
    assert fit_of(apk).share == 1

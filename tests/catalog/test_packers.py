"""The list of packers: well formed, with sources, and it names what it should and nothing else."""

import pytest

from harness.catalog.packers import by_library, frida_words, in_apk, libraries, packers


def test_every_sign_is_one_thing_with_a_source() -> None:
    known = packers()
    assert len({packer.id for packer in known}) == len(known) >= 15
    for packer in known:
        for sign in packer.signs:
            assert sum(map(bool, (sign.application, sign.library, sign.file))) == 1, (packer.id, sign)
            assert sign.verified
            assert set(sign.verified) <= {"APKiD", "Koodous", "from memory"}
    assert frida_words()


@pytest.mark.parametrize(
    ("application", "files", "packer"),
    [
        ("com.stub.StubApp", [], "jiagu"),
        ("", ["lib/arm64-v8a/libjiagu.so"], "jiagu"),
        ("", ["assets/libjiagu_x86.so"], "jiagu"),
        ("com.tencent.StubShell.TxAppEntry", [], "legu"),
        ("", ["lib/armeabi/libshella-2.9.1.2.so"], "legu"),
        ("", ["lib/armeabi-v7a/libshellx-3.0.0.0.so"], "legu"),
        ("com.secneo.apkwrapper.ApplicationWrapper", [], "bangcle"),
        ("", ["lib/armeabi/libDexHelper.so"], "bangcle"),
        ("com.shell.SuperApplication", [], "ijiami"),
        ("", ["assets/ijiami.dat"], "ijiami"),
        ("com.baidu.protect.StubApplication", [], "baidu"),
        ("", ["lib/armeabi/libbaiduprotect.so"], "baidu"),
        ("com.ali.mobisecenhance.StubApplication", [], "alibaba"),
        ("", ["lib/armeabi/libchaosvmp.so"], "naga"),
        ("", ["assets/dp.arm-v8.so.dat"], "dexprotector"),
    ],
)
def test_known_packers(application: str, files: list[str], packer: str) -> None:
    assert {found.id for found, _ in in_apk(application, files)} == {packer}


@pytest.mark.parametrize(
    ("application", "files"),
    [
        ("com.example.StubApp", ["classes.dex", "lib/arm64-v8a/libc++_shared.so", "assets/config.json"]),
        ("", ["libjiagu.so", "res/raw/libjiagu.so"]),
        ("com.stub.StubAppX", []),
    ],
)
def test_others_are_not_named(application: str, files: list[str]) -> None:
    assert list(in_apk(application, files)) == []


def test_a_loaded_library_is_recognised() -> None:
    found = by_library("libshellx-2.10.so")
    assert found is not None
    assert found.id == "legu"
    assert by_library("libssl.so") is None
    assert "libjiagu.so" in libraries()

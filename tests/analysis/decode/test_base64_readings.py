"""Letters alone are words or base64 by how they change from small to capital."""

import base64

import pytest

from harness.analysis.decode.base64_readings import readings

FRAME = b"\x82\x92"


@pytest.mark.parametrize("key", [b"%<d\x9d", b"1o\xf9_", b"\xf1o\xf9_"])
def test_a_masked_frame_whose_base64_happens_to_be_letters_alone_is_read(key: bytes) -> None:
    masked = bytes(byte ^ key[at % 4] for at, byte in enumerate(b"440305197507174512"))
    run = base64.b64encode(FRAME + key + masked)
    assert run.replace(b"/", b"").isalpha()
    assert [(read.backwards, read.skipped, read.decoded) for read in readings(run, turned=False)] == [
        (False, 0, FRAME + key + masked)
    ]


@pytest.mark.parametrize(
    "run",
    [b"requestTelephonyPermissionFromUser", b"com/example/android/network/HttpClientImplementation",
     b"XMLHttpRequestUploadProgressEvent", b"SOMETHING_ALL_IN_CAPITALS_WITH_WORDS"],
)  # fmt: skip
def test_names_and_paths_are_words(run: bytes) -> None:
    assert readings(run, turned=False) == ()

from harness.analysis.decode.byte_list import byte_lists
from harness.analysis.decode.view import Budget


def test_lists_of_bytes_with_and_without_signs() -> None:
    text = "byte by byte, 字".encode()
    signed = [byte - 256 if byte > 127 else byte for byte in text]
    for numbers in ([*text], signed):
        (part,) = byte_lists(b'{"b": %s}' % str(numbers).encode(), Budget())
        assert part.data == text and not part.faint


def test_lists_of_other_numbers_say_nothing() -> None:
    assert list(byte_lists(b"[1,2,3,4,5,6,7,256,9,10]", Budget())) == []
    assert [part.faint for part in byte_lists(b"[1,2,3,4,5,6,7,8,9,10]", Budget())] == [True]

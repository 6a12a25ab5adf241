"""The small language of native functions."""

import pytest

from harness.catalog.points import load_points
from harness.catalog.signature import Argument, as_config, parse


def test_a_function() -> None:
    made = parse("status connect(fd socket, sockaddr[size] address, uint size)")
    assert (made.symbol, made.ret) == ("connect", "status")
    assert made.args[1] == Argument(type="sockaddr", name="address", out=False, size="size")
    assert as_config(made)["args"][0] == {"type": "fd", "name": "socket", "out": False, "size": ""}


@pytest.mark.parametrize("text", ["int f()", "int f(void)", " void  f ( out bytes[ret] data , long n ) "])
def test_spaces_and_no_arguments(text: str) -> None:
    assert parse(text).symbol == "f"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("connect", "is no signature like"),
        ("double f()", "f cannot return 'double'"),
        ("int f(float x)", "unknown type 'float'"),
        ("int f(int)", "write a type and a name"),
        ("int f(bytes data)", "data of f needs size in brackets"),
        ("int f(int[4] n)", "n of f has no size in brackets"),
        ("int f(bytes[ret] data)", "so must be 'out'"),
        ("int f(bytes[n] data)", "a size that is no number: n"),
        ("int f(bytes[*n] data, int n)", r"a size that is no number: \*n"),
        ("int f(int a, int a)", "two arguments of f have the same name"),
        (f"int f({', '.join(f'int a{i}' for i in range(17))})", "more than 16"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


def test_every_signature_of_the_catalogue_is_one() -> None:
    symbols = [text for point in load_points() for text in point.symbols]
    assert len(symbols) > 50
    assert all(parse(text) for text in symbols)

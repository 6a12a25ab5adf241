"""Class files are read and written as the JVM reads them."""

from __future__ import annotations

from harness.sandbox.runtime.shells import classes
from harness.sandbox.runtime.shells.signatures import FINAL, PUBLIC


def test_parameters_and_results() -> None:
    shape = "(I[[JLa/B;[La/C;D)[La/D;"
    assert classes.parameters(shape) == ["I", "[[J", "La/B;", "[La/C;", "D"]
    assert classes.result(shape) == "[La/D;"


def test_texts_are_written_as_the_jvm_does() -> None:
    pool = classes.Pool()
    assert pool.text("a") == pool.text("a") == 1
    assert pool.text("\0é😀") == 2
    assert pool.data == b"\x01\0\1a" + b"\x01\0\x0a\xc0\x80\xc3\xa9\xed\xa0\xbd\xed\xb8\x80"


def test_wide_constants_take_two_places() -> None:
    pool = classes.Pool()
    assert (pool.value(-(2**63), "J"), pool.value(1.5, "D"), pool.value(7, "I"), pool.value(True, "Z")) == (1, 3, 5, 6)


def test_what_is_written_is_read_again() -> None:
    pool = classes.Pool()
    field = classes.field(pool, PUBLIC, "f", "J", 5)
    method = classes.method(pool, PUBLIC, "m", "(JD)V", b"\xb1", 1, ["java/io/IOException"])
    found = classes.read(classes.written(pool, PUBLIC, "a/A", "java/lang/Object", ["a/I"], [field], [method]))
    assert (found.name, found.above, found.interfaces) == ("a/A", "java/lang/Object", ("a/I",))
    assert found.fields == (classes.Member(PUBLIC, "f", "J"),)
    assert found.methods == (classes.Member(PUBLIC, "m", "(JD)V"),)


def test_a_compiled_class_gets_more_members_and_keeps_its_own_but_none_is_final() -> None:
    made = classes.Pool()
    own = [
        classes.method(made, flags, "m", shape, b"\xb1", 1) for flags, shape in ((PUBLIC | FINAL, "()V"), (1, "(I)V"))
    ]
    kept = classes.field(made, PUBLIC | FINAL, "f", "I")
    old = classes.read(classes.written(made, PUBLIC, "a/A", "java/lang/Object", ["a/I"], [kept], own))
    pool = classes.pool_of(old)
    more = classes.method(pool, PUBLIC, "newer", "()V", b"\xb1", mark="Shell")
    found = classes.read(classes.merged(old, pool, ["a/New"], [], [more]))
    assert [(each.flags, each.name) for each in found.methods] == [(1, "m"), (1, "m"), (1, "newer")]
    assert found.interfaces == ("a/I", "a/New") and found.fields == old.fields

"""API signature files become facts: names, descriptors, flags, constants."""

from __future__ import annotations

import pytest

from harness.sandbox.runtime.shells import signatures
from harness.sandbox.runtime.shells.signatures import (
    ABSTRACT,
    ENUM,
    INTERFACE,
    PROTECTED,
    PUBLIC,
    STATIC,
    Field,
    Method,
)

TEXT = """// Signature format: 2.0
package android.a {

  public abstract class Box<T extends android.a.Thing> extends android.a.Base<T> implements android.a.O a.I {
    ctor public Box(@NonNull android.content.Context, int...);
    method @Deprecated protected abstract T get(java.util.Map<E,? super T>, long[][]) throws java.io.IOException;
    method @IntRange(from=0, to=(a.MAX)) public static <E extends java.lang.Number & java.io.Closeable> E[] of(E);
    field public static final long LONG = -9223372036854775808L; // 0x8000000000000000L
    field public static final char C = 65; // 0x0041 'A'
    field public static final String S = "a\\"b\\u00e9";
    field public static final double NAN = (0.0/0.0);
    field public int plain;
  }

  public class Box.Inner {
    ctor public Box.Inner();
    method public T hold();
  }

  public enum Box.Kind {
    method public static android.a.Box.Kind valueOf(String);
    enum_constant public static final android.a.Box.Kind ONE;
  }

  public static interface Box.Heard {
    method public default void also();
    method public void heard(android.a.Box.Inner);
    method public static int count();
  }

  public class Thing {
  }

}

package java.lang {

  public class Object {
  }

}
"""


@pytest.fixture(scope="module")
def api() -> dict[str, signatures.Api]:
    return signatures.read([TEXT])


def test_what_the_jdk_has_is_left_out(api: dict[str, signatures.Api]) -> None:
    inside = ["android/a/Box$Heard", "android/a/Box$Inner", "android/a/Box$Kind"]
    assert sorted(api) == ["android/a/Box", *inside, "android/a/Thing"]


def test_types_are_erased_and_written_as_the_jvm_does(api: dict[str, signatures.Api]) -> None:
    box = api["android/a/Box"]
    assert (box.above, box.interfaces) == ("android/a/Base", ("android/a/O", "a/I"))
    assert box.methods == (
        Method(PUBLIC, "<init>", "(Landroid/content/Context;[I)V"),
        Method(PROTECTED | ABSTRACT, "get", "(Ljava/util/Map;[[J)Landroid/a/Thing;", ("java/io/IOException",)),
        Method(PUBLIC | STATIC, "of", "(Ljava/lang/Number;)[Ljava/lang/Number;"),
    )


def test_constants_are_kept(api: dict[str, signatures.Api]) -> None:
    values = {field.name: field.value for field in api["android/a/Box"].fields}
    assert str(values.pop("NAN")) == "nan"
    assert values == {"LONG": -(2**63), "C": 65, "S": 'a"bé', "plain": None}


def test_an_inner_class_takes_its_outer_ones_object_and_letters(api: dict[str, signatures.Api]) -> None:
    inner = api["android/a/Box$Inner"]
    assert [method.shape for method in inner.methods] == ["(Landroid/a/Box;)V", "()Landroid/a/Thing;"]


def test_kinds_of_classes(api: dict[str, signatures.Api]) -> None:
    kind, heard = api["android/a/Box$Kind"], api["android/a/Box$Heard"]
    assert kind.above == "java/lang/Enum" and kind.flags & ENUM
    assert kind.fields == (Field(25 | ENUM, "ONE", "Landroid/a/Box$Kind;"),)
    assert heard.flags & INTERFACE
    assert {method.name: bool(method.flags & ABSTRACT) for method in heard.methods} == {
        "also": False,
        "heard": True,
        "count": False,
    }


def test_what_is_no_signature_is_an_error() -> None:
    with pytest.raises(signatures.SignatureError, match="nonsense"):
        signatures.read(["package android.a {\n  public class A {\n    nonsense\n  }\n}\n"])


def test_facts_survive_being_kept(api: dict[str, signatures.Api]) -> None:
    assert signatures.write(api) == signatures.write(dict(reversed(api.items())))
    kept = signatures.load()
    assert kept["android/view/View$OnClickListener"].methods == (
        Method(PUBLIC | ABSTRACT, "onClick", "(Landroid/view/View;)V"),
    )
    assert len(kept) > 3000

"""Shells link, are neutral, and leave alone what doubles do."""

from __future__ import annotations

import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from harness.sandbox.runtime import build
from harness.sandbox.runtime.jvm import java
from harness.sandbox.runtime.shells import classes
from harness.sandbox.runtime.shells.make import COUNTER, make
from harness.sandbox.runtime.shells.signatures import ABSTRACT, INTERFACE, PUBLIC, STATIC, Api, Field, Method

OBJECT = "java/lang/Object"
ADD = Method(PUBLIC, "add", "(I)V")


def double(name: str, above: str, *methods: Method) -> bytes:
    """A compiled class whose methods do nothing."""
    pool = classes.Pool()
    code = [classes.method(pool, each.flags, each.name, each.shape, b"\xb1", 1) for each in methods]
    return classes.written(pool, PUBLIC, name, above, [], [], code)


def names(data: bytes) -> set[tuple[str, str]]:
    return {(each.name, each.shape) for each in classes.read(data).methods}


def test_a_shell_has_no_method_that_a_double_above_it_has() -> None:
    api = {
        "a/Real": Api(PUBLIC, "a/Real", OBJECT, (), (), ()),
        "a/Shell": Api(
            PUBLIC, "a/Shell", "a/Real", (), (), (Method(PUBLIC, "add", "(I)V"), Method(PUBLIC, "new", "()V"))
        ),
    }
    _, shells = make({"a/Real": double("a/Real", OBJECT, Method(PUBLIC, "<init>", "()V"), ADD)}, api)
    assert names(shells["a/Shell"]) == {("new", "()V"), ("<init>", "()V")}


def test_a_double_gets_what_it_lacks_and_keeps_what_it_has() -> None:
    api = {"a/Real": Api(PUBLIC, "a/Real", OBJECT, (), (Field(PUBLIC, "f", "I"),),
                         (Method(PUBLIC, "has", "()V"), Method(PUBLIC | ABSTRACT, "lacks", "()J")))}  # fmt: skip
    made, _ = make({"a/Real": double("a/Real", OBJECT, Method(PUBLIC, "has", "()V"))}, api)
    found = classes.read(made["a/Real"])
    assert [(each.name, each.flags) for each in found.methods] == [("has", PUBLIC), ("lacks", PUBLIC)]
    assert [each.name for each in found.fields] == ["f"]


def test_an_exception_keeps_its_message() -> None:
    told = Method(PUBLIC, "<init>", "(Ljava/lang/String;)V")
    _, shells = make({}, {"a/E": Api(PUBLIC, "a/E", "java/lang/Exception", (), (), (told,))})
    assert b"\x2a\x19\x01\xb7" in shells["a/E"]  # this, the message, the parent's constructor


def test_what_an_interface_wants_is_there() -> None:
    api = {
        "a/I": Api(PUBLIC | INTERFACE | ABSTRACT, "a/I", OBJECT, (), (), (Method(PUBLIC | ABSTRACT, "wanted", "()I"),)),
        "a/Shell": Api(PUBLIC, "a/Shell", OBJECT, ("a/I",), (), ()),
    }
    _, shells = make({}, api)
    assert ("wanted", "()I") in names(shells["a/Shell"])


def test_each_call_is_told_by_name() -> None:
    _, shells = make({}, {"a/A": Api(PUBLIC, "a/A", OBJECT, (), (), (Method(PUBLIC | STATIC, "m", "()V"),))})
    data = shells["a/A"]
    assert COUNTER[0].encode() in data and b"\xb8" + struct.pack(">H", 1) not in data[:10]
    assert all(text in data for text in (b"a/A", b"m", b"()V"))


@pytest.mark.device
@pytest.mark.skipif(build.javac() is None, reason="needs javac 17")
def test_all_of_them_link_under_the_verifier_and_enumerations_are_ones(tmp_path: Path) -> None:
    source = tmp_path / "Check.java"
    source.write_text(CHECK)
    subprocess.run(
        [str(build.javac()), *build.BRIEF, "-cp", build.CLASS_PATH, "-d", str(tmp_path), str(source)], check=True
    )
    with zipfile.ZipFile(build.JAR) as doubles, zipfile.ZipFile(build.SHELLS) as shells:
        all_names = [name for jar in (doubles, shells) for name in jar.namelist() if name.endswith(".class")]
    (tmp_path / "names").write_text("\n".join(name[:-6].replace("/", ".") for name in all_names))
    command = [str(java()), "-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"]
    command += [f"-Xbootclasspath/a:{build.CLASS_PATH}", "-cp", str(tmp_path), "Check", str(tmp_path / "names")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [f"linked {len(all_names)}", "2 1"], done.stdout + done.stderr


CHECK = """
import java.nio.file.*;
public class Check {
    public static void main(String[] args) throws Exception {
        int linked = 0;
        for (String name : Files.readAllLines(Path.of(args[0]))) {
            try {
                Class<?> type = Class.forName(name, true, null);
                type.getDeclaredMethods();
                type.getDeclaredFields();
                linked++;
            } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
                linked += String.valueOf(e).contains("Verify") ? 0 : 1; // linked: it wants a main looper, or a system
            }
        }
        System.out.println("linked " + linked);
        System.out.println(android.graphics.Paint.Style.valueOf("STROKE").ordinal() + " " + android.view.Menu.FIRST);
        System.exit(0);
    }
}
"""

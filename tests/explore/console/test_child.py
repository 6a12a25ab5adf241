"""Evaluating what is typed, without the process around it."""

import pytest

from harness.explore.console.child import Console, shown, told
from harness.explore.console.messages import Done
from harness.explore.console.offered import SessionError


@pytest.mark.parametrize(
    ("code", "done"),
    [
        ("1 + 1", Done("2")), ("x = 1", Done("")), ("None", Done("")), ("x = 2\nx * 21", Done("42")),
        ("async def f():\n    return 'late'\nawait f()", Done("'late'")), ("'a\\x07'", Done("'a\\x07'")),
        ("1 / 0", Done("ZeroDivisionError: division by zero", failed=True)),
        ("x = 1\n\nnowhere", Done("NameError: name 'nowhere' is not defined, line 3", failed=True)),
        ("def f(:", Done("SyntaxError: invalid syntax, line 1", failed=True)),
        ("raise ValueError('two\\nlines')", Done("ValueError: two lines", failed=True)),
        ("exit()", Done("escape leaves the prompt, q the session", failed=True)),
        ("fails()", Done("the session is over", failed=True)),
    ],
)  # fmt: skip
def test_what_comes_of_code(code: str, done: Done) -> None:
    def fails() -> None:
        raise SessionError("the session is over")

    assert Console({"fails": fails}).evaluate(code) == done


def test_names_stay_and_the_last_result_has_one() -> None:
    console = Console({"disclosures": list})
    assert console.evaluate("import math\nmath.pi") == console.evaluate("_")
    assert console.complete("x = math.fl") == ["floor"] and console.complete("discl") == ["disclosures"]
    assert console.complete("nowhere.x") == []


def test_long_results_are_cut_and_say_so() -> None:
    assert shown(list(range(150))).endswith("99]\n(50 more)")
    assert shown(dict.fromkeys(range(101))).endswith("(1 more)")
    assert len(shown("x" * 100_000)) < 30_000
    assert told(ValueError()) == "ValueError: it says nothing more"

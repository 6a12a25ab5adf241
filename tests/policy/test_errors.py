from harness.errors import BAD_INPUT
from harness.policy.errors import PolicyError, missing


def test_a_missing_library_is_named_with_the_way_to_get_it() -> None:
    error = missing("a PDF policy", "pypdfium2")
    assert str(error) == "Reading a PDF policy needs the package pypdfium2: pip install 'harness[policy]' installs it."
    assert PolicyError.exit_code == BAD_INPUT

"""What is known to fail on real ART, and why. Whoever mends it takes the line out: a test that passes then fails."""

from fnmatch import fnmatchcase

_INLINED = (
    "a small method of the app's own that dex2oat has inlined into its caller is not seen, though its point counts as "
    "hooked; on a device the app's compiled code is left out when it is installed"
)
#: By ``module::test[mode-parameter]``, where ``*`` stands for anything and ``[`` for itself.
FAILURES: dict[str, str] = {
    "test_invisible::test_the_app_sees_no_difference[nterp-failure]": (
        "where a static method's class cannot be initialised, the trace begins with its hook's native frame"
    ),
    "test_agent::test_every_primitive_arrays_and_self_references[aot]": _INLINED,
}
#: The same for what depends on the moment: these may pass.
SOMETIMES: dict[str, str] = {}


def failure(test: str) -> tuple[str, bool] | None:
    """Why a test fails, and whether always; None when it should not."""
    for table, always in ((FAILURES, True), (SOMETIMES, False)):
        for pattern, reason in table.items():
            if fnmatchcase(test, pattern.replace("[", "[[]")):
                return reason, always
    return None

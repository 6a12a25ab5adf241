"""What is known to fail on real ART, and why. Whoever mends it takes the line out: a test that passes then fails."""

from fnmatch import fnmatchcase

_INLINED = "a small method that dex2oat has inlined into its caller is not seen, though its point counts as hooked"
#: By ``module::test[mode-parameter]``, where ``*`` stands for anything and ``[`` for itself.
FAILURES: dict[str, str] = {
    "test_invisible::test_the_app_sees_no_difference[nterp-failure]": (
        "where a static method's class cannot be initialised, the trace begins with its hook's native frame"
    ),
    "test_native::test_a_command_is_one_observation[*]": (
        "the execve of Java's child process is a second observation of the same command"
    ),
    "test_agent::test_a_listener_s_value_carries_the_request_s_stack[aot]": _INLINED,
    "test_agent::test_every_primitive_arrays_and_self_references[aot]": _INLINED,
    "test_points::test_each_overload_is_seen_with_its_value[aot]": _INLINED,
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

"""What is known to fail on real ART, and why. Whoever mends it takes the line out: a test that passes then fails."""

from fnmatch import fnmatchcase

#: By ``module::test[mode-parameter]``, where ``*`` stands for anything and ``[`` for itself.
FAILURES: dict[str, str] = {
    "test_invisible::test_the_app_sees_no_difference[*-trace]": (
        "a hooked constructor shows in the app's stack traces: Made.<init>(Native Method)"
    ),
    "test_late::test_a_class_that_gets_into_a_loader_unseen_is_hooked_or_a_gap[*]": (
        "code put into an existing loader, past its constructor and addDexPath, is not noticed"
    ),
    "test_native::test_a_command_is_one_observation[*]": (
        "the execve of Java's child process is a second observation of the same command"
    ),
    "test_selftest::test_every_family_that_is_here_is_seen_and_no_canary_is_the_app_s[nterp]": (
        "with nterp the self-test misses its own calls of a method and a listener, though the app's are seen"
    ),
}
#: The same for what depends on the moment: these may pass.
SOMETIMES: dict[str, str] = {
    "test_late::test_classes_that_several_threads_load_at_once_are_hooked_and_nobody_waits_for_ever[*]": (
        "a thread that ART counts as running waits for the agent, which waits for ART's collector, which waits for it"
    ),
}


def failure(test: str) -> tuple[str, bool] | None:
    """Why a test fails, and whether always; None when it should not."""
    for table, always in ((FAILURES, True), (SOMETIMES, False)):
        for pattern, reason in table.items():
            if fnmatchcase(test, pattern.replace("[", "[[]")):
                return reason, always
    return None

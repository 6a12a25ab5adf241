"""What the two processes say goes through the pipe as it is."""

import pickle

from harness.explore.console.messages import Answered, Called, Complete, Done, Evaluate, Names, Printed


def test_each_message_arrives_as_it_was_sent() -> None:
    for message in (
        Evaluate("1"), Complete("di"), Answered(1, {"a": [1]}), Printed("x\n"), Called(1, "act", ("tap", "OK"), {}),
        Done("2", failed=True), Names(["a"]),
    ):  # fmt: skip
        found = pickle.loads(pickle.dumps(message))  # noqa: S301 - our own
        assert found == message and type(found) is type(message)

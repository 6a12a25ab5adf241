"""A process beside a session."""

import socket
from multiprocessing.connection import Connection

from harness.explore.console.messages import Done, Evaluate
from harness.explore.process import begun


def test_it_finds_the_modules_and_what_it_was_given() -> None:
    mine, theirs = socket.socketpair()
    with theirs:
        process = begun("harness.explore.console.child", [theirs.fileno()], "--a recording", apart=True)
    with Connection(mine.detach()) as pipe:
        pipe.send(Evaluate("str(path())"))
        assert pipe.recv() == Done("'--a recording'")
    assert process.wait(30) == 0

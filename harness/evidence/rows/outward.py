"""What the app opened towards the network, and tried out of its confinement."""

from harness.evidence.rows.row import Row, kept


@kept("connections.jsonl")
class Connection(Row):
    """One connection the app opened towards the network.

    ``state`` is ``decrypted`` (TLS, read), ``plain`` (no TLS), ``failed`` (TLS could not be read; see ``reason``) or
    ``denied`` (stopped by the sinkhole), ``direct`` (went past the proxy; only where it went is known).
    """

    id: str
    time_us: int
    host: str
    port: int
    state: str
    reason: str | None = None
    sent: int = 0
    received: int = 0


@kept("replay.jsonl")
class Replayed(Row):
    """What became of one request where a recording was played back (``harness run --replay``).

    ``exchange`` is the flow's id in ``flows.mitm``. ``outcome``: ``recorded`` (answered as the same request was, values
    apart), ``nearest`` (a request to the same place, but with other names or words) or ``unrecorded`` (the sinkhole
    answered). ``index`` is the recorded exchange's place in the recording, -1 for none; ``again``: its answer had been
    given before. ``path`` is without its query. Streams and datagrams, which are never played back, have the method
    ``TCP`` or ``UDP`` and no path.
    """

    time_us: int
    exchange: str
    method: str
    host: str
    port: int
    path: str
    outcome: str
    index: int = -1
    again: bool = False


@kept("attempts.jsonl")
class Attempt(Row):
    """Something that the app, a child of it or its native code tried and that reaches out of its confinement.

    Only devices that confine the app tell (the sandbox does); refused connections to addresses are in
    ``connections.jsonl`` (``denied``). ``what`` is a kind, ``target`` what it was tried on:

    - ``connect``, ``send``: an address (``IP:PORT``, ``unix:PATH``, ``unix:@ABSTRACT``); ``socket``: a kind of socket;
      ``listen``: a port to be reached on; ``exec``: a program; ``write``: a file outside its data; ``signal``,
      ``trace``: another process; ``namespace``, ``mount``, ``call``: a system call that leads out; ``limit``: more
      threads or processes than it may have; ``more``: this many were tried after the bound of what is kept.

    ``answer``: ``refused``; ``inside`` (it went on, where nothing of the machine is reached); ``allowed`` (only with an
    open network). ``pid`` and ``program`` are who tried first, ``process`` the app's process to which it belongs.
    ``count`` times, from ``time_us`` to ``last_us``.
    """

    time_us: int
    what: str
    target: str = ""
    answer: str = ""
    pid: int = 0
    process: str = ""
    program: str = ""
    count: int = 1
    last_us: int = 0

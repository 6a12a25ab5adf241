"""What ``run.json`` says of a run."""

import msgspec


class WithoutAgent(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``run.json``'s ``without_agent``: an app that died with the agent in it was started the same way without.

    ``survived`` is ``None`` when that could not be found out (``reason`` says why). ``phases`` were run, which took
    ``seconds``. Nothing of what the app did then is in the bundle.
    """

    survived: bool | None = None
    phases: list[str] = []
    seconds: float = 0.0
    reason: str | None = None

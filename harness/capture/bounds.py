"""How long anything is waited for: where every bound of a conversation with others can be made shorter at once.

Each bound is a constant where it is used, in seconds, chosen for slow devices that are well. A test of what happens to
a part that hangs does not want to wait for those.
"""


class _Share:
    value = 1.0


def allowed(seconds: float) -> float:
    """Return how long a wait with the bound ``seconds`` may take here and now."""
    return seconds * _Share.value


def shorten(share: float) -> None:
    """From now on every bound is this part of itself (1: whole)."""
    _Share.value = share

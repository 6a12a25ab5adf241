"""Texts of one kind put together for one search; what is found is looked for again in each of them."""

from harness.analysis.decode.view import Budget, Part, Place, Reach


class Lines:
    """No structure of any format: it only keeps the decoders of whole views away."""

    inside = Reach.STRING

    def matches(self, data: bytes) -> bool:
        """Never chosen by its look."""
        return False

    def places(self, data: bytes) -> list[Place]:
        """Return nothing."""
        return []

    def parts(self, data: bytes, budget: Budget) -> tuple[Part, ...]:
        """Return nothing."""
        return ()


LINES = Lines()

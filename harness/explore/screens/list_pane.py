"""A pane of the lists that is turned to by who asks for it, and by nothing else."""

from textual.message import Message
from textual.widgets import TabPane


class ListPane(TabPane):
    """A pane that does not come to the front because something in it is focused.

    Textual tells of the focus later than it is set: who has turned on meanwhile would be turned back.
    """

    def post_message(self, message: Message) -> bool:
        """Send a message on its way, but for that one."""
        return False if isinstance(message, TabPane.Focused) else super().post_message(message)

"""Packet captures: packets as ``tshark`` tells them, put together into connections, and what was said on these."""

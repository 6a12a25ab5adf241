"""What comes of a conversation, in pieces of any size."""

from collections.abc import Callable

from harness.evidence.pcap.said import Place, Speech


def place(port: int = 443) -> Place:
    return Place("tcp0", "https" if port == 443 else "http", "192.0.2.7", port, 40000, "192.0.2.7")


def heard(speech: Speech, *said: tuple[bool, bytes], step: int = 1 << 20) -> Speech:
    """Let it hear, ``step`` bytes at a time, and end it."""
    time_us = 0
    for from_client, data in said:
        for at in range(0, len(data), step):
            time_us += 1
            speech = speech.hear(from_client, data[at : at + step], time_us) or speech
    speech.end()
    return speech


def collected(speak: Callable[[Callable[[bool, bytes], None]], None]) -> list[tuple[bool, bytes]]:
    """Return what is said in one of the samples."""
    said: list[tuple[bool, bytes]] = []
    speak(lambda from_client, data: said.append((from_client, data)))
    return said

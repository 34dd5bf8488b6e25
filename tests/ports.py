"""Ports on loopback: free ones, and one at which nobody ever answers."""

import contextlib
import socket
from contextlib import contextmanager


def free_port() -> int:
    """A port at which nobody listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port) -> bool:
    """Whether somebody takes connections at `port`."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def silent_port():
    """The port of a server that takes every connection and never says a word, as a frozen process does."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]

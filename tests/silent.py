"""A server that takes every connection and never says a word, as one does whose process was frozen."""

import socket
from contextlib import contextmanager


@contextmanager
def silent_port():
    """The port on loopback of such a server. The kernel takes the connections; nobody reads them."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]

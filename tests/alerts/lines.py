"""Mail servers made of Python, which say what a test wants them to say, and a letter for them."""

from contextlib import contextmanager

from django.utils import timezone

from network.alerts.letters import Letter


class Line:
    """A transport that keeps what was handed over; `on_begin` and `on_finish` raise, or do what happens meanwhile."""

    def __init__(self, on_begin=None, on_finish=None):
        self.sent, self.begun = [], []
        self.on_begin = on_begin or (lambda letter: None)
        self.on_finish = on_finish or (lambda letter: None)

    @contextmanager
    def __call__(self):
        """Stand for `transport.connect`."""
        yield self

    def begin(self, letter):
        """Name the recipient."""
        self.begun.append(letter)
        self.on_begin(letter)

    def finish(self, letter):
        """Take the text, unless the test says otherwise."""
        self.on_finish(letter)
        self.sent.append(letter)

    def abandon(self):
        """Nothing happens."""


def raising(error):
    """A function that raises `error` for any letter."""

    def refuse(letter):
        raise error

    return refuse


def a_letter(**fields) -> Letter:
    """A letter that no message of the outbox stands behind."""
    known = {
        "recipient": "amina@example.org", "subject": "Subject", "text": "Text", "html": "<p>Text</p>",
        "message_id": "<1.a@localhost>", "return_path": "b@localhost", "date": timezone.now(), "headers": (),
    }  # fmt: skip
    return Letter(**known | fields)

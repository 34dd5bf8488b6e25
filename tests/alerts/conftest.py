"""What tests of sending share: something to tell of, and a mail server of their own."""

import pytest

from network.alerts import transport
from tests.factories import PracticeFactory


@pytest.fixture
def connect(monkeypatch):
    """Put a line of the test's own in the place of the mail server."""

    def put(line):
        monkeypatch.setattr(transport, "connect", line)
        return line

    return put


@pytest.fixture
def practice(db):
    return PracticeFactory.published()

"""How values are put into words."""

from datetime import UTC, datetime, timedelta

import pytest

from network.phrasing import time_since

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(0), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1\xa0minute"),
        (timedelta(days=3, hours=4), "3\xa0days, 4\xa0hours"),
    ],
)
def test_nobody_waits_for_no_minutes(ago, words):
    assert time_since(NOW - ago, NOW) == words


def test_one_unit_is_enough_for_a_column():
    assert time_since(NOW - timedelta(days=3, hours=4), NOW, depth=1) == "3\xa0days"

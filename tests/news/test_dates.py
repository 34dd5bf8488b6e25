"""Dates are written as exactly as they are known, in the reader's language."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from network.languages import Language
from news.dates import date_for_machines, date_in_words, moment_in_words, timezone_choices, timezones, whole_days

NINE, NOON = datetime(2026, 5, 10, 6, 0, tzinfo=UTC), datetime(2026, 5, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "precision", "words"),
    [
        ("en", "day", "5 March 2026"),
        ("en", "month", "March 2026"),
        ("en", "year", "2026"),
        ("ar", "day", "5 مارس 2026"),
        ("ar", "month", "مارس 2026"),
        ("ar", "year", "2026"),
        ("zh-hans", "day", "2026年3月5日"),
        ("zh-hans", "month", "2026年3月"),
        ("zh-hans", "year", "2026年"),
    ],
)
def test_a_date_is_written_only_as_exactly_as_it_is_known(language, precision, words):
    with translation.override(language):
        assert date_in_words("2026-03-05", precision) == words


@pytest.mark.parametrize(("precision", "known"), [("day", "2026-03-05"), ("month", "2026-03"), ("year", "2026")])
def test_machines_are_told_no_more_than_is_known(precision, known):
    assert date_for_machines("2026-03-05", precision) == known


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "10 May 2026, 09:00–12:00 (East Africa Time)"),
        ("ar", "10 مايو 2026، 9:00 ص–12:00 م (توقيت شرق أفريقيا)"),
        ("zh-hans", "2026年5月10日 09:00–12:00 (东部非洲时间)"),
    ],
)
def test_times_stand_on_the_clocks_of_the_event(language, words):
    with translation.override(language):
        assert moment_in_words(NINE, NOON, "Africa/Nairobi") == words


def test_an_unknown_end_is_not_invented():
    assert moment_in_words(NINE, NINE, "UTC") == "10 May 2026, 06:00 (UTC)"


@pytest.mark.parametrize("timezone", ["Asia/Kuala_Lumpur", "America/Bogota", "UTC"])
def test_whole_days_stay_the_same_days_in_every_time_zone(timezone):
    span = whole_days(date(2026, 5, 10), date(2026, 5, 12), timezone)
    assert moment_in_words(*span, timezone, all_day=True) == "10–12 May 2026"


@pytest.mark.parametrize("language", Language.values)
def test_every_language_names_day_year_and_zone(language):
    with translation.override(language):
        words = moment_in_words(NINE, NOON, "Asia/Kuala_Lumpur")
    assert "10" in words
    assert "2026" in words
    assert "Kuala_Lumpur" not in words


@pytest.mark.parametrize(
    ("moment", "timezone"),
    [("9999-12-31T23:59:59+00:00", "Asia/Tokyo"), ("0001-01-01T00:00:00+00:00", "America/Los_Angeles")],
)
def test_a_moment_in_no_year_of_its_clocks_is_still_written(moment, timezone):
    assert moment_in_words(moment, moment, timezone)
    assert moment_in_words(moment, moment, timezone, all_day=True)


@pytest.mark.django_db
def test_time_zones_are_chosen_by_country_and_none_is_lost():
    utc, *groups = timezone_choices()
    by_country = dict(groups)
    assert ("Africa/Nairobi", "Kenya: Nairobi") in by_country["Kenya"]
    assert ("America/Argentina/Salta", "Argentina: Argentina, Salta") in by_country["Argentina"]
    assert {utc[0], *(name for zones in by_country.values() for name, _label in zones)} == set(timezones())
    with translation.override("fr"):
        assert "Algérie" in dict(timezone_choices()[1:])

"""One gate for letters that nobody may have asked for: one in ten minutes, three a day, however an address is spelt."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from network.notices import gate
from network.notices.models import Allowance

pytestmark = pytest.mark.django_db
ADDRESS = "amina.k@example.org"


def later(time):
    """Let `time` pass for the gate."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notices_allowance SET letters_at = array(SELECT t - %s FROM unnest(letters_at) t ORDER BY t)",
            [time],
        )


def test_one_in_ten_minutes_and_three_a_day():
    admitted = []
    for _time in range(12 * 24):
        admitted.append(gate.admits(ADDRESS))
        later(timedelta(minutes=5, seconds=1))
    assert [number for number, yes in enumerate(admitted) if yes] == [0, 2, 4]
    assert gate.admits(ADDRESS)


def test_others_are_not_concerned():
    assert gate.admits(ADDRESS)
    assert gate.admits("joseph@example.org")


@given(tag=st.from_regex(r"\A[a-z0-9]{1,8}\Z"), upper=st.booleans())
def test_no_spelling_of_an_address_is_another_one(tag, upper):
    spelt = f"amina.k+{tag}@ExAmple.org"
    assert gate.digest(spelt.upper() if upper else spelt) == gate.digest(ADDRESS)


def test_an_international_domain_is_one_however_it_is_written():
    assert gate.digest("expert@пример.рф") == gate.digest("expert@xn--e1afmkfd.xn--p1ai")


def test_a_letter_that_was_not_written_after_all_does_not_count():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert gate.admits(ADDRESS)
        raise ZeroDivisionError
    assert gate.admits(ADDRESS)


def test_no_address_is_kept_and_after_a_day_nothing():
    gate.admits(ADDRESS)
    assert "amina" not in str(Allowance.objects.values_list("digest", "letters_at"))
    later(timedelta(hours=23))
    gate.delete_expired()
    assert Allowance.objects.exists()
    later(timedelta(hours=2))
    gate.delete_expired()
    assert not Allowance.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_admitted():
    def ask(_number):
        try:
            with transaction.atomic():
                return gate.admits(ADDRESS)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1

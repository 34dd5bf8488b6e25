"""Nobody learns whether an address is known: not by an answer, not by the work that it costs, not by an error.

What both paths do is counted; times are not measured.
"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.accounts import codes
from network.accounts.models import User
from network.alerts import subscribing
from network.alerts.models import Message
from network.notices.models import Notice, State
from tests.accounts.test_accounts import PASSWORD, a_person, code_in
from tests.letters import deliver
from tests.notices.test_gate import later

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@example.org", "other@example.org"
OTHER_PASSWORD = "meadow-lantern-cobalt-9"


def sign_up(client, address):
    answers = {"email": address, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD, "website": ""}
    return client.post(reverse("account_signup"), answers)


def reset(client, address):
    return client.post(reverse("account_reset_password"), {"email": address})


def add_address(client, address):
    client.post(reverse("account_login"), {"login": "member@example.org", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client.post(reverse("account_email"), {"action_add": "", "email": address})


def subscribe(client, address):
    answers = {"email": address, "frequency": "weekly", "weekday": 1, "language": "en"}
    return client.post(reverse("subscribe"), answers)


ASKING = [sign_up, reset, add_address, subscribe]


# A stranger's subscription has to be kept somewhere.
ONLY_FOR_THE_NEW = {("INSERT INTO", "alerts_subscriber"), ("INSERT INTO", "alerts_subscription")}


class Dead(BaseEmailBackend):
    """A mail server that nobody reaches."""

    def open(self):
        """Never."""
        raise ConnectionRefusedError

    def send_messages(self, messages):
        """Never."""
        raise ConnectionRefusedError


@pytest.fixture
def people():
    """Somebody known, with an account and a subscription, and the member who asks about them."""
    person = a_person(email=KNOWN)
    subscribing.follow(person, purpose="newsletter", frequency="weekly")
    a_person(email="member@example.org")
    return person


@pytest.fixture
def hashes(monkeypatch):
    """One entry for each time that a password was hashed."""
    calls, encode = [], MD5PasswordHasher.encode

    def count(self, *args, **kwargs):
        calls.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    return calls


def seen(answers, address):
    """All that a browser is told: statuses, headers and bodies, without what is random, was typed or is the time."""
    told = []
    for answer in answers:
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        headers = sorted(item for item in answer.headers.items() if item[0] != "Expires")
        cookies = sorted((name, cookie["max-age"], cookie["path"]) for name, cookie in answer.cookies.items())
        told.append((answer.status_code, headers, cookies, body.replace(address, "ADDRESS")))
    return told


def follow(client, answer):
    """`answer` and the page to which it leads."""
    return [answer, client.get(answer.url)] if answer.status_code == 302 else [answer]


def tables_written(queries):
    """Into which tables something was written, whether or not a row came of it."""
    statements = (query["sql"] for query in queries)
    found = (re.match(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', sql) for sql in statements)
    return {(match[1], match[2]) for match in found if match}


@pytest.mark.parametrize("ask", ASKING)
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("is_dead", [False, True])
def test_both_get_the_same_answer_and_cost_the_same(
    people, hashes, settings, django_capture_on_commit_callbacks, ask, times, is_dead
):
    if is_dead:
        settings.EMAIL_BACKEND = f"{__name__}.Dead"
    told, worked, written, letters = [], [], [], []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        before = Notice.objects.count() + Message.objects.count()
        for _time in range(times):
            hashes.clear()
            with (
                django_capture_on_commit_callbacks(execute=True),
                CaptureQueriesContext(connection) as queries,
            ):
                answers = follow(client, ask(client, address))
        told.append(seen(answers, address))
        worked.append(len(hashes))
        written.append(tables_written(queries))
        letters.append(Notice.objects.count() + Message.objects.count() - before)
    assert told[0] == told[1]
    assert worked[0] == worked[1]
    assert letters[0] == letters[1] == 1
    assert written[0] ^ written[1] <= ONLY_FOR_THE_NEW


@pytest.mark.parametrize("ask", ASKING)
def test_no_letter_leaves_within_the_request(people, settings, ask):
    settings.EMAIL_BACKEND = "no.such.module"
    for address in (KNOWN, UNKNOWN):
        assert ask(Client(), address).status_code in {200, 302}


def test_a_stranger_hashes_as_often_as_somebody_known(people, hashes):
    sign_up(Client(), KNOWN)
    assert len(hashes) == 2
    hashes.clear()
    sign_up(Client(), UNKNOWN)
    assert len(hashes) == 2


def test_the_owner_is_told_that_somebody_signed_up_with_their_address(people):
    sign_up(Client(), KNOWN)
    (letter,) = deliver()
    assert letter.to == [KNOWN]
    assert letter.subject == "Expert Network: you already have an account"
    assert not User.objects.get(email=KNOWN).check_password(OTHER_PASSWORD)


def test_a_reset_of_nobody_writes_a_row_without_the_address_and_no_letter():
    reset(Client(), UNKNOWN)
    notice = Notice.objects.get()
    assert (notice.state, notice.address, notice.user) == (State.SKIPPED, "", None)
    assert deliver() == []


class TestDoubleClick:
    def test_the_letter_of_the_first_click_opens_the_account_after_the_second(self):
        first, second = Client(), Client()
        sign_up(first, UNKNOWN)
        sign_up(second, UNKNOWN)
        (letter,) = deliver()
        assert User.objects.count() == 1
        second.post(reverse("account_email_verification_sent"), {"code": code_in(letter)})
        assert EmailAddress.objects.get().verified
        assert second.get(reverse("dashboard")).status_code == 200

    def test_with_another_password_it_is_no_double_click(self):
        sign_up(Client(), UNKNOWN)
        stranger = Client()
        answers = {"email": UNKNOWN, "password1": PASSWORD, "password2": PASSWORD, "website": ""}
        stranger.post(reverse("account_signup"), answers)
        (letter,) = deliver()
        stranger.post(reverse("account_email_verification_sent"), {"code": code_in(letter)})
        assert not EmailAddress.objects.get().verified

    def test_a_reset_asked_for_twice_takes_the_code_of_the_one_letter(self, people):
        first, second = Client(), Client()
        reset(first, KNOWN)
        reset(second, KNOWN)
        (letter,) = deliver()
        answer = second.post(reverse("account_confirm_password_reset_code"), {"code": code_in(letter)})
        assert answer.url == reverse("account_complete_password_reset")

    def test_a_used_code_is_good_for_nothing_in_another_window(self, people):
        first = Client()
        reset(first, KNOWN)
        used = code_in(deliver()[0])
        answer = first.post(reverse("account_confirm_password_reset_code"), {"code": used})
        first.post(answer.url, {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD})
        second = Client()
        reset(second, KNOWN)
        answer = second.post(reverse("account_confirm_password_reset_code"), {"code": used})
        assert "This code is not correct" in answer.content.decode()

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("ask", [sign_up, reset, subscribe])
    @pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
    def test_at_the_same_moment_all_get_the_answer_of_one(self, people, ask, address):
        def click(_number):
            try:
                return ask(Client(), address).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(click, range(4)))
        assert len(set(statuses)) == 1, statuses
        assert statuses[0] in {200, 302}
        assert User.objects.filter(email=address).count() <= 1
        assert len([letter for letter in deliver() if letter.to == [address]]) <= 1


class TestOneGate:
    def test_all_kinds_of_letters_count_together(self, people):
        for ask in ASKING:
            ask(Client(), KNOWN)
            ask(Client(), "Known+tag@EXAMPLE.org")
        assert Notice.objects.count() + Message.objects.count() == 1

    def test_when_a_code_is_too_old_there_is_another_and_after_three_none_before_tomorrow(self, people):
        assert codes.LASTS.total_seconds() == settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT
        for _time in range(6):
            reset(Client(), KNOWN)
            later(codes.LASTS)
        assert len(deliver()) == 3

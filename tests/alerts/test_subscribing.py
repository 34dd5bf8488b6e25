"""Subscribing, confirming, changing and stopping, as people and their mail programs do it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from network.alerts import bounces, letters, matching, subscribing, tokens
from network.alerts.models import (
    Frequency,
    Interest,
    MailEvent,
    Message,
    State,
    StoredSearch,
    Subscriber,
    Subscription,
    Suppression,
)
from network.alerts.tokens import Use
from network.catalogue.audiences import Audience
from network.notices import gate
from tests.alerts.factories import SubscriberFactory, SubscriptionFactory
from tests.factories import PracticeFactory, UserFactory
from tests.notices.test_gate import later

pytestmark = pytest.mark.django_db

SEARCH = "?topic=prisons&kind=practice"
ANSWERS = {
    "email": "amina@example.org", "frequency": "weekly", "weekday": "3", "language": "fr", "note": "My course",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch):
    """These tests look at the outbox, not at the line."""
    monkeypatch.setattr(subscribing, "knock", lambda task: None)


def subscribe(client, query=SEARCH, **answers):
    return client.post(reverse("subscribe") + query, ANSWERS | answers)


def link(use, row):
    return reverse({Use.STOP: "alerts-stop", Use.MANAGE: "alerts-manage", Use.CONFIRM: "alerts-confirm"}[use], args=[
        tokens.make(use, row.pk)
    ])  # fmt: skip


class TestAsking:
    def test_the_search_is_shown_as_a_sentence_with_what_it_will_bring(self, client):
        for _number in range(6):
            PracticeFactory.published()
        page = client.get(reverse("subscribe") + SEARCH).content.decode()
        assert "Good practices, on Violent extremism in prisons" in page
        assert "Weekly: about 2 emails a month" in page
        assert "Monthly: about 1 email a month" in page

    def test_every_list_leads_to_it_with_its_own_question(self, client):
        page = client.get(reverse("practice-list") + "?topic=prisons").content.decode()
        assert f'href="{reverse("subscribe")}?kind=practice&amp;topic=prisons"' in page

    def test_it_waits_for_confirmation(self, client):
        assert subscribe(client).status_code == 200
        subscription = Subscription.objects.get()
        assert (subscription.confirmed_at, subscription.frequency, subscription.note) == (None, "weekly", "My course")
        assert (subscription.subscriber.language, subscription.subscriber.weekday) == ("fr", 3)
        assert subscription.consent_version == subscribing.CONSENT_VERSION
        assert subscription.consent_origin
        assert "127.0.0.1" not in subscription.consent_origin
        assert Message.objects.get().kind == Message.Kind.CONFIRMATION

    def test_no_answer_tells_whether_an_address_is_known(self, client):
        SubscriptionFactory(subscriber__email="active@example.org", asks=SEARCH[1:])
        SubscriptionFactory(subscriber__email="pending@example.org", confirmed_at=None, asks=SEARCH[1:])
        UserFactory(email="account@example.org")
        bounces.suppress("suppressed@example.org", MailEvent.Kind.HARD)
        names = ("unknown", "active", "pending", "account", "suppressed")
        addresses = [f"{name}@example.org" for name in names]
        answers = {subscribe(client, email=email).content.decode().replace(email, "") for email in addresses}
        assert len(answers) == 1

    def test_a_suppressed_address_gets_nothing(self, client):
        bounces.suppress("amina@example.org", MailEvent.Kind.COMPLAINT)
        subscribe(client, email="Amina@Example.ORG")
        assert Message.objects.get().state == State.SKIPPED
        Subscriber.objects.update(created_at=timezone.now() - timedelta(days=8))
        Subscription.objects.update(created_at=timezone.now() - timedelta(days=8))
        subscribing.delete_expired()
        assert not Subscriber.objects.exists()

    def test_nobody_can_be_bothered_with_confirmations(self, client):
        for query in ("?topic=prisons", "?topic=education", "?country=KE"):
            subscribe(client, query)
        assert Message.objects.count() == 1
        for _hour in range(8):
            later(timedelta(hours=1))
            subscribe(client, "?country=UG")
        assert Message.objects.count() == gate.LETTERS_A_DAY

    def test_nothing_that_a_stranger_typed_stands_in_the_letter_or_on_the_page_that_confirms(self, client):
        typed = "?q=Win+a+prize+evil.example&country=evil.example&topic=prisons"
        subscribe(client, typed)
        message = Message.objects.get()
        letter = letters.confirmation(message)
        assert "evil" not in letter.subject + letter.text + letter.html
        assert "with words that were typed on the page" in letter.text
        page = client.get(reverse("alerts-confirm", args=[tokens.make(tokens.Use.CONFIRM, message.subscription_id)]))
        assert "evil" not in page.content.decode()

    @pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es", "pt"])
    def test_that_words_were_typed_is_said_in_the_language_of_the_letter(self, client, language):
        subscribe(client, "?q=prison&topic=prisons", language=language)
        with translation.override(language):
            letter = letters.confirmation(Message.objects.get())
            assert "typed on the page" not in letter.text
            assert gettext("%(query)s, with words that were typed on the page") % {"query": ""} in letter.text

    def test_codes_that_nobody_knows_are_not_stored(self, client):
        subscribe(client, "?country=evil.example&topic=prisons")
        assert StoredSearch.objects.get().query == "topic=prisons"

    def test_one_place_cannot_ask_all_day(self, client):
        statuses = [subscribe(client, email=f"reader{number}@example.org").status_code for number in range(22)]
        assert statuses[:20] == [200] * 20
        assert statuses[20:] == [429, 429]

    def test_the_address_of_an_account_is_the_same_person(self, client):
        user = UserFactory(email="account@example.org")
        subscriber = SubscriptionFactory.of_member(user, asks="country=KE").subscriber
        subscribe(client, email="account@example.org")
        assert Subscription.objects.filter(subscriber=subscriber).count() == 2

    @pytest.mark.parametrize(
        "email", ["", "amina", "amina@", "a b@example.org", "amina@example", "x" * 250 + "@example.org"]
    )
    def test_a_malformed_address_is_named_beside_its_field_and_keeps_the_rest(self, client, email):
        response = subscribe(client, email=email)
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"email"}
        assert 'value="My course"' in response.content.decode()
        assert not Subscriber.objects.exists()

    def test_an_international_domain_is_kept_as_mail_servers_write_it(self, client):
        subscribe(client, email="Amina@Пример.example")
        assert Subscriber.objects.get().email == "amina@xn--e1afmkfd.example"

    def test_robots_are_told_so(self, client):
        assert subscribe(client, website="https://spam.example").status_code == 422
        assert not Subscriber.objects.exists()


class TestNewsletterAndKinds:
    def test_the_newsletter(self, client):
        subscribe(client, "")
        assert Subscription.objects.get().purpose == "newsletter"

    @pytest.mark.parametrize(
        ("query", "offered"),
        [
            ("", ["weekly", "monthly"]),
            ("?what=choice", ["at-once", "daily", "weekly", "monthly"]),
            (SEARCH, ["at-once", "daily", "weekly", "monthly"]),
        ],
    )
    def test_what_is_offered_is_accepted_and_nothing_else(self, client, query, offered):
        form = client.get(reverse("subscribe") + query).context["form"]
        assert [value for value, _label in form.fields["frequency"].choices] == offered
        for frequency in Frequency:
            answer = subscribe(client, query, frequency=frequency, kind=["event"])
            assert answer.status_code == (200 if frequency in offered else 422)

    def test_everything_of_some_kinds(self, client):
        subscribe(client, "?what=choice", kind=["practice", "event"], region=["africa"])
        assert Subscription.objects.get().search.keys == ["kind:event", "kind:practice", "region:africa"]

    def test_of_nothing_there_is_nothing_new(self, client):
        response = subscribe(client, "?what=choice")
        assert response.context["form"].errors.keys() == {"kind"}


class TestConfirming:
    @pytest.fixture
    def asked(self, client):
        subscribe(client)
        return Subscription.objects.get()

    def test_opening_the_link_confirms_nothing_and_the_button_does(self, client, asked):
        address = link(Use.CONFIRM, asked)
        for method in (client.get, client.head, client.get):
            assert method(address).status_code == 200
        asked.refresh_from_db()
        assert not asked.is_running
        for _time in range(2):
            assert "You are subscribed" in client.post(address).content.decode()
        asked.refresh_from_db()
        assert asked.is_running

    def test_a_link_of_another_purpose_or_a_changed_one_leads_nowhere(self, client, asked):
        for token in (
            tokens.make(Use.STOP, asked.pk),
            tokens.make(Use.MANAGE, asked.pk),
            tokens.make(Use.CONFIRM, asked.pk + 1),
            tokens.make(Use.CONFIRM, asked.pk)[:-9],
            tokens.make(Use.CONFIRM, asked.pk).replace(".", "0."),
            "x",
        ):
            response = client.post(reverse("alerts-confirm", args=[token]))
            assert response.status_code == 404
            assert "This link no longer works" in response.content.decode()
        asked.refresh_from_db()
        assert not asked.is_running

    def test_after_seven_days_the_link_and_the_address_are_gone(self, client, asked):
        Subscription.objects.update(created_at=timezone.now() - timedelta(days=8))
        Subscriber.objects.update(created_at=timezone.now() - timedelta(days=8))
        subscribing.delete_expired()
        subscribing.delete_expired()
        assert not Subscriber.objects.exists()
        assert client.post(link(Use.CONFIRM, asked)).status_code == 404


class TestStopping:
    @pytest.fixture
    def reader(self):
        return SubscriptionFactory(subscriber__email="amina@example.org").subscriber

    @pytest.mark.parametrize("encoding", ["application/x-www-form-urlencoded", "multipart/form-data"])
    def test_one_click_from_a_mail_program(self, reader, encoding):
        client = Client(enforce_csrf_checks=True)
        data = {"List-Unsubscribe": "One-Click"}
        if encoding.startswith("multipart"):
            response = client.post(link(Use.STOP, reader), data)
        else:
            response = client.post(link(Use.STOP, reader), "List-Unsubscribe=One-Click", content_type=encoding)
        assert response.status_code == 200
        assert not response.cookies
        assert "no-store" in response.headers["Cache-Control"]
        reader.refresh_from_db()
        assert reader.stopped_at

    def test_scanners_that_follow_the_link_stop_nothing(self, client, reader):
        for method in (client.get, client.head, client.get, client.options):
            method(link(Use.STOP, reader))
        reader.refresh_from_db()
        assert reader.stopped_at is None

    def test_less_often_is_offered_first(self, client, reader):
        page = client.get(link(Use.STOP, reader)).content.decode()
        assert page.index("Up to one email a month") < page.index("Stop all emails")
        client.post(link(Use.STOP, reader), {"choice": "monthly"})
        assert reader.subscriptions.get().frequency == "monthly"
        reader.refresh_from_db()
        assert reader.stopped_at is None

    def test_the_page_shows_the_address_only_as_far_as_its_owner_knows_it(self, client, reader):
        page = client.get(link(Use.STOP, reader)).content.decode()
        assert "a…@example.org" in page
        assert "amina@example.org" not in page

    def test_it_speaks_the_language_of_the_reader(self, client, reader):
        Subscriber.objects.update(language="ar")
        assert 'dir="rtl"' in client.get(link(Use.STOP, reader)).content.decode()

    def test_it_can_be_undone_for_28_days_and_then_the_address_is_erased(self, client, reader):
        client.post(link(Use.STOP, reader), {"choice": "stop"})
        client.post(link(Use.STOP, reader), {"resume": "1"})
        reader.refresh_from_db()
        assert reader.stopped_at is None
        for days, is_kept in ((27, True), (29, False)):
            Subscriber.objects.update(stopped_at=timezone.now() - timedelta(days=days))
            subscribing.delete_expired()
            assert Subscriber.objects.exists() is is_kept

    def test_the_suppression_outlives_the_address(self, reader):
        bounces.suppress(reader.email, MailEvent.Kind.COMPLAINT)
        reader.delete()
        assert bounces.is_suppressed("AMINA@example.org")
        assert "amina" not in str(Suppression.objects.values())

    def test_staff_without_second_factor_can_stop_their_mail_too(self, reader, settings, as_user, moderator):
        settings.STAFF_SECOND_FACTOR_REQUIRED = True
        assert as_user(moderator).post(link(Use.STOP, reader), {"choice": "stop"}).status_code == 200

    def test_one_click_costs_few_questions(self, client, reader, django_assert_max_num_queries):
        with django_assert_max_num_queries(5):
            client.post(link(Use.STOP, reader), {"List-Unsubscribe": "One-Click"})


class TestManaging:
    def test_a_reader_by_link_changes_and_ends(self, client):
        subscription = SubscriptionFactory(note="Old note")
        manage = link(Use.MANAGE, subscription.subscriber)
        page = client.get(manage)
        assert not page.cookies.get("sessionid")
        edit = reverse("alerts-edit", args=[tokens.make(Use.MANAGE, subscription.subscriber_id), subscription.key])
        assert edit in page.content.decode()
        assert client.post(edit, {"frequency": "monthly", "note": "New"}).url == manage
        subscription.refresh_from_db()
        assert (subscription.frequency, subscription.note) == ("monthly", "New")
        assert client.post(edit, {"frequency": "hourly"}).status_code == 422
        client.post(edit, {"end": "1"})
        assert client.get(edit).status_code == 404

    def test_a_reader_changes_language_and_day(self, client):
        reader = SubscriptionFactory().subscriber
        client.post(link(Use.MANAGE, reader), {"language": "ru", "weekday": "5"})
        reader.refresh_from_db()
        assert (reader.language, reader.weekday) == ("ru", 5)
        assert client.post(link(Use.MANAGE, reader), {"language": "xx", "weekday": "9"}).status_code == 422

    def test_a_member_follows_without_another_confirmation(self, as_user, member):
        client = as_user(member)
        response = client.post(reverse("subscribe") + SEARCH, {"frequency": "daily", "note": ""}, follow=True)
        assert response.redirect_chain == [(reverse("alerts"), 302)]
        assert Subscription.objects.get().is_running
        assert not Message.objects.exists()
        client.post(reverse("subscribe") + SEARCH, {"frequency": "monthly", "note": ""})
        assert Subscription.objects.get().frequency == "monthly", "following twice is changing"

    def test_a_member_asks_for_introductions_and_the_newsletter(self, as_user, member):
        client = as_user(member)
        assert "Send me suggestions for my profile" in client.get(reverse("alerts")).content.decode()
        for purpose in ("introductions", "newsletter"):
            client.post(reverse("alerts"), {"follow": purpose})
        assert {row.purpose for row in Subscription.objects.all()} == {"introductions", "newsletter"}

    def test_without_a_profile_there_is_nothing_to_fit(self, as_user):
        page = as_user(UserFactory()).get(reverse("alerts")).content.decode()
        assert "suggestions for my profile" not in page
        assert not Interest.objects.exists()

    def test_nobody_reaches_the_alerts_of_somebody_else(self, as_user, member):
        other = SubscriptionFactory(subscriber=SubscriberFactory())
        client = as_user(member)
        assert client.get(reverse("my-alert", args=[other.key])).status_code == 404
        own = tokens.make(Use.MANAGE, subscriber_of(member).pk)
        assert client.post(reverse("alerts-edit", args=[own, other.key]), {"end": "1"}).status_code == 404

    def test_strangers_are_sent_to_the_sign_in(self, client):
        assert client.get(reverse("alerts")).url.startswith(reverse("account_login"))

    def test_the_page_lists_what_matched_lately_and_is_visible_to_whoever_asks(self, client, as_user, member):
        subscription = SubscriptionFactory.of_member(member, asks="kind=practice")
        PracticeFactory.published(title="For all")
        PracticeFactory.published(title="For members", reach=Audience.MEMBERS)
        matching.match_all()
        by_link = client.get(link(Use.MANAGE, subscription.subscriber)).content.decode()
        assert "For all" in by_link
        assert "For members" not in by_link
        assert "For members" in as_user(member).get(reverse("alerts")).content.decode()

    def test_the_page_costs_the_same_however_much_is_followed(self, client, django_assert_max_num_queries):
        reader = SubscriptionFactory().subscriber
        for country in ("KE", "UG", "ID", "CO", "NG", "GH"):
            SubscriptionFactory(subscriber=reader, asks=f"country={country}")
        with django_assert_max_num_queries(5):
            client.get(link(Use.MANAGE, reader))


def subscriber_of(user):
    return Subscriber.objects.get(user=user)


def test_who_signs_up_later_keeps_what_they_followed_by_address():
    reader = SubscriptionFactory(subscriber__email="amina@example.org").subscriber
    user = UserFactory(email="amina@example.org")
    subscribing.follow(user, purpose="newsletter", frequency="weekly")
    reader.refresh_from_db()
    assert (reader.user, reader.email) == (user, "")
    assert reader.subscriptions.count() == 2


def test_old_logs_are_forgotten_and_what_is_in_doubt_is_not():
    reader = SubscriberFactory()
    long_ago = timezone.now() - timedelta(days=91)
    for state, reason in (("sent", ""), ("failed", "550"), ("in_doubt", "")):
        Message.objects.create(kind="confirmation", subscriber=reader, state=state, reason=reason, created_at=long_ago)
    subscribing.delete_expired()
    assert [message.state for message in Message.objects.all()] == ["in_doubt"]

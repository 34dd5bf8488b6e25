"""Taking one's data along, erasing them, and knowing what is kept: for every model that there is."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Event

from experts.models import Profile
from network.accounts import copies, data_protection, retention
from network.accounts.models import Consent, Copy, Look, User
from network.accounts.models.data import SAME_LOOK
from network.alerts import planning, sending
from network.alerts.models import Message, Subscriber
from network.catalogue.models import Entry
from tests.alerts.factories import SubscriptionFactory
from tests.alerts.lines import Line
from tests.factories import PracticeFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "granite-harbour-violet-7"


def an_expert(canary="zq-personal"):
    """Somebody with a profile, a published and an unfinished practice, and an alert."""
    user = UserFactory(email=f"{canary}@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    ProfileFactory.published(user=user, given_name=canary, justification=canary)
    PracticeFactory.published(author=user, title="After-care in a county", contributor_note=canary)
    PracticeFactory(author=user, title=canary)
    SubscriptionFactory.of_member(user, asks="kind=practice", note=canary)
    return user


def confirm_password(client, answer):
    """Follow the redirect to the question for the password, and answer it."""
    assert "/reauthenticate/" in answer.url
    return client.post(answer.url, {"password": PASSWORD})


class TestRegister:
    def test_every_model_is_registered_or_known_to_be_impersonal(self):
        """A new model fails here: say in its room's `personal_data` what is kept, exported and erased of it."""
        models = {model for model in apps.get_models() if model._meta.managed and not issubclass(model, Event)}
        models = {model for model in models if not model._meta.proxy and not model.__module__.startswith("tests.")}
        known = data_protection.REGISTRY.keys() | data_protection.IMPERSONAL
        assert models - known == set()
        assert not data_protection.REGISTRY.keys() & data_protection.IMPERSONAL

    def test_every_registered_model_can_be_asked_for_its_rows(self):
        user = an_expert()
        for kept in data_protection.REGISTRY.values():
            kept.export(user)
            assert str(kept.erased)
            assert str(kept.period)


class TestRecords:
    @pytest.mark.parametrize("factory", [ProfileFactory, PracticeFactory])
    def test_a_draft_is_exported_with_every_field_of_its_kind(self, factory):
        draft = factory()
        (row,) = data_protection.export(draft.author)[draft._meta.label_lower]
        assert row.keys() >= draft.FIELDS.keys()
        assert row["countries"] == draft.content()["countries"] != []


class TestCopy:
    def test_it_is_asked_for_with_the_password_made_and_fetched_once(self, client, django_capture_on_commit_callbacks):
        user = an_expert()
        client.force_login(user)
        with django_capture_on_commit_callbacks(execute=True):
            confirm_password(client, client.post(reverse("my-data-copy")))
        copy = Copy.objects.get()
        assert copy.is_ready
        assert b"zq-personal" not in copy.archive.read(), "it lies there encrypted"
        page = client.get(reverse("my-data")).content.decode()
        address = reverse("my-data-fetch", args=[copy.key])
        assert address in page
        answer = client.post(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
            data = json.loads(archive.read("data.json"))
        assert data["accounts.user"][0]["email"] == user.email
        assert data["experts.profile"][0]["given_name"] == "zq-personal"
        assert {row["title"] for row in data["practices.practice"]} == {"After-care in a county", "zq-personal"}
        assert data["alerts.subscription"][0]["note"] == "zq-personal"
        assert "password" not in json.dumps(data)
        assert client.post(address).status_code == 404

    def test_nobody_else_can_fetch_it(self, client):
        copy = Copy.objects.create(user=an_expert())
        copies.make(copy.pk)
        assert copies.fetch(UserFactory(), copy.key) is None
        assert Copy.objects.get().is_ready

    def test_it_is_gone_after_a_day(self):
        copy = Copy.objects.create(user=an_expert(), asked_at=timezone.now() - timedelta(hours=25))
        copies.make(copy.pk)
        assert copies.fetch(copy.user, copy.key) is None
        retention.delete_expired()
        assert not Copy.objects.exists()

    def test_a_lost_knock_is_made_good(self):
        Copy.objects.create(user=an_expert())
        copies.make_waiting()
        assert Copy.objects.get().is_ready

    def test_asking_twice_makes_one(self):
        user = an_expert()
        assert copies.ask(user) == copies.ask(user)

    def test_it_holds_nothing_about_anybody_else(self):
        an_expert("zq-other")
        assert "zq-other" not in json.dumps(data_protection.export(an_expert()), default=str)


class TestErasure:
    def test_it_is_asked_for_twice_and_needs_the_password(self, client):
        user = an_expert()
        client.force_login(user)
        address = reverse("my-data-erase")
        confirm_password(client, client.get(address))
        assert client.post(address, {}).status_code == 422
        assert User.objects.get(pk=user.pk).is_active
        assert "Your account has been deleted" in client.post(address, {"is_sure": "on"}).content.decode()
        assert client.get(reverse("dashboard")).status_code == 302

    @pytest.mark.parametrize("take_down", [True, False])
    def test_no_table_holds_anything_of_the_person(self, take_down):
        user = an_expert()
        with transaction.atomic():
            data_protection.erase(user, take_down=take_down)
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", ["%zq-personal%"])  # noqa: S608
                assert cursor.fetchone() == (0,), table
        assert Entry.objects.filter(title="After-care in a county").exists() is not take_down
        assert not Entry.objects.filter(kind="expert").exists()
        assert not Profile.objects.exists()

    def test_mail_that_waits_is_never_sent(self, monkeypatch):
        user = an_expert()
        Subscriber.objects.get(user=user).subscriptions.update(confirmed_at=timezone.now() - timedelta(days=40))
        PracticeFactory.published()
        planning.plan_all(timezone.now() + timedelta(days=1))
        Message.objects.update(not_before=timezone.now())
        with transaction.atomic():
            data_protection.erase(user)
        line = Line()
        monkeypatch.setattr(sending.transport, "connect", line)
        sending.send()
        assert line.sent == []
        assert {message.reason for message in Message.objects.all()} == {"erased"}

    def test_the_trail_keeps_a_number(self):
        user = an_expert()
        with transaction.atomic():
            data_protection.erase(user, take_down=True)
        events = apps.get_model("accounts.UserEvent").objects.filter(pgh_obj_id=user.pk)
        assert not events.latest("pgh_id").is_active

    def test_a_practice_that_stays_has_lost_what_only_staff_read(self):
        user = an_expert()
        practice = user.records.get(heading="After-care in a county").specific
        with transaction.atomic():
            data_protection.erase(user)
        practice.refresh_from_db()
        assert (practice.contributor_note, practice.live.content["contributor_note"]) == ("", "")
        assert practice.live.content["title"] == "After-care in a county"

    def test_staff_end_their_role_first(self, client, moderator):
        client.force_login(moderator)
        assert client.get(reverse("my-data-erase")).status_code in {302, 403}
        assert client.post(reverse("my-data-erase"), {"is_sure": "on"}).status_code in {302, 403}
        assert User.objects.get(pk=moderator.pk).is_active


class TestLooks:
    def test_the_expert_reads_that_staff_read(self, client, moderator):
        profile = ProfileFactory.submitted()
        client.force_login(moderator)
        for _time in range(2):
            client.get(reverse("admin:moderation_record_review", args=[profile.pk]))
        looks = Look.objects.all()
        assert {look.subject for look in looks} == {profile.user}
        assert sorted(look.what for look in looks) == [Look.What.ACCOUNT, Look.What.REVIEW]
        client.force_login(profile.user)
        page = client.get(reverse("my-data")).content.decode()
        assert "UNCCT staff" in page
        assert moderator.email not in page
        assert f"user-{moderator.pk}" not in page

    def test_ones_own_preview_is_no_look(self, client):
        profile = ProfileFactory.submitted()
        client.force_login(profile.user)
        client.get(reverse("preview", args=[profile.key, "members"]))
        assert not Look.objects.exists()

    def test_a_later_look_counts_again(self, moderator):
        user = UserFactory()
        Look.note(user, moderator, Look.What.REVIEW)
        Look.objects.update(at=timezone.now() - SAME_LOOK)
        Look.note(user, moderator, Look.What.REVIEW)
        assert Look.objects.count() == 2


class TestConsents:
    def test_only_a_change_of_mind_is_noted(self):
        user = UserFactory()
        for is_given in (False, True, True, False):
            Consent.note(user, Consent.Purpose.LISTING, is_given=is_given, text="I agree")
        assert [consent.is_given for consent in user.consents.all()] == [False, True]

    def test_the_form_notes_them(self, client):
        profile = ProfileFactory(consented_at=None)
        client.force_login(profile.user)
        answers = {"listing_mode": "role-only", "consents": "on"}
        client.post(reverse("profile-edit", args=["visibility"]), answers)
        assert profile.user.consents.get().is_given


def test_somebody_who_never_confirmed_is_forgotten():
    old = timezone.now() - timedelta(days=31)
    stranger = UserFactory(joined_at=old)
    confirmed = UserFactory(joined_at=old)
    EmailAddress.objects.create(user=confirmed, email=confirmed.email, verified=True, primary=True)
    author = UserFactory(joined_at=old)
    PracticeFactory(author=author)
    UserFactory()
    retention.delete_expired()
    assert not User.objects.filter(pk=stranger.pk).exists()
    assert User.objects.filter(pk__in=[confirmed.pk, author.pk]).count() == 2

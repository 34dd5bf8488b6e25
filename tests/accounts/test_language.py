"""In which language somebody is written to: their own choice, whatever they signed up in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from network.alerts import planning, sending, tokens
from network.alerts.models import Subscriber
from tests.alerts.factories import SubscriptionFactory
from tests.factories import PracticeFactory, UserFactory
from tests.letters import deliver

pytestmark = pytest.mark.django_db


def test_all_letters_come_in_the_language_that_a_member_chooses(as_user, member, moderator):
    SubscriptionFactory.of_member(member, confirmed_at=timezone.now() - timedelta(days=3))
    assert as_user(member).post(reverse("account-language"), {"language": "fr"}).status_code == 302
    PracticeFactory.published()
    planning.plan_all(timezone.now() + timedelta(days=2))
    sending.send()
    profile = member.profile
    profile.touch()
    profile.submit()
    profile.return_to_author(moderator, profile.edits, "It is too short.")
    deliver()
    letters = [letter for letter in mail.outbox if letter.to == [member.email]]
    assert len(letters) == 3, "a digest, and two decisions about the profile"
    assert all('lang="fr"' in str(letter.message()) for letter in letters)


def test_who_reads_the_site_in_another_language_is_offered_letters_in_it(as_user):
    user = UserFactory(language="en")
    client, offer = as_user(user), 'name="language" value="es"'
    assert 'name="language"' not in client.get("/en/me/").content.decode()
    assert offer in client.get("/es/me/").content.decode()
    client.post("/es/accounts/language/", {"language": "es"})
    user.refresh_from_db()
    assert user.language == "es"
    assert offer not in client.get("/es/me/").content.decode()


@pytest.mark.parametrize("language", ["", "tlh", "x" * 10_000])
def test_another_language_is_refused_beside_its_field(as_user, language):
    user = UserFactory(language="fr")
    answer = as_user(user).post(reverse("account-language"), {"language": language})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"language"}
    user.refresh_from_db()
    assert user.language == "fr"


def test_the_page_of_alerts_changes_the_language_of_all_letters_and_its_link_does_not(client, member):
    SubscriptionFactory.of_member(member)
    link = reverse("alerts-manage", args=[tokens.make(tokens.Use.MANAGE, member.subscriber.pk)])
    client.post(link, {"language": "ar", "weekday": "3"})
    assert Subscriber.objects.get().weekday == 3
    client.force_login(member)
    assert client.get(reverse("alerts")).context["form"]["language"].value() == "en"
    client.post(reverse("alerts"), {"language": "fr", "weekday": "2"})
    member.refresh_from_db()
    assert member.language == "fr"

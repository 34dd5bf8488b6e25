"""What somebody typed is not lost because they were signed out, or signed in elsewhere, while they wrote."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from network.accounts.middleware import SEEN
from tests.factories import PracticeFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

TEXT = "Mentors met them <every> week.\nFor two years."
SHOWN = "<p>Mentors met them &lt;every&gt; week.<br>For two years.</p>"
HERE = {"HTTP_ORIGIN": "http://testserver"}


def story_of(practice):
    return reverse("practice-edit", args=[practice.key, "story"])


def forms():
    """Addresses of forms of every room, with what was typed there."""
    profile, practice = ProfileFactory.published(), PracticeFactory.submitted()
    return {
        story_of(practice): {"approach": TEXT},
        reverse("profile-edit", args=["expertise"]): {"summary": TEXT},
        reverse("expert-write", args=[profile.slug]): {"subject": "A question", "text": TEXT},
        reverse("admin:moderation_record_review", args=[practice.pk]): {"decision": "return", "reason": TEXT},
        reverse("statement", args=[practice.key]): {"text": TEXT},
    }


def test_every_form_that_was_sent_after_signing_out_shows_what_was_typed(client):
    for address, answers in forms().items():
        response = client.post(address, answers)
        page = response.content.decode()
        assert response.status_code == 403, address
        assert SHOWN in page, address
        assert f'<form method="post" action="{address}" class="resend">' in page
        for name in answers:
            assert f'<input type="hidden" name="{name}"' in page, address
        assert reverse("account_login") in page
        assert "no-store" in response.headers["Cache-Control"]


def test_it_shows_only_what_was_sent(client):
    practice = PracticeFactory(challenge="zq-private", title="zq-title")
    sent = {"approach": TEXT, "csrfmiddlewaretoken": "zq-token"}
    page = client.post(story_of(practice), sent).content.decode()
    assert SHOWN in page
    assert "zq-" not in page


def test_it_says_after_how_long_somebody_is_signed_out(as_user):
    practice = PracticeFactory()
    client = as_user(practice.author)
    session = client.session
    session[SEEN] = int(time.time()) - 3 * 3600
    session.save()
    page = client.post(story_of(practice), {"approach": TEXT}).content.decode()
    assert "You were signed out because you were not active for 2 hours." in page


def test_sent_again_after_signing_in_it_is_saved(client):
    practice = PracticeFactory()
    sent = client.post(story_of(practice), {"approach": TEXT}).context["sent"]
    client.force_login(practice.author)
    again = client.post(story_of(practice), dict(sent))
    assert again.status_code == 302
    practice.refresh_from_db()
    assert practice.approach == TEXT


def test_a_button_that_was_pressed_after_signing_out_leads_to_signing_in(client):
    response = client.post(reverse("profile-hide"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def with_tokens(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_a_page_from_before_signing_in_is_shown_again_with_a_token_that_works():
    practice = PracticeFactory()
    client = with_tokens(practice.author)
    old = {"approach": TEXT, "csrfmiddlewaretoken": "a" * 64}
    response = client.post(story_of(practice), old, **HERE)
    assert response.status_code == 403
    assert SHOWN in response.content.decode()
    new = {"approach": TEXT, "csrfmiddlewaretoken": str(response.context["csrf_token"])}
    assert client.post(story_of(practice), new, **HERE).status_code == 302


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "null"}, {"HTTP_ORIGIN": "https://elsewhere.example"}])
def test_what_another_site_sent_is_not_offered_for_saving(origin):
    practice = PracticeFactory()
    response = with_tokens(practice.author).post(story_of(practice), {"approach": TEXT}, **origin)
    assert response.status_code == 403
    assert "Mentors" not in response.content.decode()


def test_a_password_that_comes_with_an_old_token_is_shown_nowhere():
    sent = {"login": UserFactory().email, "password": "granite-harbour-violet-7"}
    response = with_tokens(UserFactory()).post(reverse("account_login"), sent, **HERE)
    assert "granite" not in response.content.decode()

"""The staff desk as a whole: the portal's look, its languages, and a start page for each role."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

pytestmark = pytest.mark.django_db

COLOUR = re.compile(r"--([a-z-]+): (light-dark\([^)]*\))")


def colours(stylesheet):
    return dict(COLOUR.findall((settings.BASE_DIR / "static" / stylesheet).read_text()))


def test_the_desk_has_the_colours_of_the_portal():
    desk, portal = colours("desk.css"), colours("portal.css")
    assert desk
    assert desk == {name: portal[name] for name in desk}


def test_staff_choose_the_language_of_the_desk_on_any_of_its_pages(as_user, moderator):
    client = as_user(moderator)
    queue = f"{reverse('admin:moderation_record_changelist')}?status=all"
    assert 'dir="ltr"' in client.get(queue).content.decode()
    answer = client.post(reverse("set_language"), {"language": "ar", "next": queue})
    assert answer.url == queue
    page = client.get(queue).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert 'value="fr" lang="fr"' in page


def test_the_desk_leads_to_the_site_and_names_the_role(as_user, moderator):
    page = as_user(moderator).get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("home")}"' in page
    assert "Moderators" in page
    assert moderator.email not in page

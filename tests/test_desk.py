"""The staff desk as a whole: the portal's look, its languages, and a start page for each role."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.accounts.roles import Role
from network.catalogue.index import ask_for_rebuild
from network.catalogue.models import Rebuild
from network.moderation.models import Assignment
from network.panels import Place
from tests.factories import PracticeFactory, UserFactory
from tests.news.factories import ArticleFactory, EventFactory

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


class TestStart:
    """What stands on the start page, for each role."""

    def panels(self, client):
        return {panel.place: panel for panel in client.get(reverse("admin:index")).context["panels"]}

    def labels(self, panel):
        return [str(line.label) for line in panel.lines]

    def test_moderators_see_what_waits_and_what_is_theirs(self, as_user, moderator):
        mine, _other = PracticeFactory.submitted(title="Mine"), PracticeFactory.submitted()
        Assignment.objects.create(record=mine, moderator=moderator)
        panels = self.panels(as_user(moderator))
        assert panels.keys() == {Place.YOURS, Place.REVIEW, Place.INQUIRIES}
        assert self.labels(panels[Place.YOURS]) == ["Mine"]
        (line,) = panels[Place.REVIEW].lines
        assert (line.label, line.count) == ("Good practices", 2)
        assert "Review what has waited longest" in [str(way.label) for way in panels[Place.REVIEW].ways]

    def test_an_empty_desk_says_so(self, as_user, moderator):
        page = as_user(moderator).get(reverse("admin:index")).content.decode()
        assert "No submissions are waiting." in page
        assert "Nothing is assigned to you." in page

    def test_editors_see_their_drafts_what_colleagues_ask_and_what_comes(self, as_user, editor):
        colleague = UserFactory.staff(Role.EDITOR)
        ArticleFactory(title="My draft", author=editor)
        ArticleFactory(title="By a colleague", author=colleague).hand_in()
        ArticleFactory(title="A colleague’s draft", author=colleague)
        EventFactory.published(title="Next week")
        panels = self.panels(as_user(editor))
        assert panels.keys() == {Place.YOURS, Place.PAGES, Place.COMING, Place.MAIL}
        assert self.labels(panels[Place.YOURS]) == ["My draft", "By a colleague"]
        assert self.labels(panels[Place.COMING]) == ["Next week"]
        assert reverse("admin:news_event_add") in [way.address for way in panels[Place.PAGES].ways]

    def test_administrators_see_accounts_mail_and_the_index(self, as_user):
        administrator, newcomer = UserFactory(is_staff=True, is_superuser=True), UserFactory()
        newcomer.groups.add(Group.objects.get(name=Role.EDITOR))
        ask_for_rebuild(facet="topic:prisons")
        Rebuild.objects.update(done=3, total=8)
        client = as_user(administrator)
        panels = self.panels(client)
        assert panels.keys() == set(Place) - {Place.COUNTRIES}
        assert self.labels(panels[Place.ACCOUNTS])[-1] == f"{newcomer} became: Editors (by command line)"
        (line,) = panels[Place.INDEX].lines
        assert (line.done, line.total) == (3, 8)
        assert '<progress max="8" value="3"' in client.get(reverse("admin:index")).content.decode()

    def test_focal_points_and_members_are_led_to_their_own_page(self, client, member):
        client.force_login(UserFactory.staff(Role.FOCAL_POINT))
        assert client.get(reverse("admin:index")).url == reverse("my-countries")
        client.force_login(UserFactory(is_staff=True))
        assert client.get(reverse("admin:index")).url == reverse("dashboard")
        client.force_login(member)
        for name in ("admin:index", "admin:moderation_record_changelist"):
            answer = client.get(reverse(name), follow=True)
            assert answer.redirect_chain[-1][0] == reverse("dashboard")
            assert "The staff desk is for UNCCT staff." in answer.content.decode()

    def test_it_costs_the_same_however_much_waits(self, as_user, django_assert_num_queries):
        client = as_user(UserFactory(is_staff=True, is_superuser=True))
        PracticeFactory.submitted()
        client.get(reverse("admin:index"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("admin:index"))
        for _number in range(6):
            PracticeFactory.submitted()
            ArticleFactory().hand_in()
        with django_assert_num_queries(len(few)):
            client.get(reverse("admin:index"))

"""The queue at the desk: the longest waiting first, found, filtered, shared out, and approved several at once."""

import csv
import html
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network import spreadsheets
from network.accounts.roles import Role
from network.moderation import queue
from network.moderation.deadlines import overdue_before
from network.moderation.models import Assignment, Decision, Record
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.moderation.desk import QUEUE, review, waiting
from tests.news.factories import PublicationFactory

pytestmark = pytest.mark.django_db


def test_the_queue_shows_all_kinds_the_longest_waiting_first(as_user, moderator):
    waiting(1, title="Young")
    waiting(9, title="Old")
    waiting(4, ProfileFactory, role_name="Middle")
    PracticeFactory(title="Only a draft")
    page = as_user(moderator).get(reverse(QUEUE)).content.decode()
    assert page.index("Old") < page.index("Middle") < page.index("Young")
    assert "1\xa0week" in page
    assert "Only a draft" not in page


def test_the_queue_costs_the_same_with_forty_waiting(as_user, moderator, django_assert_num_queries):
    client = as_user(moderator)
    waiting(1)
    client.get(reverse(QUEUE))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(QUEUE))
    for _number in range(39):
        PracticeFactory.submitted()
    with django_assert_num_queries(len(few)):
        client.get(reverse(QUEUE))


class TestNext:
    def test_the_longest_waiting_that_one_may_decide_comes_next(self, moderator):
        colleague = UserFactory.staff(Role.MODERATOR)
        waiting(9, author=moderator)
        taken, proposed = waiting(8), waiting(7)
        Assignment.objects.create(record=taken, moderator=colleague)
        proposed.propose_refusal(moderator, proposed.edits, "Not our subject.")
        old, young = waiting(6), waiting(1)
        found = queue.next_for(moderator)
        assert found.pk == old.pk
        assert queue.next_for(moderator, after=found).pk == young.pk
        assert queue.next_for(moderator, after=Record.objects.get(pk=young.pk)).pk == old.pk
        assert queue.next_for(colleague).author == moderator

    def test_the_page_leads_there_before_and_after_the_decision(self, as_user, moderator):
        first, second = waiting(2), waiting(1)
        client = as_user(moderator)
        assert review(second) in client.get(review(first)).content.decode()
        page = client.post(review(first), {"decision": "approve", "edits": first.edits}, follow=True).content.decode()
        assert f'<a class="button" href="{review(second)}"' in page


class TestFilters:
    """The queue that a moderator narrowed and sorted stays with them until it is done."""

    @pytest.fixture
    def listed(self, as_user, moderator):
        """A list of the newest first, by pillar; its page, and what waits in it and beside it."""
        old, middle, new = (waiting(days, pillars=[3], title=f"{days} days") for days in (6, 4, 2))
        waiting(9, pillars=[1], title="Elsewhere")
        client, filters = as_user(moderator), "?pillar=3&o=-4"
        return client, filters, (new, middle, old), client.get(reverse(QUEUE) + filters).context

    def test_each_record_of_the_list_leads_to_its_page_with_them(self, listed):
        client, filters, records, context = listed
        assert context["next"].pk == records[0].pk
        page = client.get(reverse(QUEUE) + filters).content.decode()
        for record in records:
            assert f'<a href="{handed_on(review(record), filters)}">' in page

    def test_the_next_one_is_the_next_of_the_list_and_leads_on_with_them(self, listed):
        client, filters, (new, middle, old), _context = listed
        for record, upcoming in ((new, middle), (middle, old), (old, new)):
            page = client.get(html.unescape(handed_on(review(record), filters)))
            assert page.context["next"].pk == upcoming.pk
            assert f'href="{handed_on(review(upcoming), filters)}" rel="next"' in page.text

    def test_after_a_decision_and_on_every_way_back_the_list_is_as_it_was(self, listed):
        client, filters, (new, middle, _old), _context = listed
        address = html.unescape(handed_on(review(new), filters))
        answer = client.post(address, {"decision": "approve", "edits": new.edits})
        assert urlsplit(answer.url).path == reverse(QUEUE)
        assert parse_qs(urlsplit(answer.url).query) == parse_qs(filters[1:])
        page = client.get(html.unescape(handed_on(review(middle), filters))).text
        assert f'href="{reverse(QUEUE)}?pillar=3&amp;o=-4"' in page
        assign = handed_on(reverse("admin:moderation_record_assign", args=[middle.pk]), filters)
        assert f'action="{assign}"' in page
        assert client.post(html.unescape(assign)).url == html.unescape(handed_on(review(middle), filters))

    @pytest.mark.parametrize(
        "filters", ["author__email__startswith=a", "o=x&p=y", "%00", "pillar=%FF", "status=nonsense"]
    )
    def test_odd_filters_are_no_filters(self, listed, filters):
        client, _filters, (new, *_others), _context = listed
        page = client.get(f"{review(new)}?_changelist_filters={quote(filters)}")
        assert page.status_code == 200
        assert page.context["next"] is None or page.context["next"].pk != new.pk

    def test_looking_at_a_record_with_filters_costs_the_same_with_many(self, listed, django_assert_num_queries):
        client, filters, (new, *_others), _context = listed
        address = html.unescape(handed_on(review(new), filters))
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for _number in range(10):
            waiting(1, pillars=[3])
        with django_assert_num_queries(len(few)):
            client.get(address)


def handed_on(address, filters):
    """`address` as a page writes it that hands `filters` on."""
    return f"{address}?_changelist_filters={quote(filters[1:], safe='')}"


class TestAssignment:
    def assign(self, client, record, **answers):
        return client.post(reverse("admin:moderation_record_assign", args=[record.pk]), answers, follow=True)

    def test_colleagues_see_who_is_on_it_and_can_take_it_over(self, client, moderator):
        practice, colleague = PracticeFactory.submitted(), UserFactory.staff(Role.MODERATOR)
        client.force_login(moderator)
        self.assign(client, practice)
        client.force_login(colleague)
        assert f"Assigned to {moderator} for" in client.get(review(practice)).content.decode()
        assert str(moderator) in client.get(reverse(QUEUE)).content.decode()
        self.assign(client, practice)
        assert Assignment.objects.get().moderator == colleague

    def test_mine_and_nobodys_are_filters(self, as_user, moderator):
        mine, free = PracticeFactory.submitted(title="Mine"), PracticeFactory.submitted(title="Free")
        client = as_user(moderator)
        self.assign(client, mine)
        shown = {value: client.get(reverse(QUEUE), {"on_it": value}).content.decode() for value in ("me", "nobody")}
        assert mine.title in shown["me"]
        assert free.title not in shown["me"]
        assert free.title in shown["nobody"]
        assert mine.title not in shown["nobody"]

    def test_it_can_be_given_back_and_ends_with_the_decision(self, as_user, moderator):
        practice = PracticeFactory.submitted()
        client = as_user(moderator)
        self.assign(client, practice)
        self.assign(client, practice, give_back="1")
        assert not Assignment.objects.exists()
        self.assign(client, practice)
        practice.approve(moderator, practice.edits)
        assert not Assignment.objects.exists()

    def test_an_editor_cannot_take_anything(self, as_user, editor):
        practice = PracticeFactory.submitted()
        assert self.assign(as_user(editor), practice).status_code == 403


class TestDeadline:
    @pytest.mark.parametrize(("now", "before"), [
        ("2026-11-25", "2026-11-18"),  # Wednesday to Wednesday
        ("2026-11-30", "2026-11-23"),  # Monday to Monday
        ("2026-11-29", "2026-11-23"),  # a Sunday counts no day of its own
    ])  # fmt: skip
    def test_weekends_are_no_working_days(self, now, before):
        assert overdue_before(datetime.fromisoformat(now)) == datetime.fromisoformat(before)

    def test_what_waits_too_long_is_marked_on_both_pages(self, as_user, moderator):
        waiting(2, title="Young")
        client = as_user(moderator)
        assert "overdue" not in client.get("/admin/").content.decode()
        waiting(9, title="Old")
        assert "1 overdue" in client.get("/admin/").content.decode()
        assert client.get(reverse(QUEUE)).content.decode().count("desk-overdue") == 1


@pytest.mark.parametrize(
    ("parameter", "found"), [({"pillar": "3"}, "Third"), ({"countries__code__exact": "UG"}, "Away")]
)
def test_the_queue_is_filtered(as_user, moderator, parameter, found):
    PracticeFactory.submitted(title="Third", pillars=[3])
    PracticeFactory.submitted(title="Away", related__countries=["UG"])
    page = as_user(moderator).get(reverse(QUEUE), parameter).content.decode()
    assert found in page
    assert ({"Third", "Away"} - {found}).pop() not in page


class TestSearch:
    """What a moderator finds by typing."""

    def find(self, client, question, **more):
        page = client.get(reverse(QUEUE), {"q": question, **more})
        return {record.heading for record in page.context["cl"].result_list}

    @pytest.mark.parametrize(
        ("title", "question"),
        [
            ("Programme d’accompagnement à Kaédi", "kaedi PROGRAMME"),
            ("Programme d’accompagnement à Kaédi", "d accompagnement"),
            ("برنامج إعادة إدماج", "اعاده ادماج"),
            ("Школьные медиаторы", "школьные"),
            ("Plan ٢٠٢٤", "2024"),
            ("After-care", "after care"),
            ("100% of them", "100%"),
        ],
    )
    def test_titles_are_found_without_accents_in_every_status(self, as_user, moderator, title, question):
        PracticeFactory.published(title=title)
        PracticeFactory.submitted(title="Another")
        assert self.find(as_user(moderator), question) == {title}
        assert self.find(as_user(moderator), question, status="submitted") == set()

    def test_codes_of_practices_and_symbols_of_publications_are_found(self, as_user, moderator):
        practice = PracticeFactory.published()
        page = PublicationFactory.published(symbol="A/RES/60/288")
        client = as_user(moderator)
        assert self.find(client, practice.code.lower()) == {practice.title}
        assert self.find(client, "a/res/60/288") == {page.title}

    def test_whoever_is_found_by_name_number_or_whole_address_sees_it(self, as_user, moderator):
        profile = ProfileFactory.published(given_name="Élise", family_name="N’Diaye", name_in_own_script="إليز")
        practice = PracticeFactory.submitted(author=profile.user, title="By Élise")
        client, both = as_user(moderator), {str(profile), practice.title}
        assert self.find(client, str(profile.user)) == both
        assert not profile.user.looks.exists()
        assert self.find(client, "elise n’diaye") == both
        assert self.find(client, "اليز") == both
        assert self.find(client, profile.user.email.upper()) == both
        assert {look.what for look in profile.user.looks.all()} == {"account"}

    @pytest.mark.parametrize("question", ["@", "person@", "example.org", "%", "_", "user-", "user-999999999", " "])
    def test_part_of_an_address_finds_nobody(self, as_user, moderator, question):
        author = PracticeFactory.submitted(author__email="person@example.org", title="X").author
        assert self.find(as_user(moderator), question) <= ({"X"} if question == " " else set())
        assert not author.looks.exists()

    def test_a_name_of_a_draft_profile_finds_nobody(self, as_user, moderator):
        draft = ProfileFactory(given_name="Amina")
        PracticeFactory.submitted(author=draft.user, title="X")
        assert self.find(as_user(moderator), "amina") == set()

    def test_a_name_that_many_have_is_no_name(self, as_user, moderator, monkeypatch):
        monkeypatch.setattr("network.moderation.admin.searching.MOST_NAMESAKES", 1)
        for _number in range(2):
            profile = ProfileFactory.submitted(given_name="Amina")
            PracticeFactory.submitted(author=profile.user, title="X")
        assert "X" not in self.find(as_user(moderator), "amina")
        assert not profile.user.looks.exists()


class TestCaseFile:
    def test_it_holds_no_address_and_the_author_is_told(self, as_user, moderator):
        practice = PracticeFactory.published()
        practice.withdraw(moderator, "The institution asked for it.")
        answers = {"action": "download", "_selected_action": [decision.pk for decision in Decision.objects.all()]}
        answer = as_user(moderator).post(reverse("admin:moderation_decision_changelist"), answers)
        text = answer.content.decode("utf-8-sig")
        rows = list(csv.DictReader(text.splitlines()))
        assert [row["decision"] for row in rows] == ["approved", "withdrawn"]
        assert rows[1]["reason"] == "The institution asked for it."
        assert "@" not in text
        assert practice.author.looks.get().what == "case-file"

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\0x"])
    def test_no_cell_is_a_formula(self, cell):
        assert spreadsheets.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("mode", ["role-only", "named"])
def test_lists_of_staff_name_nobody_and_the_page_of_a_decision_does(client, moderator, mode):
    profile = ProfileFactory.submitted(listing_mode=mode, given_name="Canary", family_name="Hidden")
    profile.return_to_author(moderator, profile.edits, "It is too short.")
    profile.touch()
    profile.submit()
    client.force_login(moderator)
    page = client.get(reverse("admin:moderation_record_review", args=[profile.pk])).content.decode()
    assert "Canary" in page
    selected = {"_selected_action": [decision.pk for decision in profile.decisions.all()], "action": "download"}
    for answer in (
        client.get(reverse(QUEUE)),
        client.get(reverse("admin:moderation_decision_changelist")),
        client.get(reverse("admin:index")),
        client.post(reverse("admin:moderation_decision_changelist"), selected),
    ):
        text = answer.content.decode()
        assert "Canary" not in text
    assert profile.role_name in text


def test_a_profile_without_a_role_is_called_by_its_account():
    profile = ProfileFactory(role_name="", given_name="Canary")
    assert profile.heading == f"user-{profile.user_id}"

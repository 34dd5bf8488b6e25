"""Offers and requests: what is asked, what is shown to whom, and when they close."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from experts.models import Profile
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.exchange import notices
from network.exchange.closing import today
from network.exchange.forms import STEPS
from network.exchange.models import Cost, Opportunity
from network.moderation.models import AlreadyDecided, NotPossible, Status
from network.verification.sectors import Sector
from tests.factories import OpportunityFactory, ProfileFactory, UserFactory, a_moderator
from tests.forms import rows, typed
from tests.letters import deliver

pytestmark = pytest.mark.django_db

LIST = "opportunity-list"


def titles(response):
    return [entry.title for entry in response.context["page"]]


def entries_of_home(client):
    return [row.entry.title for block in client.get(reverse("home")).context["blocks"] for row in block["rows"]]


def step_of(opportunity, name):
    return reverse("opportunity-edit", args=[opportunity.key, name])


def page_as_it_stands(client, opportunity, name):
    page = client.get(step_of(opportunity, name))
    return typed(page.context["form"], page.context["formset"])


class TestWriting:
    @pytest.mark.parametrize("step", [step.slug for step in STEPS])
    def test_a_step_sent_as_it_stands_changes_nothing(self, as_user, step):
        opportunity = OpportunityFactory()
        client = as_user(opportunity.author)
        sent = page_as_it_stands(client, opportunity, step)
        assert client.post(step_of(opportunity, step), sent).status_code == 302
        before = opportunity.content()
        opportunity.refresh_from_db()
        assert (opportunity.content(), opportunity.edits) == (before, 0)

    def test_from_the_first_step_to_the_desk(self, as_user):
        user = UserFactory()
        client = as_user(user)
        closes = today() + timedelta(days=20)
        sent = {"direction": "request", "title": "Trainers for mentors", "original_language": "en"}
        first = client.post(reverse("opportunity-new"), sent)
        opportunity = Opportunity.objects.get(author=user)
        assert first.headers["Location"] == step_of(opportunity, "whom")
        answers = {
            "basics": sent
            | {
                "summary": "We look for two trainers.",
                "main_pillar": 4,
                "topics": ["prisons"],
                "modalities": ["mentoring"],
            },
            "whom": {"countries": ["ML"], "recipients": ["state"], "languages": ["fr"]},
            "dates": {"closes_on": closes.isoformat(), "places": 2},
            "conditions": {"brings": "Premises."}
            | rows("costs", {"item": "travel", "borne_by": "provider", "note": ""}),
            "authority": {"authority": "personal"},
            "rights": {"touches": ["none"]},
            "sharing": {"is_blind": "on", "accepts_licence": "on"},
        }
        for name, answer in answers.items():
            page = client.get(step_of(opportunity, name))
            assert (
                client.post(step_of(opportunity, name), typed(page.context["form"], None) | answer).status_code == 302
            )
        assert client.post(step_of(opportunity, "review")).status_code == 302
        opportunity.refresh_from_db()
        assert opportunity.status == Status.SUBMITTED
        opportunity.approve(a_moderator(), opportunity.edits)
        assert "Trainers for mentors" in client.get(opportunity.get_absolute_url()).content.decode()

    def test_the_questions_say_what_the_reader_gives_or_asks_for(self, as_user):
        questions = {"offer": "What you expect of participants", "request": "of whoever supports you"}
        for direction, question in questions.items():
            opportunity = OpportunityFactory(direction=direction)
            page = as_user(opportunity.author).get(step_of(opportunity, "conditions")).content.decode()
            assert question in page

    def test_a_published_request_stays_a_request(self, as_user):
        opportunity = OpportunityFactory.published(direction="request")
        client = as_user(opportunity.author)
        sent = page_as_it_stands(client, opportunity, "basics") | {"direction": "offer", "summary": "Another one"}
        client.post(step_of(opportunity, "basics"), sent)
        opportunity.refresh_from_db()
        assert (opportunity.direction, opportunity.summary) == ("request", "Another one")

    def test_only_its_author_writes_it(self, as_user):
        opportunity = OpportunityFactory.published()
        for user in (UserFactory(), a_moderator()):
            for name in ("start", "basics", "review"):
                assert as_user(user).get(step_of(opportunity, name)).status_code == 404
            assert as_user(user).post(reverse("opportunity-closing", args=[opportunity.key])).status_code == 404


YESTERDAY, TOMORROW, LATER = (str(today() + timedelta(days=days)) for days in (-1, 1, 9))
REGIONS = ["africa", "asia-pacific", "middle-east", "lac"]


class TestBadInput:
    @pytest.mark.parametrize(
        ("step", "answers", "field", "message"),
        [
            ("dates", {"closes_on": YESTERDAY}, "closes_on", "in the past"),
            ("dates", {"starts_on": YESTERDAY}, "starts_on", "in the past"),
            ("dates", {"closes_on": str(today() + timedelta(days=367))}, "closes_on", "within one year"),
            ("dates", {"closes_on": "2026-02-31"}, "closes_on", "valid date"),
            ("dates", {"closes_on": LATER, "starts_on": TOMORROW}, "closes_on", "close before it starts"),
            ("dates", {"closes_on": TOMORROW, "starts_on": LATER, "ends_on": TOMORROW}, "ends_on", "first day"),
            ("dates", {"closes_on": TOMORROW, "ends_on": LATER}, "starts_on", "Enter the first day"),
            ("dates", {"places": 0}, "places", "from 1 on"),
            ("dates", {"places": 1001}, "places", "up to 1000"),
            ("whom", {"for_regions": REGIONS}, "for_regions", "more than three regions"),
            ("whom", {"for_countries": ["NO"] * 1 + ["nowhere"]}, "for_countries", "one of the options"),
            ("whom", {"recipients": ["everybody"]}, "recipients", "one of the options"),
            ("authority", {"authority": "personal", "institution": "A ministry"}, "institution", "personal capacity"),
            ("rights", {"touches": ["none", "detention"]}, "touches", "None of these"),
        ],
    )
    def test_a_contradiction_is_said_beside_its_field(self, as_user, step, answers, field, message):
        opportunity = OpportunityFactory()
        client = as_user(opportunity.author)
        page = client.post(step_of(opportunity, step), page_as_it_stands(client, opportunity, step) | answers)
        assert page.status_code == 422
        assert message in " ".join(page.context["form"].errors[field])

    def test_nobody_bears_one_item_of_cost_in_two_ways(self, as_user):
        opportunity = OpportunityFactory(related__costs={})
        twice = [{"item": "travel", "borne_by": "provider"}, {"item": "travel", "borne_by": "receiver"}]
        page = as_user(opportunity.author).post(step_of(opportunity, "conditions"), rows("costs", *twice))
        assert page.status_code == 422
        assert not Cost.objects.filter(opportunity=opportunity).exists()

    @pytest.mark.parametrize(
        ("fields", "missing"),
        [
            ({"closes_on": date(2020, 1, 1)}, "closes_on"),
            ({"institution": ""}, "institution"),
            ({"institution_kind_id": None}, "institution_kind"),
            ({"safeguards": ""}, "safeguards"),
            ({"related__costs": {}}, "costs"),
            ({"recipients": []}, "recipients"),
            ({"licence_accepted_at": None}, "accepts_licence"),
        ],
    )
    def test_nothing_is_submitted_that_lacks_or_contradicts_something(self, fields, missing):
        opportunity = OpportunityFactory(**fields)
        assert [item.name for item in opportunity.missing()] == [missing]
        with pytest.raises(NotPossible):
            opportunity.submit()


class TestClosing:
    def test_what_is_over_is_closed_without_anything_having_run(self, client):
        for title, days in (("open", 9), ("soon", 1), ("over", 3)):
            OpportunityFactory.published(title=title, closes_on=today() + timedelta(days=days))
        gone = Entry.objects.filter(title="over")
        gone.update(ends_at=timezone.now() - timedelta(seconds=1))
        Opportunity.objects.filter(title="over").update(closes_on=today() - timedelta(days=1))
        found = {code: titles(client.get(reverse(LIST), {"open": code})) for code in ("open", "soon", "closed")}
        assert found == {"open": ["soon", "open"], "soon": ["soon", "open"], "closed": ["over"]}
        assert titles(client.get(reverse(LIST)))[-1] == "over"
        assert titles(client.get(reverse(LIST), {"sort": "closing"})) == ["soon", "open", "over"]
        page = client.get(Opportunity.objects.get(title="over").get_absolute_url())
        assert "takes no more answers" in page.content.decode()
        assert "over" not in entries_of_home(client)

    def test_closing_and_opening_again_count_at_once_and_need_no_moderator(self, as_user, client):
        opportunity = OpportunityFactory.published()
        address = reverse("opportunity-closing", args=[opportunity.key])
        owner = as_user(opportunity.author)
        assert Opportunity.is_open_to_members(opportunity.key)
        assert owner.post(address, {"close": "1"}).status_code == 302
        assert not Opportunity.is_open_to_members(opportunity.key)
        assert titles(client.get(reverse(LIST), {"open": "open"})) == []
        assert owner.post(address, {"closes_on": str(today() + timedelta(days=40))}).status_code == 302
        assert titles(client.get(reverse(LIST), {"open": "open"})) == [opportunity.title]
        opportunity.refresh_from_db()
        assert (opportunity.status, opportunity.is_open) == (Status.PUBLISHED, True)
        assert opportunity.card(Audience.PUBLIC).closes_on == str(today() + timedelta(days=40))

    @pytest.mark.parametrize("day", ["", YESTERDAY, str(today() + timedelta(days=400)), "tomorrow"])
    def test_it_is_opened_until_a_day_to_come(self, as_user, day):
        opportunity = OpportunityFactory.published()
        page = as_user(opportunity.author).post(
            reverse("opportunity-closing", args=[opportunity.key]), {"closes_on": day}
        )
        assert page.status_code == 422

    def test_what_was_withdrawn_is_neither_closed_nor_opened(self):
        opportunity = OpportunityFactory.published()
        opportunity.withdraw(opportunity.author, "No money")
        for take in (opportunity.close, lambda: opportunity.open_until(today())):
            with pytest.raises(AlreadyDecided):
                take()
        assert not opportunity.is_open
        assert not Opportunity.is_open_to_members(opportunity.key)


class TestBlind:
    def test_nothing_tells_who_is_behind_it(self, as_user, client):
        profile = ProfileFactory.published()
        opportunity = OpportunityFactory.published(
            author=profile.user, institution="zq-institute", is_blind=True, is_credited=True, at_centre="zq-centre"
        )
        entries = Entry.objects.filter(record=opportunity.key)
        assert entries.count() == 14
        for entry in entries:
            assert "centre:zq-centre" not in entry.facets
            assert "zq" not in f"{entry.title} {entry.summary} {entry.notes} {entry.vector}"
        for reader in (client, as_user(ProfileFactory.published().user)):
            page = reader.get(opportunity.get_absolute_url())
            # The author may stand among the experts on the same topics, as everybody else.
            record = page.content.decode().partition("<article")[2].partition("</article>")[0]
            told = ("zq-institute", "zq-centre", profile.key, profile.role_name, "Academ", "Contact")
            assert not any(text in record for text in told)
            assert page.context["contributor"] is None

    def test_it_tells_the_region_and_no_country(self, client):
        profile = ProfileFactory.published(duty_country_id="BR", nationality_id="BR", related__countries=["BR"])
        opportunity = OpportunityFactory.published(
            author=profile.user, is_blind=True, institution_kind_id="ministry", related__countries=["BR"]
        )
        entry = Entry.objects.get(record=opportunity.key, audience=Audience.PUBLIC, language="en")
        assert "region:lac" in entry.facets
        assert not [facet for facet in entry.facets if facet.startswith("country:")]
        pages = [opportunity.get_absolute_url(), reverse("opportunity-list"), reverse("country", args=["BR"])]
        for page in (client.get(address).content.decode().partition("<main")[2] for address in pages[:2]):
            assert "Brazil" not in page
        assert opportunity.card(Audience.MEMBERS).sector == Sector.OTHER
        assert opportunity.title not in client.get(pages[2]).content.decode()

    def test_no_page_of_an_expert_relates_what_fits_that_expert_only(self, client, as_user):
        opportunity = OpportunityFactory.published(author=ProfileFactory.published().user, is_blind=True)
        profile = Profile.objects.get(user=opportunity.author)
        for reader in (client, as_user(ProfileFactory.published().user)):
            assert opportunity.title not in reader.get(profile.get_absolute_url()).content.decode()

    def test_blindness_counts_at_once_and_its_end_after_review(self):
        opportunity = OpportunityFactory.published(institution="Institute")
        opportunity.is_blind = True
        opportunity.touch()
        assert opportunity.card(Audience.MEMBERS).get("institution") is None
        blind = OpportunityFactory.published(institution="Institute", is_blind=True)
        blind.is_blind = False
        blind.touch()
        assert blind.card(Audience.MEMBERS).get("institution") is None
        blind.submit()
        blind.approve(a_moderator(), blind.edits)
        assert blind.card(Audience.MEMBERS).institution == "Institute"


class TestDueDiligence:
    def test_nothing_is_approved_before_it_is_answered(self, as_user):
        opportunity = OpportunityFactory.submitted(touches=[], safeguards="")
        moderator = a_moderator()
        with pytest.raises(NotPossible, match="due diligence"):
            opportunity.approve(moderator, opportunity.edits)
        opportunity.touches = ["none"]
        opportunity.touch()
        opportunity.submit()
        opportunity.approve(moderator, opportunity.edits)
        assert opportunity.live

    def test_readers_never_see_it(self, client):
        opportunity = OpportunityFactory.published(safeguards="zq-safeguards")
        assert "zq-safeguards" not in client.get(opportunity.get_absolute_url()).content.decode()
        assert opportunity.card(Audience.MEMBERS).get("touches") is None


class TestReminder:
    def test_an_author_hears_once_for_each_date_that_comes_near(self, mailoutbox):
        opportunity = OpportunityFactory.published(closes_on=today() + timedelta(days=4))
        OpportunityFactory.published(closes_on=today() + timedelta(days=20))
        deliver()
        mailoutbox.clear()
        assert (notices.remind(), notices.remind()) == (1, 0)
        deliver()
        (letter,) = mailoutbox
        assert letter.to == [opportunity.author.email]
        assert opportunity.title not in letter.subject
        opportunity.open_until(today() + timedelta(days=3))
        assert notices.remind() == 1

    @pytest.mark.parametrize("step", ["close", "withdraw", "extend"])
    def test_nobody_is_reminded_of_what_is_closed_gone_or_extended(self, step, mailoutbox):
        opportunity = OpportunityFactory.published(closes_on=today() + timedelta(days=4))
        deliver()
        mailoutbox.clear()
        notices.remind()
        steps = {
            "close": opportunity.close,
            "withdraw": lambda: opportunity.withdraw(opportunity.author, "No money"),
            "extend": lambda: opportunity.open_until(today() + timedelta(days=40)),
        }
        steps[step]()
        deliver()
        assert mailoutbox == []

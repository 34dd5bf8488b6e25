"""Pages of countries and of focal points: what each country has, and how its focal point is reached without a name."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.accounts import data_protection
from network.accounts.models import Look
from network.accounts.roles import Role
from network.catalogue import country_sections
from network.notices.models import Notice
from network.relay.models import Conversation, NotSent, Writing
from network.verification.models import FocalPoint
from tests.factories import CentreFactory, OpportunityFactory, PracticeFactory, ProfileFactory, UserFactory, a_moderator
from tests.letters import deliver

pytestmark = pytest.mark.django_db

KENYA = "/en/countries/KE/"


@pytest.fixture
def focal_point():
    user = UserFactory.staff(Role.FOCAL_POINT)
    FocalPoint.objects.create(user=user, country_id="KE", office="Zqoffice")
    return user


def text_of(response):
    return response.content.decode()


class TestCountry:
    def test_it_has_what_relates_to_the_country_and_nothing_else(self, client):
        here, elsewhere = PracticeFactory.published(), PracticeFactory.published(related__countries=["BR"])
        centre, expert = CentreFactory.published(), ProfileFactory.published()
        page = text_of(client.get(KENYA))
        for shown in (here.title, centre.name, expert.role_name):
            assert shown in page
        assert elsewhere.title not in page
        assert "/en/practices/?country=KE" in page
        assert "/en/subscribe/?country=KE" in page

    def test_experts_are_not_counted(self, client):
        ProfileFactory.published()
        PracticeFactory.published()
        numbers = {part.kind.code: part.number for part in client.get(KENYA).context["sections"]}
        assert numbers == {"expert": None, "practice": 1}

    def test_of_offers_and_requests_the_open_ones_are_shown_counted_and_led_to(self, client):
        open_one, closed = OpportunityFactory.published(), OpportunityFactory.published()
        both = client.get(KENYA)
        assert closed.title in text_of(both)
        closed.close()
        after = client.get(KENYA, headers={"if-none-match": both.headers["ETag"]})
        (part,) = after.context["sections"]
        assert part.number == 1
        assert part.address.endswith("?country=KE&open=open")
        assert [row.entry.title for row in part.rows] == [open_one.title]

    def test_it_costs_the_same_with_more_rows(self, client):
        PracticeFactory.published()
        client.get(KENYA)
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(KENYA)
        for _number in range(3):
            PracticeFactory.published()
        with CaptureQueriesContext(connection) as more:
            client.get(KENYA)
        assert len(one) == len(more)

    def test_what_is_hidden_is_gone_and_a_new_focal_point_is_seen(self, client):
        expert = ProfileFactory.published()
        tag = client.get(KENYA).headers["ETag"]
        assert client.get(KENYA, headers={"if-none-match": tag}).status_code == 304
        expert.hide()
        after = client.get(KENYA, headers={"if-none-match": tag})
        assert after.status_code == 200
        assert expert.role_name not in text_of(after)
        FocalPoint.objects.create(user=UserFactory.staff(Role.FOCAL_POINT), country_id="KE", office="Office")
        tag = after.headers["ETag"]
        after = client.get(KENYA, headers={"if-none-match": tag})
        assert after.status_code == 200
        assert "Write to the focal point" in text_of(after)

    def test_rooms_add_parts_of_their_own(self, client, monkeypatch):
        def part(code, reader):
            return country_sections.CountrySection("pages/about.html", {}) if code == "BR" else None

        monkeypatch.setattr(country_sections, "_registered", [])
        country_sections.section(place=10)(part)
        assert country_sections.sections_for("KE", None) == []
        assert [found.template for found in country_sections.sections_for("BR", None)] == ["pages/about.html"]

    def test_there_is_a_page_for_each_country_and_none_for_others(self, client):
        page = text_of(client.get("/en/countries/"))
        assert 'href="/en/countries/KE/"' in page
        assert 'href="/en/countries/NO/"' in page
        assert client.get("/en/countries/NO/").status_code == 200
        assert client.get("/en/countries/XX/").status_code == 404

    def test_the_sitemap_has_those_with_content(self, client):
        PracticeFactory.published()
        sitemap = text_of(client.get("/sitemap-countries.xml"))
        assert "/fr/countries/KE/" in sitemap
        assert "/countries/BR/" not in sitemap


class TestFocalPoints:
    def test_the_page_tells_which_countries_and_not_who_or_how_many(self, client, focal_point):
        before = text_of(client.get(reverse("focal-points")))
        FocalPoint.objects.create(user=UserFactory.staff(Role.FOCAL_POINT), country_id="KE", office="Another")
        assert text_of(client.get(reverse("focal-points"))) == before
        assert "Kenya" in before
        assert "Zqoffice" not in before

    def test_who_is_signed_out_is_led_to_sign_in_and_back(self, client, focal_point):
        assert "next=/en/focal-points/KE/write/" in text_of(client.get(reverse("focal-points")))
        response = client.get("/en/focal-points/KE/write/")
        assert response.status_code == 302
        assert response.url.endswith("next=/en/focal-points/KE/write/")

    @pytest.mark.parametrize(
        ("who", "country", "status"),
        [("member", "KE", 200), ("member", "BR", 404), ("newcomer", "KE", 404), ("focal point", "KE", 404)],
    )
    def test_listed_members_write(self, client, member, focal_point, who, country, status):
        people = {"member": member, "newcomer": UserFactory(), "focal point": focal_point}
        client.force_login(people[who])
        assert client.get(reverse("focal-point-write", args=[country])).status_code == status

    def test_both_write_and_the_member_learns_no_name(self, as_user, member, focal_point):
        own = ProfileFactory.published(user=focal_point, given_name="Zqname", role_name="Zqrole")
        page = as_user(member).post(reverse("focal-point-write", args=["KE"]), {"subject": "Visit", "text": "Hello"})
        conversation = Conversation.objects.get()
        assert page.url == reverse("conversation", args=[conversation.key])
        conversation.write(focal_point, "Welcome")
        page = text_of(as_user(member).get(page.url))
        assert "Focal point of Kenya" in page
        assert "Welcome" in page
        for secret in (own.given_name, own.role_name, "Zqoffice", focal_point.email):
            assert secret not in page
        address = reverse("conversation", args=[conversation.key])
        assert member.profile.given_name in text_of(as_user(focal_point).get(address))

    def test_the_letter_says_why_it_came(self, member, focal_point, mailoutbox):
        self.begin(member, focal_point)
        deliver()
        letter = next(mail for mail in mailoutbox if mail.to == [focal_point.email])
        assert "you are the focal point of a country" in letter.body
        assert "your profile" not in letter.body

    @pytest.mark.parametrize("end", ["mandate", "role", "account"])
    def test_nobody_is_written_to_after_the_mandate(self, member, focal_point, end):
        conversation = self.begin(member, focal_point)
        match end:
            case "mandate":
                FocalPoint.objects.all().delete()
            case "role":
                focal_point.groups.remove(Group.objects.get(name=Role.FOCAL_POINT))
            case "account":
                type(focal_point).objects.filter(pk=focal_point.pk).update(is_active=False)
        told = Notice.objects.count()
        with pytest.raises(NotSent):
            conversation.write(member, "Are you there?")
        with pytest.raises(NotSent):
            conversation.write(focal_point, "I am not")
        assert Notice.objects.count() == told

    @pytest.fixture
    def colleague(self, focal_point):
        user = UserFactory.staff(Role.FOCAL_POINT)
        FocalPoint.objects.create(user=user, country_id="KE", office="Another")
        return user

    @pytest.fixture
    def shared(self, as_user, member, focal_point, colleague):
        """A conversation that a member begins with a country for which two speak."""
        as_user(member).post(reverse("focal-point-write", args=["KE"]), {"subject": "Visit", "text": "Hello"})
        return Conversation.objects.get()

    def told(self):
        return set(Notice.objects.filter(kind="relay.message").values_list("user", flat=True))

    def page(self, as_user, user, conversation):
        return as_user(user).get(reverse("conversation", args=[conversation.key]))

    def test_all_who_speak_for_a_country_are_told_and_any_of_them_answers(
        self, as_user, member, focal_point, colleague, shared
    ):
        assert self.told() == {focal_point.pk, colleague.pk}
        assert [Writing.objects.unread_by(user).count() for user in (member, focal_point, colleague)] == [0, 1, 1]
        assert "Hello" in text_of(self.page(as_user, colleague, shared))
        shared.write(colleague, "Welcome")
        assert self.told() == {focal_point.pk, colleague.pk, member.pk}
        assert [Writing.objects.unread_by(user).count() for user in (member, focal_point, colleague)] == [1, 0, 0]
        page = text_of(self.page(as_user, member, shared))
        assert "Focal point of Kenya" in page
        assert "Another" not in page

    def test_what_a_colleague_wrote_stands_under_the_office_and_stays_unread(
        self, as_user, member, focal_point, colleague, shared
    ):
        shared.write(focal_point, "Welcome")
        page = text_of(self.page(as_user, colleague, shared))
        assert page.index("Hello") < page.index("<bdi>Focal point of Kenya</bdi>") < page.index("Welcome")
        assert Writing.objects.unread_by(member).count() == 1
        assert [row.unread for row in as_user(member).get(reverse("inbox")).context["page"]] == [1]
        assert [row.unread for row in as_user(colleague).get(reverse("inbox")).context["page"]] == [0]

    def test_the_others_are_reached_when_the_first_mandate_ends(self, member, focal_point, colleague, shared):
        FocalPoint.objects.filter(user=focal_point).delete()
        Notice.objects.all().delete()
        shared.write(member, "Are you there?")
        assert self.told() == {colleague.pk}
        FocalPoint.objects.all().delete()
        with pytest.raises(NotSent):
            shared.write(member, "Is anybody?")

    def test_who_is_appointed_later_reads_nothing_of_it(self, as_user, shared):
        newcomer = UserFactory.staff(Role.FOCAL_POINT)
        FocalPoint.objects.create(user=newcomer, country_id="KE", office="New")
        assert self.page(as_user, newcomer, shared).status_code == 404

    def test_a_colleague_who_is_erased_takes_along_what_they_wrote_alone(self, colleague, focal_point, shared):
        shared.write(colleague, "Welcome")
        data_protection.erase(colleague)
        assert [written.text for written in shared.writings.all()] == ["Hello"]
        assert not shared.colleagues.exists()
        data_protection.erase(focal_point)
        assert not Conversation.objects.exists()

    def test_all_of_them_see_that_staff_read_a_report(self, client, member, focal_point, colleague, shared):
        shared.report_by(member, "It insults me.")
        client.force_login(a_moderator())
        client.get(reverse("admin:relay_conversation_change", args=[shared.pk]))
        assert {look.subject for look in Look.objects.all()} == {member, focal_point, colleague}

    def begin(self, member, focal_point):
        return Conversation.begin(
            by=member,
            profile_by=member.profile.key,
            begun_with=focal_point,
            profile_with="focal-point:KE",
            subject="Visit",
            text="Hello",
        )

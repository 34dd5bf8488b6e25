"""A member reports that a practice was adopted elsewhere: what is asked, of whom, and who may decide."""

import pytest
from django.urls import reverse
from django.utils import timezone

from network.accounts.roles import Role
from network.moderation.models import NotPossible, Status
from network.notices.models import Notice
from practices import asking
from practices.adoption_forms import PlaceForm, SidesForm
from practices.models import Adoption, SideAnswer, Voice
from practices.sides import Answer, Side
from tests import databases
from tests.factories import AdoptionFactory, PracticeFactory, ProfileFactory, UserFactory
from tests.letters import deliver
from tests.practices.reports import ADDRESS, late, link, question, questions, reported, say
from tests.sweep import client_of

pytestmark = pytest.mark.django_db

PLACE = {"country": "UG", "institution": "Example Probation Office", "institution_kind": "prison-service"}
STEPS = {
    "place": PLACE | {"since_year": "2019"},
    "result": {"result": "works", "adapted": "Mentors are paid.", "original_language": "en"},
    "sides": {"voice": "observer", "adopter_address": ADDRESS, "accepts_licence": "on"},
}
SOURCE = {"source_title": "Report on after-care", "source_url": "https://example.org/after-care"}


@pytest.fixture(scope="module")
def practice(django_db_setup, django_db_blocker):
    """A practice of Kenya that began in 2016."""
    with databases.shared_rows(django_db_blocker):
        yield PracticeFactory.published()


class TestReport:
    def test_a_report_is_written_asked_about_and_published(self, client, member, moderator, practice):
        client.force_login(member)
        begin = f"{reverse('adoption-new')}?practice={practice.key}"
        assert practice.title in client.get(begin).content.decode()
        assert client.post(begin, STEPS["place"]).status_code == 302
        adoption = Adoption.objects.get()
        for step in ("result", "sides"):
            more = SOURCE if step == "result" else {}
            saved = client.post(reverse("adoption-edit", args=[adoption.key, step]), STEPS[step] | more)
            assert saved.status_code == 302, step
        client.post(reverse("adoption-edit", args=[adoption.key, "review"]))
        adoption.refresh_from_db()
        assert adoption.status == Status.SUBMITTED
        assert {tuple(letter.to) for letter in questions()} == {(practice.author.email,), (ADDRESS,)}
        late(adoption)
        adoption.approve(moderator, adoption.edits)
        told = {(letter.to[0], letter.subject) for letter in deliver()}
        assert (practice.author.email, "Expert Network: your contribution was adopted elsewhere") in told
        assert (member.email, "Expert Network: your contribution is published") in told

    def test_a_report_begins_at_a_practice_that_the_reporter_sees(self, client, member):
        client.force_login(member)
        hidden = PracticeFactory()
        for address in (reverse("adoption-new"), f"{reverse('adoption-new')}?practice={hidden.key}"):
            assert client.get(address).headers["Location"] == reverse("practice-list")
            assert client.post(address, STEPS["place"]).status_code == 404
        assert not Adoption.objects.exists()

    def test_who_speaks_for_no_side_names_a_source(self):
        adoption = AdoptionFactory(source_title="")
        assert [missing.name for missing in adoption.missing()] == ["source_title"]
        for voice in (Voice.ADOPTER, Voice.ORIGIN):
            adoption.voice = voice
            assert adoption.missing() == []

    def test_whoever_submitted_the_practice_is_its_side_without_being_asked(self, client, practice):
        ProfileFactory.published(user=practice.author)
        client.force_login(practice.author)
        client.post(f"{reverse('adoption-new')}?practice={practice.key}", STEPS["place"])
        adoption = Adoption.objects.get()
        assert adoption.voice == Voice.ORIGIN
        page = client.get(reverse("adoption-edit", args=[adoption.key, "sides"])).content.decode()
        assert 'name="voice"' not in page
        assert 'name="shows_institution"' not in page

    @pytest.mark.parametrize(
        ("answers", "field"),
        [
            ({"since_year": 2015}, "since_year"),
            ({"since_year": timezone.now().year + 1}, "since_year"),
            ({"country": "KE", "institution": " example  prison SERVICE "}, "institution"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_the_question(self, practice, answers, field):
        report = AdoptionFactory.build(author=UserFactory(), adopted_practice=practice)
        assert [*PlaceForm(STEPS["place"] | answers, instance=report).errors] == [field]

    @pytest.mark.parametrize(
        "answers", [{"country": "KE"}, {"institution": "Example Prison Service"}, {"since_year": 2016}]
    )
    def test_another_institution_of_the_country_may_adopt_it_and_one_of_that_name_elsewhere(self, practice, answers):
        report = AdoptionFactory.build(author=UserFactory(), adopted_practice=practice)
        assert PlaceForm(STEPS["place"] | answers, instance=report).errors == {}

    @pytest.mark.parametrize(
        ("answers", "field"),
        [
            ({"adopter_address": "Me+second@example.org"}, "adopter_address"),
            ({"voice": "adopter"}, "adopter_address"),
            ({"shows_institution": "on"}, "shows_institution"),
            ({"voice": "origin"}, "voice"),
        ],
    )
    def test_nobody_speaks_for_a_side_that_is_not_theirs(self, practice, answers, field):
        report = AdoptionFactory.build(
            author=UserFactory(email="me@example.org"), adopted_practice=practice, voice=Voice.OBSERVER
        )
        assert [*SidesForm(STEPS["sides"] | answers, instance=report).errors] == [field]

    def test_a_practice_that_changes_meanwhile_is_compared_again(self, moderator):
        adoption = late(AdoptionFactory.submitted())
        practice = adoption.adopted_practice
        practice.started_year = 2022
        practice.touch()
        practice.submit()
        practice.approve(moderator, practice.edits)
        adoption.refresh_from_db()
        with pytest.raises(NotPossible, match="2022"):
            adoption.approve(moderator, adoption.edits)


class TestWhoIsAsked:
    def asked(self, adoption):
        return {said.side: said.answer for said in SideAnswer.objects.filter(adoption=adoption)}

    @pytest.mark.parametrize(
        ("voice", "address", "expected"),
        [
            (Voice.OBSERVER, "", {"origin": ""}),
            (Voice.OBSERVER, ADDRESS, {"origin": "", "adopter": ""}),
            (Voice.ADOPTER, "", {"origin": "", "adopter": "confirmed"}),
        ],
    )
    def test_both_sides_are_asked_but_the_one_that_reports(self, practice, voice, address, expected):
        adoption = AdoptionFactory.submitted(adopted_practice=practice, voice=voice, adopter_address=address)
        assert self.asked(adoption) == expected

    def test_the_author_of_the_practice_reports_with_their_own_yes(self, practice):
        adoption = AdoptionFactory.submitted(
            adopted_practice=practice, author=practice.author, voice=Voice.ORIGIN, adopter_address=ADDRESS
        )
        assert self.asked(adoption) == {"origin": "confirmed", "adopter": ""}

    @pytest.mark.parametrize("spelled", ["author@example.org", "Author+office@Example.org"])
    def test_one_mailbox_is_one_side_however_it_is_spelled_and_the_reporter_learns_nothing(self, spelled):
        practice = PracticeFactory.published(author__email="author@example.org")
        adoption = AdoptionFactory.submitted(adopted_practice=practice, adopter_address=spelled.lower())
        assert self.asked(adoption) == {"origin": ""}
        assert "No one from the adopting side has been asked." in adoption.answers_in_words()

    def test_two_accounts_of_one_mailbox_are_one_person(self):
        practice = PracticeFactory.published(author__email="author@example.org")
        adoption = AdoptionFactory.submitted(
            adopted_practice=practice, author__email="author+2@example.org", voice=Voice.ADOPTER
        )
        assert self.asked(adoption) == {"adopter": "confirmed"}

    def test_nothing_that_the_reporter_typed_stands_in_a_letter(self, practice):
        typed = {"institution": "zqinstitution", "adapted": "zqadapted", "source_title": "zqsource"}
        adoption = reported(adopted_practice=practice, **typed)
        assert len(questions()) == 2
        for letter in questions():
            text = letter.message().as_string() + letter.body
            assert not any(word in text for word in (*typed.values(), adoption.author.email))
            assert practice.title in letter.body
            assert "Uganda" in letter.body

    def test_a_practice_for_members_is_not_named_to_the_adopting_side(self):
        practice = PracticeFactory.published(reach=1, title="zqmembers")
        adoption = reported(adopted_practice=practice)
        (letter,) = [letter for letter in questions() if letter.to == [ADDRESS]]
        assert "zqmembers" not in letter.body
        page = client_of(None).get(link(adoption, Side.ADOPTER)).content.decode()
        assert "zqmembers" not in page
        assert "zqmembers" in client_of(None).get(link(adoption, Side.ORIGIN)).content.decode()

    def test_an_address_is_written_to_no_more_often_than_the_gate_admits(self, practice):
        for _number in range(3):
            reported(adopted_practice=practice)
        assert Notice.objects.filter(kind="practices.adoption-adopter").count() == 1

    def test_a_text_is_asked_about_once_and_a_changed_one_anew(self, practice):
        adoption = reported(adopted_practice=practice)
        first = question(adoption, Side.ORIGIN)
        adoption.touch()
        adoption.submit()
        assert question(adoption, Side.ORIGIN) == first
        adoption.result = "does-not-work"
        adoption.touch()
        adoption.submit()
        assert question(adoption, Side.ORIGIN).key != first.key

    def test_who_was_asked_by_mistake_is_asked_no_more_and_somebody_else_may_be(self, practice):
        adoption = reported(adopted_practice=practice)
        say(adoption, Side.ADOPTER, Answer.NOT_ME)
        for address, expected in ((ADDRESS, 0), ("somebody.else@example.org", 1)):
            adoption.adopter_address = address
            adoption.touch()
            adoption.submit()
            assert adoption.answers.filter(side=Side.ADOPTER, answered_at__isnull=True).count() == expected

    def test_one_member_has_few_reports_under_review(self, practice, monkeypatch):
        monkeypatch.setattr(asking, "MOST_WAITING", 1)
        reporter = AdoptionFactory.submitted(adopted_practice=practice).author
        another = AdoptionFactory(adopted_practice=practice, author=reporter)
        with pytest.raises(NotPossible, match="under review"):
            another.submit()
        another.refresh_from_db()
        assert another.status == Status.DRAFT
        assert not another.answers.exists()


class TestDesk:
    def test_the_desk_waits_for_the_sides_until_the_deadline(self, practice, moderator):
        adoption = reported(adopted_practice=practice)
        assert len(adoption.obstacles()) == 2
        with pytest.raises(NotPossible, match="may answer until"):
            adoption.approve(moderator, adoption.edits)
        say(adoption, Side.ORIGIN)
        assert len(adoption.obstacles()) == 1
        late(adoption)
        adoption.approve(moderator, adoption.edits)

    def test_a_moderator_reads_what_the_sides_said_and_why(self, client, practice, moderator):
        adoption = reported(adopted_practice=practice)
        say(adoption, Side.ADOPTER, Answer.DISAGREED, "It was a pilot only.")
        client.force_login(moderator)
        page = client.get(reverse("admin:moderation_record_review", args=[adoption.pk])).content.decode()
        assert "It was a pilot only." in page
        assert ADDRESS not in page

    @pytest.mark.parametrize("stands", ["reporter", "author of the practice", "adopting side"])
    def test_nobody_decides_who_stands_on_a_side(self, stands):
        moderator, colleague = UserFactory.staff(Role.MODERATOR), UserFactory.staff(Role.MODERATOR)
        practice = PracticeFactory.submitted(**{"author": moderator} if stands == "author of the practice" else {})
        practice.approve(colleague, practice.edits)
        named = {"reporter": {"author": moderator}, "adopting side": {"adopter_address": moderator.email}}
        adoption = AdoptionFactory.submitted(adopted_practice=practice, **named.get(stands, {}))
        late(adoption)
        with pytest.raises(NotPossible):
            adoption.approve(moderator, adoption.edits)

    @pytest.mark.parametrize("who", ["anonymous", "newcomer", "other member", "reporter", "author of the practice"])
    def test_each_step_is_its_reporters_or_the_moderators(self, practice, who):
        people = {
            "anonymous": lambda adoption: None,
            "newcomer": lambda adoption: UserFactory(),
            "other member": lambda adoption: ProfileFactory.published().user,
            "reporter": lambda adoption: adoption.author,
            "author of the practice": lambda adoption: practice.author,
        }
        adoption = reported(adopted_practice=practice)
        client = client_of(people[who](adoption))
        is_own = who == "reporter"
        refused = {302} if who == "anonymous" else {404}
        for step in ("start", "place", "sides", "review"):
            status = client.get(reverse("adoption-edit", args=[adoption.key, step])).status_code
            assert {status} == ({200} if is_own else refused), step
        desk = reverse("admin:moderation_record_review", args=[adoption.pk])
        assert client.post(desk, {"decision": "approve", "edits": adoption.edits}).status_code in {302, 403, 404}
        adoption.refresh_from_db()
        assert adoption.status == Status.SUBMITTED
        assert client.post(reverse("withdraw", args=[adoption.key]), {"reason": "x"}).status_code in {302, 403, 404}


def test_no_letter_is_sent_about_what_is_over(practice):
    adoption = reported(adopted_practice=practice)
    adoption.touch()
    assert questions() == []

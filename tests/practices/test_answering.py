"""Both sides of an adoption answer with the link of a letter, once, without signing in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.accounts.data_protection import erase, export
from network.catalogue.models import Entry
from network.moderation.models import Record
from network.notices import letters
from network.notices.models import Notice
from practices import answering, asking
from practices.models import Adoption, Practice, SideAnswer
from practices.sides import Answer, Confirmed, Side
from tests.factories import AdoptionFactory, UserFactory, a_moderator
from tests.parallel import wait_until_somebody_waits
from tests.practices.reports import ADDRESS, confirmed, late, link, question, reported, say

pytestmark = pytest.mark.django_db

YES = {"said": "confirmed"}


def shown(adoption, audience=2):
    """What readers are told about who confirmed the report."""
    return Adoption.objects.get(pk=adoption.pk).card(audience).confirmed


class TestLink:
    def test_opening_it_changes_nothing_and_the_button_answers_once(self, client):
        adoption = reported()
        address = link(adoption, Side.ADOPTER)
        for method in (client.get, client.head):
            assert method(address).status_code == 200
        assert question(adoption, Side.ADOPTER).answered_at is None
        assert client.post(address, YES | {"shows_institution": "on"}).headers["Location"] == address
        first = question(adoption, Side.ADOPTER)
        assert (first.answer, first.shows_institution) == ("confirmed", True)
        again = client.post(address, {"said": "disagreed", "remark": "No."}, follow=True)
        assert again.status_code == 200
        assert "Your answer of" in again.content.decode()
        assert question(adoption, Side.ADOPTER).answer == "confirmed"

    def test_disagreeing_needs_a_sentence(self, client):
        adoption = reported()
        address = link(adoption, Side.ORIGIN)
        assert client.post(address, {"said": "disagreed", "remark": " "}).status_code == 422
        assert client.post(address, {"said": ""}).status_code == 422
        assert client.post(address, {"said": "disagreed", "remark": "They use another one."}).status_code == 302
        assert question(adoption, Side.ORIGIN).remark == "They use another one."

    def test_the_author_does_not_agree_for_the_institution_of_others(self, client):
        adoption = reported()
        client.post(link(adoption, Side.ORIGIN), YES | {"shows_institution": "on"})
        assert not question(adoption, Side.ORIGIN).shows_institution

    @pytest.mark.parametrize("spoilt", ["x", "{token}x", "x{token}", "{key}", "{key}:"])
    def test_a_link_that_is_none_of_ours_leads_nowhere(self, client, spoilt):
        asked = question(reported(), Side.ORIGIN)
        token = spoilt.format(token=answering.make_token(asked), key=asked.key)
        assert client.get(reverse("adoption-answer", args=[token])).status_code == 404

    def test_after_its_time_it_says_so_kindly(self, client):
        adoption = reported()
        SideAnswer.objects.update(expires_at=timezone.now() - timedelta(hours=1))
        for response in (client.get(link(adoption, Side.ADOPTER)), client.post(link(adoption, Side.ADOPTER), YES)):
            assert response.status_code in {200, 302}
        page = client.get(link(adoption, Side.ADOPTER)).content.decode()
        assert "This link could be used until" in page
        assert adoption.institution not in page
        assert question(adoption, Side.ADOPTER).answered_at is None

    ENDS = {
        "edited": lambda adoption, moderator: edit(adoption),
        "returned": lambda adoption, moderator: adoption.return_to_author(moderator, adoption.edits, "Why?"),
        "its practice withdrawn": lambda adoption, moderator: adoption.adopted_practice.withdraw(moderator, "Old."),
        "its practice deleted": lambda adoption, moderator: erase(adoption.adopted_practice.author, take_down=True),
    }

    @pytest.mark.parametrize("end", ENDS)
    def test_when_there_is_nothing_to_answer_any_more_nobody_is_told_why(self, client, moderator, end):
        adoption = reported()
        address = link(adoption, Side.ADOPTER)
        self.ENDS[end](adoption, moderator)
        assert client.post(address, YES).status_code == 302
        page = client.get(address).content.decode()
        assert "nothing to answer" in page
        assert adoption.institution not in page
        assert question(adoption, Side.ADOPTER).answered_at is None

    def test_a_deleted_draft_takes_its_links_along(self, client):
        adoption = reported()
        address = link(adoption, Side.ADOPTER)
        edit(adoption)
        adoption.delete_draft()
        assert client.get(address).status_code == 404

    def test_the_name_of_the_institution_can_be_hidden_later_at_once(self, client):
        adoption = confirmed()
        adoption.approve(a_moderator(), adoption.edits)
        assert adoption.institution in client.get(adoption.get_absolute_url()).content.decode()
        client.post(link(adoption, Side.ADOPTER), {"hide": "1"})
        assert adoption.institution not in client.get(adoption.get_absolute_url()).content.decode()


def edit(adoption):
    """Change what the sides were asked about."""
    adoption.adapted = "Mentors are volunteers."
    adoption.touch()


class TestWhatReadersAreTold:
    @pytest.mark.parametrize(
        ("origin", "adopter", "expected"),
        [
            ("confirmed", "confirmed", Confirmed.BOTH),
            ("confirmed", "", Confirmed.ORIGIN),
            ("", "confirmed", Confirmed.ADOPTER),
            ("not-me", "confirmed", Confirmed.ADOPTER),
            ("", "", Confirmed.NEITHER),
            ("disagreed", "confirmed", Confirmed.ORIGIN_DISAGREES),
            ("disagreed", "", Confirmed.ORIGIN_DISAGREES),
            ("confirmed", "disagreed", Confirmed.ADOPTER_DISAGREES),
            ("disagreed", "disagreed", Confirmed.BOTH_DISAGREE),
        ],
    )
    def test_who_confirmed_it_and_who_disagrees(self, client, origin, adopter, expected):
        adoption = reported()
        for side, said in ((Side.ORIGIN, origin), (Side.ADOPTER, adopter)):
            if said:
                say(adoption, side, said, "zqreason" if said == "disagreed" else "")
        late(adoption).approve(a_moderator(), adoption.edits)
        assert shown(adoption) == expected
        page = client.get(adoption.get_absolute_url()).content.decode()
        assert str(expected.label) in page
        assert "zqreason" not in page

    def test_a_late_yes_counts_as_long_as_the_link_does(self):
        adoption = AdoptionFactory.published(adopter_address=ADDRESS)
        assert shown(adoption) == Confirmed.NEITHER
        say(adoption, Side.ORIGIN)
        assert shown(adoption) == Confirmed.ORIGIN

    def test_what_was_said_of_an_earlier_text_is_not_shown_with_a_later_one(self):
        adoption = confirmed()
        adoption.approve(a_moderator(), adoption.edits)
        edit(adoption)
        assert shown(adoption) == Confirmed.BOTH, "readers see the approved text"
        adoption.submit()
        late(adoption).approve(a_moderator(), adoption.edits)
        assert shown(adoption) == Confirmed.NEITHER

    def test_a_disagreement_outlasts_a_changed_comma_until_its_side_answers_anew(self):
        adoption = reported()
        for side in Side:
            say(adoption, side, Answer.DISAGREED, "They use another one.")
        edit(adoption)
        adoption.submit()
        sentences = " ".join(asking.answers_in_words(adoption))
        assert sentences.count("About an earlier text") == 2
        assert "No one from the adopting side has been asked." not in sentences
        late(adoption).approve(a_moderator(), adoption.edits)
        assert shown(adoption) == Confirmed.BOTH_DISAGREE
        again = SideAnswer.objects.open().get(adoption=adoption, side=Side.ORIGIN)
        answering.answer(again, Answer.CONFIRMED, "")
        assert shown(adoption) == Confirmed.ADOPTER_DISAGREES

    @pytest.mark.parametrize(("side", "other"), [(Side.ORIGIN, "reporter"), (Side.ADOPTER, "origin")])
    def test_the_other_side_does_not_answer_in_its_place(self, client, side, other):
        adoption = reported()
        people = {"reporter": adoption.author, "origin": adoption.adopted_practice.author}
        client.force_login(people[other])
        assert client.post(link(adoption, side), YES).status_code == 403
        assert question(adoption, side).answered_at is None

    def test_a_reporter_who_no_longer_speaks_for_a_side_is_not_its_word(self):
        adoption = AdoptionFactory.submitted(voice="adopter")
        late(adoption).approve(a_moderator(), adoption.edits)
        assert shown(adoption) == Confirmed.ADOPTER
        adoption.voice = "observer"
        adoption.touch()
        adoption.submit()
        assert shown(adoption) == Confirmed.NEITHER
        assert Entry.objects.filter(record=adoption.key, facets__contains=["confirmed:neither"]).exists()

    @pytest.mark.parametrize("agreed", [True, False])
    def test_the_institution_is_named_only_if_it_agreed(self, client, agreed):
        adoption = reported(institution="Zqoffice")
        say(adoption, Side.ADOPTER, shows_institution=agreed)
        late(adoption).approve(a_moderator(), adoption.edits)
        page = client.get(adoption.get_absolute_url()).content.decode()
        assert (adoption.institution in page) == agreed
        found = client.get(reverse("search"), {"q": "Zqoffice"}).content.decode()
        assert (adoption.get_absolute_url() in found) == agreed

    def test_a_reporter_of_the_institution_takes_its_name_back_at_once(self, client):
        adoption = AdoptionFactory.submitted(voice="adopter", shows_institution=True)
        late(adoption).approve(a_moderator(), adoption.edits)
        assert adoption.institution in client.get(adoption.get_absolute_url()).content.decode()
        adoption.shows_institution = False
        adoption.touch()
        assert adoption.institution not in client.get(adoption.get_absolute_url()).content.decode()


class TestAskedAgain:
    """The adopting side may let its address be kept, and both hear of it when the report becomes another one's word."""

    def answered(self, **agreed):
        adoption = reported()
        say(adoption, Side.ORIGIN)
        say(adoption, Side.ADOPTER, **agreed)
        late(adoption).approve(a_moderator(), adoption.edits)
        return Adoption.objects.get(pk=adoption.pk)

    def change_text(self, adoption):
        adoption = Adoption.objects.get(pk=adoption.pk)
        edit(adoption)
        adoption.submit()
        return adoption

    @pytest.mark.parametrize("agrees", [True, False])
    def test_it_is_asked_about_a_later_text_only_if_it_agreed(self, client, agrees):
        adoption = reported()
        client.post(link(adoption, Side.ADOPTER), YES | ({"may_be_asked_again": "on"} if agrees else {}))
        answering.forget_addresses()
        adoption.refresh_from_db()
        assert adoption.adopter_address == (ADDRESS if agrees else "")
        late(adoption).approve(a_moderator(), adoption.edits)
        later = self.change_text(adoption)
        waiting = SideAnswer.objects.open().filter(adoption=later, side=Side.ADOPTER)
        assert waiting.exists() == agrees

    def test_it_withdraws_that_with_the_same_link(self, client):
        adoption = self.answered(may_be_asked_again=True)
        address = link(adoption, Side.ADOPTER)
        assert "Delete my address" in client.get(address).content.decode()
        client.post(address, {"forget": "1"})
        adoption.refresh_from_db()
        assert adoption.adopter_address == ""
        assert "Delete my address" not in client.get(address).content.decode()

    def test_the_address_is_forgotten_after_a_year_and_that_of_somebody_else_is_not_kept_by_it(self):
        adoption, other = self.answered(may_be_asked_again=True), self.answered(may_be_asked_again=True)
        Adoption.objects.filter(pk=other.pk).update(adopter_address="somebody.else@example.org")
        self.change_text(other)
        SideAnswer.objects.filter(adoption=other).update(expires_at=timezone.now())
        answering.forget_addresses()
        kept = Adoption.objects.exclude(adopter_address="")
        assert list(kept) == [adoption]
        SideAnswer.objects.filter(may_be_asked_again=True).update(answered_at=timezone.now() - timedelta(days=366))
        answering.forget_addresses()
        assert not kept.all().exists()

    def change_voice(self, adoption):
        adoption = Adoption.objects.get(pk=adoption.pk)
        adoption.voice = "adopter" if adoption.voice == "observer" else "observer"
        adoption.touch()
        adoption.submit()
        return adoption

    def test_when_the_voice_changes_the_author_is_asked_again_and_the_old_answer_counts_until_then(self, client):
        adoption = self.answered()
        Notice.objects.all().delete()
        changed = self.change_voice(adoption)
        assert list(Notice.objects.values_list("kind", flat=True)) == ["practices.adoption-origin"]
        assert letters.message(Notice.objects.get())
        assert shown(adoption) == Confirmed.BOTH
        address = link(adoption, Side.ORIGIN)
        page = client.get(address).content.decode()
        assert "You have answered this before" in page
        client.post(address, {"said": "disagreed", "remark": "They do not speak for it."})
        assert question(adoption, Side.ORIGIN).answer == "disagreed"
        assert shown(adoption) == Confirmed.ORIGIN_DISAGREES
        client.post(address, YES)
        assert question(adoption, Side.ORIGIN).answer == "disagreed"
        assert asking.open_questions(changed) == []

    def test_nobody_is_asked_again_twice_for_one_version_and_a_disagreement_cannot_be_wiped_out(self):
        adoption = reported()
        say(adoption, Side.ORIGIN, "disagreed", "It is another one.")
        late(adoption).approve(a_moderator(), adoption.edits)
        self.change_voice(self.change_voice(self.change_voice(adoption)))
        origin = Notice.objects.filter(kind="practices.adoption-origin")
        assert origin.count() == 2
        assert shown(adoption) == Confirmed.ORIGIN_DISAGREES
        SideAnswer.objects.update(expires_at=timezone.now())
        assert answering.standing(question(adoption, Side.ORIGIN)) == answering.Standing.ANSWERED

    def test_the_desk_waits_for_whoever_is_asked_again(self, moderator):
        changed = self.change_voice(self.answered())
        assert len(asking.open_questions(changed)) == 1
        assert asking.open_questions(late(changed)) == []

    def test_whoever_left_is_not_asked_again(self):
        adoption = self.answered(may_be_asked_again=True)
        erase(adoption.adopted_practice.author)
        changed = self.change_voice(adoption)
        assert not SideAnswer.objects.open().filter(adoption=changed, side=Side.ORIGIN).exists()


class TestDatabase:
    def test_one_person_is_no_two_sides(self):
        asked = question(reported(), Side.ORIGIN)
        with pytest.raises(IntegrityError, match="one_side_of_a_person"), transaction.atomic():
            SideAnswer.objects.filter(adoption=asked.adoption, side=Side.ADOPTER).update(mailbox=asked.mailbox)

    def test_a_side_answers_once_about_a_text(self):
        asked = question(reported(), Side.ORIGIN)
        asked.pk, asked.key, asked.mailbox = None, "another", "another"
        with pytest.raises(IntegrityError, match="one_answer_of_a_side"), transaction.atomic():
            asked.save()


class TestPersonalData:
    def test_the_address_is_forgotten_with_the_answer_and_when_it_can_no_longer_come(self):
        answered, expired, waiting, draft = reported(), reported(), reported(), AdoptionFactory(adopter_address=ADDRESS)
        say(answered, Side.ADOPTER)
        SideAnswer.objects.filter(adoption=expired).update(expires_at=timezone.now())
        answering.forget_addresses()
        kept = Adoption.objects.exclude(adopter_address="")
        assert {adoption.pk for adoption in kept} == {waiting.pk, draft.pk}

    @pytest.mark.parametrize("state", ["draft", "waiting", "published"])
    @pytest.mark.parametrize("leaves", ["reporter", "author of the practice", "adopting side"])
    def test_whoever_leaves_is_forgotten_and_what_a_side_said_stays(self, state, leaves):
        adopter = UserFactory(email=ADDRESS)
        adoption = confirmed() if state == "published" else AdoptionFactory(adopter_address=ADDRESS)
        if state == "waiting":
            adoption.submit()
        if state == "published":
            adoption.approve(a_moderator(), adoption.edits)
        person = {
            "reporter": adoption.author,
            "author of the practice": adoption.adopted_practice.author,
            "adopting side": adopter,
        }[leaves]
        erase(person)
        left = Adoption.objects.filter(pk=adoption.pk).first()
        assert (left is None) == (leaves == "reporter" and state != "published")
        assert not SideAnswer.objects.filter(user=person).exists()
        assert not Adoption.objects.filter(adopter_address=person.email).exists()
        if state == "published":
            assert shown(adoption) == Confirmed.BOTH
            assert left.card(2).institution == adoption.institution

    def test_everything_goes_with_a_practice_that_its_author_takes_down(self, client):
        adoption = confirmed()
        adoption.approve(a_moderator(), adoption.edits)
        erase(adoption.adopted_practice.author, take_down=True)
        assert client.get(adoption.get_absolute_url()).status_code == 404
        assert Record.objects.filter(pk=adoption.pk).exists()

    def test_a_person_gets_what_they_answered(self):
        adopter = UserFactory(email=ADDRESS)
        say(reported(), Side.ADOPTER)
        (said,) = export(adopter)["practices.sideanswer"]
        assert (said["side"], said["answer"]) == ("adopter", "confirmed")


@pytest.fixture
def published(roles):
    """A published report whose sides may still answer, in a database that other connections see."""
    call_command("load_vocabulary", verbosity=0)
    return AdoptionFactory.published(adopter_address=ADDRESS)


def click(address):
    """Confirm over a connection of one's own; return what the next page says."""
    try:
        return Client().post(address, YES, follow=True).content.decode()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_both_sides_confirm_at_once_each_with_two_clicks(self, published):
        clicks = [link(published, side) for side in Side for _click in range(2)]
        with ThreadPoolExecutor(len(clicks)) as pool:
            pages = list(pool.map(click, clicks))
        # Whoever waits for the lock too long is told so.
        assert all("Your answer of" in page or "Try again" in page for page in pages)
        assert shown(published) == Confirmed.BOTH

    @pytest.mark.parametrize("withdrawn", ["report", "practice"])
    def test_a_yes_while_something_is_withdrawn_comes_too_late(self, published, withdrawn):
        record = published if withdrawn == "report" else Practice.objects.get()
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                record.withdraw(record.author, "It ended.")
                late_yes = pool.submit(click, link(published, Side.ORIGIN))
                wait_until_somebody_waits(late_yes)
            assert "nothing to answer" in late_yes.result()
        assert question(published, Side.ORIGIN).answered_at is None

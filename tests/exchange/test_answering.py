"""From interest to both yeses: who may take which step when, and what stands in the way."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from experts.models import Profile
from network.accounts import data_protection
from network.exchange import answering, identities
from network.exchange.models import Answer, Exchange, Opportunity
from network.moderation.models import NotPossible
from network.relay.models import Writing
from tests.exchange.stage import BEHALF, REASON, STATES, hide, key_of
from tests.factories import OpportunityFactory, UserFactory, a_moderator
from tests.sweep import client_of

pytestmark = pytest.mark.django_db

STEPS = ("answer-yes", "answer-no", "answer-report", "answer-withdraw")
# Of all steps, people and states these change something; nobody else finds the address at all.
ALLOWED = {
    ("answer-yes", "author", "answered"): "agreed",
    ("answer-no", "author", "answered"): "declined",
    ("answer-report", "author", "answered"): "declined",
    ("answer-withdraw", "member", "answered"): "withdrawn",
    ("answer-yes", "member", "asked"): "agreed",
    ("answer-no", "member", "asked"): "declined",
    ("answer-report", "member", "asked"): "declined",
    ("answer-withdraw", "author", "asked"): "withdrawn",
}


def standing(answer):
    """How the row stands, as the matrix calls it."""
    answer.refresh_from_db()
    return "agreed" if answer.is_agreed else answer.end or "open"


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_for_one_side_in_one_state(stage, step):
    clients = {who: client_of(getattr(stage, who)) for who in ("author", "member", "stranger")}
    clients["anonymous"] = client_of(None)
    typed = {"report": "It insults us."} if step == "answer-report" else {}
    # What somebody typed who is signed out by now is shown to them again.
    refused = {"stranger": 404} | ({"anonymous": 403} if typed else {})
    for state in STATES:
        for who, client in clients.items():
            with suppress(RollBack), transaction.atomic():
                answer = stage.answer(state)
                before = standing(answer)
                reply = client.post(reverse(step, args=[answer.key]), typed)
                assert reply.status_code == refused.get(who, 302), (state, who)
                assert standing(answer) == ALLOWED.get((step, who, state), before), (state, who)
                raise RollBack


class RollBack(Exception):
    """Each cell of the matrix leaves nothing behind."""


class TestAnswering:
    def send(self, stage, user=None, **answers):
        address = reverse("opportunity-answer", args=[stage.opportunity.slug])
        return client_of(user or stage.member).post(address, {"reason": REASON, "institution": BEHALF} | answers)

    def test_it_is_sent_once_also_when_it_is_sent_twice(self, stage):
        first, second = self.send(stage), self.send(stage, reason="From another tab.")
        assert first.url == second.url == reverse("answer", args=[Answer.objects.get().key])
        assert Answer.objects.get().reason == REASON
        page = client_of(stage.member).get(reverse("opportunity-answer", args=[stage.opportunity.slug]))
        assert page.url == first.url

    def test_a_reason_is_asked_for_and_nothing_typed_is_lost(self, stage):
        reply = self.send(stage, reason="")
        assert reply.status_code == 422
        assert BEHALF in reply.content.decode()

    def test_who_is_signed_out_keeps_what_was_typed(self, stage):
        address = reverse("opportunity-answer", args=[stage.opportunity.slug])
        reply = client_of(None).post(address, {"reason": REASON})
        assert reply.status_code == 403
        assert REASON in reply.content.decode()

    @pytest.mark.parametrize("who", ["newcomer", "staff"])
    def test_who_has_no_profile_finds_no_form(self, stage, who):
        client = client_of(UserFactory() if who == "newcomer" else a_moderator())
        assert client.get(reverse("opportunity-answer", args=[stage.opportunity.slug])).status_code == 404

    def test_the_author_is_led_to_the_answers(self, stage):
        reply = self.send(stage, stage.author)
        assert reply.url == reverse("opportunity-answers", args=[stage.opportunity.key])
        with pytest.raises(NotPossible, match="your own"):
            answering.answer(stage.opportunity, stage.author, reason=REASON)

    @pytest.mark.parametrize("how", ["closed by its author", "by date"])
    def test_what_is_closed_takes_no_answer(self, stage, how):
        yesterday = timezone.now() - timedelta(days=1)
        closed = {"closed_at": yesterday} if how == "closed by its author" else {"closes_on": yesterday.date()}
        Opportunity.objects.filter(pk=stage.opportunity.pk).update(**closed)
        reply = self.send(stage)
        assert reply.status_code == 422
        assert "not open for answers" in reply.content.decode()
        assert not Answer.objects.exists()

    @pytest.mark.parametrize("how", ["hidden", "takes no messages"])
    def test_who_cannot_be_seen_or_written_to_is_told_what_to_do(self, stage, how):
        if how == "hidden":
            hide(stage.member)
        else:
            Profile.objects.filter(user=stage.member).update(takes_messages=False)
        reply = self.send(stage)
        assert reply.status_code == 422
        assert REASON in reply.content.decode()
        assert ("Show your profile" if how == "hidden" else "Switch messages on") in reply.content.decode()

    def test_that_its_author_is_hidden_is_not_told(self, stage):
        hide(stage.author)
        assert self.send(stage).status_code == 302
        assert Answer.objects.get().author_card == {}

    def test_who_did_not_fit_does_not_answer_again(self, stage):
        stage.answer("declined")
        assert "did not fit" in self.send(stage).content.decode()

    @pytest.mark.parametrize("state", ["withdrawn", "expired", "stopped"])
    def test_after_any_other_end_there_may_be_another_answer(self, stage, state):
        stage.answer(state)
        assert self.send(stage).status_code == 302
        assert Answer.objects.open().count() == 1

    def test_the_eleventh_of_a_day_waits(self, stage):
        for offered in OpportunityFactory.create_batch(answering.ANSWERS_A_DAY):
            stage.answer(opportunity=offered)
        reply = self.send(stage)
        assert "daily limit" in reply.content.decode()
        assert REASON in reply.content.decode()


class TestAsking:
    def send(self, stage, user=None, profile=None, **answers):
        address = reverse("opportunity-ask", args=[stage.opportunity.key, profile or key_of(stage.member)])
        return client_of(user or stage.author).post(address, {"reason": REASON} | answers)

    def test_the_author_asks_once_also_when_it_is_sent_twice(self, stage):
        assert self.send(stage).url == self.send(stage).url == reverse("answer", args=[Answer.objects.get().key])
        assert Answer.objects.get().is_asked

    def test_nobody_else_asks(self, stage):
        assert self.send(stage, stage.stranger).status_code == 404
        assert not Answer.objects.exists()

    def test_nobody_asks_a_profile_that_members_do_not_find(self, stage):
        profile = key_of(stage.member)
        hide(stage.member)
        assert self.send(stage, profile=profile).status_code == 404

    @pytest.mark.parametrize("state", ["declined", "expired", "withdrawn", "stopped"])
    def test_a_member_is_asked_once(self, stage, state):
        stage.answer(state, is_asked=True, author_yes_at=timezone.now(), member_yes_at=None)
        assert "already asked" in self.send(stage).content.decode()

    def test_who_is_asked_by_many_is_asked_by_no_more(self, stage):
        for offered in [OpportunityFactory.published() for _number in range(answering.ASKED_AT_ONCE)]:
            stage.answer("asked", opportunity=offered)
        assert "cannot be asked" in self.send(stage).content.decode()

    def test_nobody_asks_hundreds(self, stage):
        for offered in OpportunityFactory.create_batch(answering.ASKED_A_DAY):
            stage.answer("asked", opportunity=offered, member=stage.stranger)
        assert "daily limit" in self.send(stage).content.decode()


class TestBothAtOnce:
    def test_asking_who_has_answered_is_the_second_yes(self, stage):
        answered = stage.answer()
        assert answering.ask(stage.opportunity, key_of(stage.member), "Please come.").pk == answered.pk
        assert standing(answered) == "agreed"

    def test_answering_when_asked_is_the_second_yes_and_what_was_typed_is_the_first_message(self, stage):
        asked = stage.answer("asked")
        agreed = answering.answer(stage.opportunity, stage.member, reason="I would come.", institution=BEHALF)
        assert agreed.pk == asked.pk
        assert standing(asked) == "agreed"
        assert asked.institution == BEHALF
        assert [written.text for written in Writing.objects.filter(conversation=asked.conversation)] == [
            "I would come."
        ]


class TestAgreeing:
    def test_both_yeses_open_a_conversation_and_an_exchange(self, stage):
        answer = stage.answer()
        answering.say_yes(answer, stage.author)
        answering.say_yes(answer, stage.author)
        answer.refresh_from_db()
        assert answer.conversation.write(stage.author, "Welcome.")
        assert Exchange.objects.get().answer == answer

    def test_the_first_yes_is_no_second_one(self, stage):
        answer = stage.answer()
        answering.say_yes(answer, stage.member)
        assert standing(answer) == "open"

    @pytest.mark.parametrize("state", ["answered", "asked"])
    def test_who_is_not_seen_agrees_to_nothing(self, stage, state):
        answer = stage.answer(state)
        user = stage.author if state == "answered" else stage.member
        hide(user)
        with pytest.raises(NotPossible, match="Show your profile"):
            answering.say_yes(answer, user)
        assert standing(answer) == "open"

    def test_several_can_be_chosen(self, stage):
        for member in (stage.member, stage.stranger):
            answering.say_yes(stage.answer(member=member), stage.author)
        assert Answer.objects.agreed().count() == 2

    def test_what_came_in_time_can_be_agreed_to_after_it_closed(self, stage):
        answer = stage.answer()
        Opportunity.objects.filter(pk=stage.opportunity.pk).update(closed_at=timezone.now())
        answering.say_yes(answer, stage.author)
        assert standing(answer) == "agreed"

    @pytest.mark.parametrize("how", ["withdrawn", "suspended"])
    def test_what_is_taken_down_ends_what_is_open(self, stage, how):
        answer = stage.answer()
        if how == "withdrawn":
            stage.opportunity.withdraw(stage.author, "Not now.")
        else:
            stage.opportunity.suspend(a_moderator(), "Let us look.")
        with pytest.raises(NotPossible, match="has ended"):
            answering.say_yes(answer, stage.author)
        page = client_of(stage.member).get(reverse("answer", args=[answer.key])).content.decode()
        assert "no longer shown" in page
        assert "we do not say which" in page

    def test_two_accounts_of_one_institution_may_agree_and_both_are_told_then(self, stage):
        institution = stage.opportunity.institution
        answer = stage.answer(institution=f" {institution.upper()} ")
        address = reverse("answer", args=[answer.key])
        assert "same institution" not in client_of(stage.author).get(address).content.decode()
        answering.say_yes(answer, stage.author)
        for user in (stage.author, stage.member):
            assert "same institution" in client_of(user).get(address).content.decode()

    def test_nobody_is_put_together_by_what_a_row_in_hand_says(self, stage):
        answer = stage.answer()
        answer.author_yes_at = timezone.now()
        assert answer.is_agreed
        assert identities.joined(answer, stage.author) is None
        assert identities.joined(stage.answer("agreed", member=stage.stranger), stage.member) is None


class TestDecliningOthers:
    def test_what_the_author_has_not_read_stays(self, stage):
        read, unread = stage.answer(), stage.answer(member=stage.stranger)
        Answer.objects.filter(pk=read.pk).update(begun_at=timezone.now() - timedelta(hours=2))
        seen_until = (timezone.now() - timedelta(hours=1)).isoformat()
        address = reverse("opportunity-decline", args=[stage.opportunity.key])
        client_of(stage.stranger).post(address, {"seen_until": seen_until})
        assert standing(read) == "open"
        client_of(stage.author).post(address, {"seen_until": seen_until})
        assert (standing(read), standing(unread)) == ("declined", "open")

    def test_nothing_is_declined_by_a_button_that_says_nothing(self, stage):
        answer = stage.answer()
        client_of(stage.author).post(reverse("opportunity-decline", args=[stage.opportunity.key]))
        assert standing(answer) == "open"

    def test_neither_who_was_asked_nor_who_agreed_is_declined(self, stage):
        others = [stage.answer("asked"), stage.answer("agreed", member=stage.stranger)]
        assert answering.decline_others(stage.opportunity, timezone.now()) == 0
        assert [standing(answer) for answer in others] == ["open", "agreed"]


class TestPageOfTheOffer:
    def page(self, stage, user):
        return client_of(user).get(stage.opportunity.get_absolute_url()).content.decode()

    def test_each_reader_is_led_where_they_can_go(self, stage):
        address = stage.opportunity.get_absolute_url()
        assert f"{reverse('account_login')}?next={address}" in self.page(stage, None)
        assert "approved profile" in self.page(stage, UserFactory())
        assert f"{address}answer/" in self.page(stage, stage.member)
        assert reverse("opportunity-answers", args=[stage.opportunity.key]) in self.page(stage, stage.author)
        answer = stage.answer()
        assert reverse("answer", args=[answer.key]) in self.page(stage, stage.member)

    def test_my_page_says_what_waits(self, stage):
        for name in ("dashboard", "exchanges"):
            assert "waits for your decision" not in client_of(stage.author).get(reverse(name)).content.decode()
        stage.answer()
        assert "Decide about 1 answer" in client_of(stage.author).get(reverse("dashboard")).content.decode()
        assert "1 answer waits for your decision" in client_of(stage.author).get(reverse("exchanges")).content.decode()
        asked = stage.answer("asked", member=stage.stranger)
        page = client_of(stage.stranger).get(reverse("exchanges")).content.decode()
        assert reverse("answer", args=[asked.key]) in page


class TestEnds:
    def test_what_ended_with_a_withdrawn_offer_does_not_come_back_with_it(self, stage):
        answer = stage.answer()
        stage.opportunity.withdraw(stage.author, "Not now.")
        answer.refresh_from_db()
        assert answer.end == Answer.End.STOPPED
        opportunity = Opportunity.objects.get(pk=stage.opportunity.pk)
        opportunity.submit()
        opportunity.approve(a_moderator(), opportunity.edits)
        with pytest.raises(NotPossible):
            answering.say_yes(answer, stage.author)
        assert not Answer.objects.agreed().exists()

    def test_a_copy_of_the_data_says_no_more_than_the_page_of_why_it_ended(self, stage):
        answering.withdraw(stage.answer(), stage.member)
        ends = [
            [row["end"] for row in data_protection.export(user)["exchange.answer"]]
            for user in (stage.author, stage.member)
        ]
        assert ends == [[Answer.End.STOPPED], [Answer.End.WITHDRAWN]]

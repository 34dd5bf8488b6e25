"""The steps of an exchange: who may take which at which stage, and what happens when two meet, or one is gone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from network.accounts import data_protection
from network.accounts.models import User
from network.exchange.agreements import agreeing
from network.exchange.agreements.terms import FOLLOWING, Terms
from network.exchange.models import Exchange, Proposal, Side, Stage
from network.moderation.models import NotPossible
from network.notices.models import Notice
from tests.each import each
from tests.exchange.exchanges import FITTING, again, agreed_answer, exchange_at, take, terms
from tests.factories import OpportunityFactory, ProfileFactory, UserFactory, a_moderator
from tests.letters import deliver, parts_of

pytestmark = pytest.mark.django_db

STAGES = ["", *Stage.values]


def letters():
    """The letters about exchanges that have left by now."""
    return [letter for letter in deliver() if "/exchanges/" in letter.body]


def told(kind):
    """To whom notices of `kind` were written."""
    return [notice.user for notice in Notice.objects.filter(kind=f"exchange.{kind}").order_by("pk")]


class TestStages:
    @pytest.mark.parametrize("stage", STAGES)
    def test_from_each_stage_only_those_that_follow_can_be_proposed(self, stage):
        exchange = exchange_at(stage)
        possible = set()
        for next_stage in Stage:
            try:
                proposal = agreeing.propose(exchange, exchange.answer.author, next_stage, FITTING[next_stage]())
            except NotPossible:
                continue
            possible.add(next_stage)
            agreeing.take_back(exchange, exchange.answer.author, proposal.pk)
        assert possible == set(FOLLOWING[stage])

    def test_each_side_can_propose_and_the_other_alone_can_confirm(self):
        for proposer, other in (("author", "member"), ("member", "author")):
            exchange = exchange_at()
            by, to = getattr(exchange.answer, proposer), getattr(exchange.answer, other)
            proposal = agreeing.propose(exchange, by, Stage.AGREED, terms(0, 2))
            for step in (agreeing.confirm, agreeing.decline):
                with pytest.raises(NotPossible):
                    step(exchange, by, proposal.pk)
            with pytest.raises(NotPossible):
                agreeing.take_back(exchange, to, proposal.pk)
            assert again(exchange).stage == ""
            agreeing.confirm(exchange, to, proposal.pk)
            assert again(exchange).stage == Stage.AGREED
            assert Terms.read(again(exchange).terms) == terms(0, 2)

    def test_an_exchange_begins_once_and_only_after_two_yeses(self):
        answer = agreed_answer()
        assert agreeing.begin(answer) == agreeing.begin(answer)
        answer.member_yes_at = None
        with pytest.raises(NotPossible):
            agreeing.begin(answer)

    def test_what_is_called_off_keeps_what_was_agreed(self):
        exchange = exchange_at(Stage.AGREED)
        take(exchange, Stage.CALLED_OFF)
        assert again(exchange).terms["what"] == "Visit to a prison"

    def test_other_terms_at_the_same_stage_do_not_change_since_when_it_stands_there(self):
        exchange = exchange_at(Stage.AGREED)
        take(exchange, Stage.AGREED, terms(5, 9))
        assert again(exchange).stage_since == exchange.stage_since
        assert Terms.read(again(exchange).terms) == terms(5, 9)


class TestProposals:
    def test_one_replaces_its_predecessor_and_the_same_twice_is_one(self):
        exchange = exchange_at()
        author, member = exchange.answer.author, exchange.answer.member
        first = agreeing.propose(exchange, author, Stage.AGREED, terms(0, 2))
        assert agreeing.propose(exchange, author, Stage.AGREED, terms(0, 2)) == first
        second = agreeing.propose(exchange, author, Stage.AGREED, terms(0, 4))
        assert list(exchange.proposals.open()) == [second]
        with pytest.raises(NotPossible, match="changed or answered"):
            agreeing.confirm(exchange, member, first.pk)
        with pytest.raises(NotPossible, match="Confirm or decline that proposal first"):
            agreeing.propose(exchange, member, Stage.AGREED, terms(0, 3))

    def test_answering_twice_is_answering_once(self):
        exchange = exchange_at()
        author, member = exchange.answer.author, exchange.answer.member
        proposal = agreeing.propose(exchange, author, Stage.AGREED, terms(0, 2))
        for _time in range(2):
            agreeing.decline(exchange, member, proposal.pk)
        assert told("declined") == [author]
        with pytest.raises(NotPossible):
            agreeing.confirm(exchange, member, proposal.pk)
        proposal = agreeing.propose(exchange, author, Stage.AGREED, terms(0, 2))
        for _time in range(2):
            agreeing.confirm(exchange, member, proposal.pk)
        assert told("confirmed") == [author]
        assert told("proposed") == [member, member]

    def test_what_was_withdrawn_is_told_to_nobody_and_cannot_be_confirmed(self):
        exchange = exchange_at()
        proposal = agreeing.propose(exchange, exchange.answer.author, Stage.AGREED, terms(0, 2))
        agreeing.take_back(exchange, exchange.answer.author, proposal.pk)
        assert letters() == []
        with pytest.raises(NotPossible):
            agreeing.confirm(exchange, exchange.answer.member, proposal.pk)

    def test_a_proposal_of_another_exchange_is_none(self):
        exchange, other = exchange_at(), exchange_at()
        foreign = agreeing.propose(other, other.answer.author, Stage.AGREED, terms(0, 2))
        with pytest.raises(NotPossible):
            agreeing.confirm(exchange, exchange.answer.member, foreign.pk)

    def test_dates_that_passed_before_the_answer_are_not_confirmed(self):
        exchange = exchange_at()
        proposal = agreeing.propose(exchange, exchange.answer.author, Stage.AGREED, terms(0, 2))
        proposal.finish(terms=terms(-9, -8).stored())
        with pytest.raises(NotPossible, match="no longer fit"):
            agreeing.confirm(exchange, exchange.answer.member, proposal.pk)

    def test_one_reminder_after_a_week(self):
        exchange = exchange_at()
        agreeing.propose(exchange, exchange.answer.author, Stage.AGREED, terms(0, 2))
        now = timezone.now()
        assert [agreeing.remind(now + timedelta(days=day)) for day in (6, 8, 9)] == [0, 1, 0]
        assert told("proposed-reminder") == [exchange.answer.member]

    def test_letters_name_nobody_and_nothing(self):
        exchange = exchange_at()
        proposal = agreeing.propose(exchange, exchange.answer.author, Stage.AGREED, terms(0, 2))
        (asking,) = letters()
        agreeing.confirm(exchange, exchange.answer.member, proposal.pk)
        _asking, answering = letters()
        assert (asking.to, answering.to) == ([exchange.answer.member.email], [exchange.answer.author.email])
        for letter, other in ((asking, exchange.answer.author), (answering, exchange.answer.member)):
            assert reverse("my-exchange", args=[exchange.key]) in letter.body
            for private in ("Visit to a prison", "Study visit", other.email):
                assert private not in parts_of(letter)


TODAY = timezone.localdate()
CONTRADICTIONS = {
    "more women than people": (Stage.DONE, terms(women=13), "women"),
    "nobody": (Stage.DONE, terms(people=0, women=0), "people"),
    "no number": (Stage.DONE, terms(people=None), "people"),
    "more days than there are": (Stage.DONE, terms(days=4), "days"),
    "no day": (Stage.DONE, terms(days=0), "days"),
    "ends before it starts": (Stage.AGREED, terms(3, 2), "ends_on"),
    "agreed for the past": (Stage.AGREED, terms(-3, -1), "ends_on"),
    "under way before it starts": (Stage.UNDER_WAY, terms(1, 2), "starts_on"),
    "under way after its end": (Stage.UNDER_WAY, terms(-3, -1), "ends_on"),
    "done before it starts": (Stage.DONE, terms(1, 2, days=1), "starts_on"),
    "done before its end": (Stage.DONE, terms(-1, 1), "ends_on"),
    "in four years": (Stage.AGREED, terms(1400, 1401), "starts_on"),
    "without a word": (Stage.AGREED, terms(0, 2, what=""), "what"),
    "without a date": (Stage.AGREED, Terms(what="x"), "starts_on"),
    "a negative number": (Stage.AGREED, terms(0, 2, people=-1), "people"),
}


@each(CONTRADICTIONS)
def test_a_contradiction_is_said_beside_its_field(contradiction):
    stage, given, field = contradiction
    assert field in given.problems(stage, TODAY)


@each(FITTING)
def test_fitting_terms_have_no_problems_and_come_back_from_the_database_as_they_were(make):
    given = make()
    stage = next(stage for stage, fitting in FITTING.items() if fitting is make)
    assert given.problems(stage, TODAY) == {}
    assert Terms.read(given.stored()) == given


class TestGone:
    """A side that is gone ends what is open. The other is told that it ended, not why, in the same words."""

    @staticmethod
    def hide(user):
        user.profile.hide()

    @staticmethod
    def close(user):
        User.objects.filter(pk=user.pk).update(is_active=False)

    @staticmethod
    def erase(user):
        with transaction.atomic():
            data_protection.erase(user)

    @pytest.mark.parametrize("way", ["hide", "close", "erase"])
    @pytest.mark.parametrize("stage", STAGES)
    def test_what_is_open_ends_and_what_is_over_stays(self, way, stage):
        exchange = exchange_at(stage, member=ProfileFactory.published() if way == "hide" else None)
        author, member = exchange.answer.author, exchange.answer.member
        Notice.objects.all().delete()
        getattr(self, way)(member)
        found = again(exchange)
        is_open = stage not in (Stage.DONE, Stage.CALLED_OFF)
        assert found.has_ended is is_open
        with pytest.raises(NotPossible):
            agreeing.propose(found, author, Stage.AGREED if is_open else Stage.DONE, terms(0, 2))
        for _time in range(2):
            agreeing.end_left()
        assert (author in told("ended")) is is_open
        assert told("ended").count(author) <= 1
        assert bool(again(exchange).ended_at) is is_open

    def test_the_letter_and_the_page_are_the_same_whatever_the_reason(self, as_user):
        seen = set()
        for way in ("hide", "close", "erase"):
            exchange = exchange_at(Stage.AGREED, member=ProfileFactory.published())
            author = exchange.answer.author
            deliver()
            mail.outbox.clear()
            getattr(self, way)(exchange.answer.member)
            agreeing.end_left()
            (letter,) = [sent for sent in deliver() if sent.to == [author.email]]
            page = as_user(author).get(reverse("my-exchange", args=[exchange.key])).content.decode()
            assert "This exchange has ended" in page
            seen.add((letter.subject, letter.body.replace(exchange.key, "")))
        assert len(seen) == 1

    def test_an_exchange_goes_on_when_the_offer_is_gone(self):
        exchange = exchange_at(Stage.AGREED)
        assert exchange.answer.opportunity is None
        take(exchange, Stage.UNDER_WAY)
        assert again(exchange).stage == Stage.UNDER_WAY

    @pytest.mark.parametrize("stage", STAGES)
    def test_erasing_leaves_nothing_that_either_said_about_the_other(self, stage):
        exchange = exchange_at(stage)
        if stage == Stage.DONE:
            agreeing.publish(exchange, exchange.answer.member, agrees=True)
        self.erase(exchange.answer.member)
        found = again(exchange)
        assert found.terms.get("what", "") == ""
        assert not found.publishes(Side.MEMBER)
        assert not Proposal.objects.exclude(terms__what="").exists()
        assert {row.side for row in found.evaluations.all()} <= {Side.AUTHOR}

    def test_when_both_are_gone_nothing_is_left(self):
        exchange = exchange_at(Stage.DONE)
        self.erase(exchange.answer.member)
        self.erase(exchange.answer.author)
        assert not Exchange.objects.exists()


class TestPages:
    @pytest.fixture
    def exchange(self):
        return exchange_at()

    def test_for_anybody_else_it_does_not_exist(self, client, exchange):
        addresses = [
            reverse("my-exchange", args=[exchange.key]),
            reverse("exchange-propose", args=[exchange.key, "agreed"]),
        ]
        for user in (a_moderator(), UserFactory(is_member=True)):
            client.force_login(user)
            assert {client.get(address).status_code for address in addresses} == {404}
            answer = client.post(reverse("exchange-decide", args=[exchange.key, "confirm"]), {"proposal": "1"})
            assert answer.status_code == 404

    def test_both_sides_walk_the_way_on_their_pages(self, client, exchange):
        author, member = exchange.answer.author, exchange.answer.member
        typed = {
            "what": "Three days in two prisons", "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(),
            "people": "12", "women": "5", "days": "1", "cost_travel": "provider",
        }  # fmt: skip
        page = reverse("my-exchange", args=[exchange.key])
        for stage in ("agreed", "under-way", "done"):
            client.force_login(author)
            assert client.post(reverse("exchange-propose", args=[exchange.key, stage]), typed).status_code == 302
            client.force_login(member)
            assert "awaits your response" in client.get(page).content.decode()
            number = exchange.proposals.open().get().pk
            client.post(reverse("exchange-decide", args=[exchange.key, "confirm"]), {"proposal": number})
            assert again(exchange).stage == stage
        assert "Three days in two prisons" in client.get(page).content.decode()
        assert "International travel" in client.get(page).content.decode()

    def test_what_contradicts_itself_is_shown_again_with_what_was_typed(self, client, exchange):
        client.force_login(exchange.answer.author)
        address = reverse("exchange-propose", args=[exchange.key, "agreed"])
        typed = {
            "what": "Three days",
            "starts_on": TODAY,
            "ends_on": TODAY - timedelta(days=1),
            "people": 2,
            "women": 3,
        }
        answer = client.post(address, typed)
        assert answer.status_code == 422
        assert {"ends_on", "women"} == answer.context["form"].errors.keys()
        assert "Three days" in answer.content.decode()

    def test_the_first_proposal_begins_with_what_the_offer_says(self, client):
        offer = OpportunityFactory.published()
        exchange = exchange_at(opportunity=offer)
        client.force_login(exchange.answer.author)
        form = client.get(reverse("exchange-propose", args=[exchange.key, "agreed"])).context["form"]
        assert form.initial["what"] == offer.title
        for cost in offer.costs.all():
            assert form.initial[f"cost_{cost.item}"] == cost.borne_by

    @pytest.mark.parametrize("number", ["", "x", "9" * 30, "1\x00", "-1", "²"])
    def test_an_odd_number_of_a_proposal_is_none(self, client, exchange, number):
        client.force_login(exchange.answer.author)
        answer = client.post(reverse("exchange-decide", args=[exchange.key, "confirm"]), {"proposal": number})
        assert answer.status_code == 404

    def test_the_other_side_is_called_what_members_may_call_it_now(self, client):
        exchange = exchange_at(member=ProfileFactory.published())
        client.force_login(exchange.answer.author)
        page = reverse("my-exchange", args=[exchange.key])
        assert "Example" in client.get(page).content.decode()


def test_what_was_over_two_years_ago_is_deleted():
    over, ended, going_on = exchange_at(Stage.DONE), exchange_at(), exchange_at(Stage.AGREED)
    TestGone.close(ended.answer.member)
    agreeing.end_left()
    long_ago = timezone.now() - agreeing.KEPT - timedelta(days=1)
    Exchange.objects.update(stage_since=long_ago)
    Exchange.objects.filter(pk=ended.pk).update(ended_at=long_ago)
    agreeing.delete_expired()
    assert list(Exchange.objects.all()) == [going_on]
    assert over.pk != going_on.pk

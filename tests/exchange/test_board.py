"""The board of staff: what is stuck and why, without anybody's name or words, at the same cost for few and many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.accounts.models import Look
from network.accounts.roles import Role
from network.exchange.agreements import agreeing, board, evaluating
from network.exchange.models import Answer, Evaluation, Exchange, Proposal, Side, Stage
from network.spreadsheets import FORMULAS
from tests.exchange.exchanges import again, exchange_at, let_pass, take, terms
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

BOARD = "admin:exchange_exchange_changelist"
NOW = timezone.now()


def reasons():
    return [(row.model, str(row.reason), row.days) for row in board.stuck(NOW)]


def open_answer(**fields):
    """An answer of a member that waits for the author, begun so long ago as a test says."""
    people = {"author": UserFactory(), "member": UserFactory()}
    begun_at = fields.pop("begun_at", NOW)
    times = {"begun_at": begun_at, "member_yes_at": begun_at, "expires_at": NOW + timedelta(days=4)}
    return Answer.objects.create(**people | times | fields)


class TestStuck:
    def test_nothing_is_stuck_when_it_is_fresh(self):
        for stage in ("", *Stage):
            exchange_at(stage)
        assert reasons() == []

    def test_a_proposal_without_an_answer_names_the_side_that_is_waited_for(self):
        for proposer, waits in ((Side.AUTHOR, "the member"), (Side.MEMBER, "who made the offer or request")):
            exchange = exchange_at()
            agreeing.propose(exchange, exchange.user_at(proposer), Stage.AGREED, terms(0, 2))
            Proposal.objects.update(at=NOW - timedelta(days=21))
            assert reasons() == [("exchange", f"waits for {waits}", 21)]
            exchange.delete()

    def test_nobody_has_proposed_anything(self):
        exchange_at()
        Exchange.objects.update(stage_since=NOW - timedelta(days=22))
        assert reasons() == [("exchange", "no agreement was proposed", 22)]

    def test_days_that_have_passed(self):
        agreed, under_way = exchange_at(Stage.AGREED), exchange_at(Stage.UNDER_WAY)
        assert reasons() == []
        for exchange in (agreed, under_way):
            exchange.terms = terms(-40, -20).stored()
            exchange.save()
        assert [reason for _model, reason, _days in reasons()] == [
            "its first day has passed",
            "its last day has passed",
        ]

    def test_an_evaluation_that_is_missing(self):
        exchange = exchange_at(Stage.DONE)
        let_pass(exchange, Evaluation.ASKED_AFTER + timedelta(days=31))
        assert [reason for _model, reason, _days in reasons()] == ["an evaluation is missing"] * 2


def test_answers_by_month_are_told_apart_by_how_they_ended():
    exchange_at()
    open_answer()
    open_answer(expires_at=NOW - timedelta(days=1))
    for end in Answer.End:
        open_answer(end=end, ended_at=NOW)
    (month,) = board.months(timezone.now())
    assert month[1:] == (7, 1, 1, 2, 2)


def test_states_are_counted_by_age():
    exchange_at(Stage.AGREED)
    old = exchange_at(Stage.AGREED)
    Exchange.objects.filter(pk=old.pk).update(stage_since=NOW - timedelta(days=20))
    counted = {str(state.label): state.counts for state in board.states(timezone.now())}
    assert counted["Agreed"] == [1, 1, 0]
    assert counted["Done"] == [0, 0, 0]


class TestPage:
    @pytest.fixture
    def said(self, moderator, client):
        """A done exchange with words and people that nobody needs to know, and the board in the eyes of a moderator."""
        exchange = exchange_at(Stage.AGREED, author=UserFactory(email="zq-a@example.org"), institution="zq-institution")
        take(exchange, Stage.DONE, terms(what="zq-what"))
        let_pass(exchange, Evaluation.ASKED_AFTER + timedelta(days=1))
        answers = {"learned": "zq-learned", "will_use": "", "did_not_work": "", "again": "yes"}
        evaluating.give(Evaluation.objects.get(exchange=exchange, side=Side.AUTHOR), answers)
        client.force_login(moderator)
        return again(exchange)

    def test_no_page_and_no_file_names_anybody_or_repeats_words(self, client, said):
        names = ("exchanges", "answers")
        addresses = [
            reverse(BOARD),
            reverse("admin:exchange_exchange_change", args=[said.pk]),
            reverse("admin:index"),
            *(reverse("admin:exchange_exchange_export", args=[name]) for name in names),
        ]
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200
            page = answer.content.decode()
            assert "zq-" not in page, address
            assert f"user-{said.answer.author_id}" not in page, address
        assert not Look.objects.filter(what=Look.What.ANSWER).exists()

    def test_who_reads_what_was_said_is_noted_for_both(self, client, said):
        page = client.get(reverse("admin:exchange_exchange_said", args=[said.pk])).content.decode()
        assert "zq-what" in page
        assert "zq-learned" in page
        looks = Look.objects.filter(what=Look.What.ANSWER)
        assert {look.subject for look in looks} == {said.answer.author, said.answer.member}

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.FOCAL_POINT])
    def test_other_staff_see_none_of_it(self, client, said, role):
        client.force_login(UserFactory.staff(role))
        for address in (
            reverse(BOARD),
            reverse("admin:exchange_exchange_said", args=[said.pk]),
            reverse("admin:exchange_exchange_export", args=["exchanges"]),
        ):
            assert client.get(address).status_code == 403

    def test_the_file_has_numbers_and_no_formula(self, client, said, monkeypatch):
        lines = client.get(reverse("admin:exchange_exchange_export", args=["exchanges"])).content.decode().splitlines()
        assert len(lines) == 2
        assert ",12,5,3,1,1,0,0" in lines[1]
        monkeypatch.setattr(board, "direction_of", lambda answer: "=1+1")
        (row,) = board.exchange_rows()
        assert row[1].startswith(FORMULAS)
        page = client.get(reverse("admin:exchange_exchange_export", args=["exchanges"])).content.decode()
        assert ",'=1+1," in page

    def test_it_costs_the_same_with_many(self, client, moderator):
        client.force_login(moderator)

        def cost():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(BOARD)).status_code == 200
            return len(queries)

        exchange_at(Stage.DONE)
        client.get(reverse(BOARD))
        few = cost()
        for stage in ("", *Stage):
            exchange_at(stage)
        waiting = exchange_at()
        agreeing.propose(waiting, waiting.answer.author, Stage.AGREED, terms(0, 2))
        assert cost() == few

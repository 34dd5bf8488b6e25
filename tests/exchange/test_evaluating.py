"""What both sides are asked after an exchange: when, by which link, and who reads the answers."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.exchange.agreements import evaluating
from network.exchange.models import Evaluation, Exchange, FollowUp, Side, Stage
from network.exchange.models.evaluations import Statement
from network.moderation.models import NotPossible
from network.notices.models import Notice
from tests import databases
from tests.exchange.exchanges import exchange_at, let_pass
from tests.factories import UserFactory
from tests.letters import deliver, links_in, parts_of

pytestmark = pytest.mark.django_db

GIVEN = {"learned": "How mentors are found", "will_use": "The checklist", "did_not_work": "", "again": "yes"}
USE = {"use": "partly", "in_use_now": "The checklist, in two prisons"}
DUE = {Evaluation: Evaluation.ASKED_AFTER, FollowUp: FollowUp.ASKED_AFTER}


@pytest.fixture(scope="module")
def number_of_done(django_db_setup, django_db_blocker):
    with databases.shared_rows(django_db_blocker):
        yield exchange_at(Stage.DONE).pk


@pytest.fixture
def exchange(db, number_of_done):
    """One that was done a moment ago."""
    return Exchange.objects.with_presence().get(pk=number_of_done)


@pytest.fixture
def due(exchange):
    """The same, four weeks and a day later."""
    let_pass(exchange, Evaluation.ASKED_AFTER + timedelta(days=1))
    return exchange


def of(exchange, side=Side.AUTHOR, model=Evaluation) -> Statement:
    """What `side` is asked about `exchange`."""
    return model.objects.get(exchange=exchange, side=side)


def asked(now=None):
    """The letters with questions that leave at `now`."""
    evaluating.ask(now)
    return [letter for letter in deliver() if "/evaluation/" in letter.body or "/follow-up/" in letter.body]


class TestAsking:
    def test_both_sides_are_asked_four_weeks_after_and_six_months_after(self, exchange):
        now, day = timezone.now(), timedelta(days=1)
        counts = [evaluating.ask(now + time) for time in (
            day, Evaluation.ASKED_AFTER - day, Evaluation.ASKED_AFTER + day, Evaluation.ASKED_AFTER + 2 * day,
        )]  # fmt: skip
        assert counts == [0, 0, 2, 0]
        Evaluation.objects.update(given_at=now)
        assert evaluating.ask(now + FollowUp.ASKED_AFTER + day) == 2
        assert Notice.objects.filter(kind="exchange.follow-up").count() == 2

    def test_each_is_reminded_once_and_not_whoever_has_answered(self, due):
        assert len(asked()) == 2
        evaluating.give(of(due), GIVEN)
        later = timezone.now() + Evaluation.REMINDED_AFTER + timedelta(hours=1)
        assert [evaluating.ask(later), evaluating.ask(later + timedelta(days=9))] == [1, 0]
        (reminder,) = Notice.objects.filter(kind="exchange.evaluation-reminder")
        assert reminder.user == due.answer.member

    def test_letters_have_a_link_and_name_nobody(self, due):
        letter = next(letter for letter in asked() if letter.to == [due.answer.author.email])
        assert any(link.endswith(evaluating.address(of(due))) for link in links_in(letter))
        for private in ("Visit to a prison", due.answer.member.email, due.key):
            assert private not in parts_of(letter)

    def test_who_has_answered_meanwhile_gets_no_letter(self, due):
        evaluating.ask()
        for side in Side:
            evaluating.give(of(due, side), GIVEN)
        assert asked() == []


class TestLink:
    """It opens without signing in, for one side and one purpose; a look alone changes nothing."""

    @pytest.mark.parametrize(("model", "typed"), [(Evaluation, GIVEN), (FollowUp, USE)])
    def test_answers_are_given_without_signing_in(self, exchange, model, typed):
        let_pass(exchange, DUE[model] + timedelta(days=1))
        statement, client = of(exchange, model=model), Client()
        address = evaluating.address(statement)
        client.get(address)
        assert of(exchange, model=model).given_at is None
        page = client.post(address, typed, follow=True).content.decode()
        assert "Your answers have been saved" in page
        found = of(exchange, model=model)
        assert {name: getattr(found, name) for name in typed} == typed
        assert of(exchange, Side.MEMBER, model).given_at is None

    def test_the_other_side_does_not_evaluate_in_its_place(self, due):
        client = Client()
        client.force_login(due.answer.member)
        assert client.post(evaluating.address(of(due)), GIVEN).status_code == 403
        assert of(due).given_at is None

    def test_who_holds_it_after_its_side_has_answered_neither_reads_nor_changes_that(self, due):
        address, forwarded = evaluating.address(of(due)), Client()
        forwarded.post(address, GIVEN)
        signed_in = Client()
        signed_in.force_login(due.answer.member)
        for client, said in ((forwarded, "Your answers are saved"), (signed_in, "was sent to someone else")):
            page = client.get(address).content.decode()
            assert said in page
            assert GIVEN["learned"] not in page
            for typed in (GIVEN | {"learned": "Nothing"}, {"learned": "Nothing"}):
                client.post(address, typed)
            assert of(due).learned == GIVEN["learned"]

    def test_two_clicks_without_signing_in_are_one(self, due):
        address, client = evaluating.address(of(due)), Client()
        client.post(address, GIVEN)
        assert "Your answers have been saved" in client.post(address, GIVEN, follow=True).content.decode()

    def test_its_side_reads_and_changes_what_it_said(self, due):
        address, client = evaluating.address(of(due)), Client()
        client.post(address, GIVEN)
        first = of(due).given_at
        client.force_login(due.answer.author)
        page = client.get(address).content.decode()
        assert "You can change them here" in page
        assert GIVEN["learned"] in page
        client.post(address, GIVEN | {"learned": "More"})
        assert (of(due).learned, of(due).given_at) == ("More", first)

    def test_once_both_have_answered_nothing_can_be_changed_and_nothing_is_shown_without_signing_in(self, due):
        address, client = evaluating.address(of(due)), Client()
        for side in Side:
            evaluating.give(of(due, side), GIVEN | {"learned": f"zq-{side}"})
        page = client.post(address, GIVEN, follow=True).content.decode()
        assert "can no longer be changed" in page
        assert "zq-" not in page
        assert of(due).learned == "zq-author"
        with pytest.raises(NotPossible):
            evaluating.give(of(due), GIVEN)

    def test_after_sixty_days_it_says_so_and_takes_nothing(self, due):
        let_pass(due, Evaluation.OPEN_FOR)
        address = evaluating.address(of(due))
        assert "was over on" in Client().get(address).content.decode()
        Client().post(address, GIVEN)
        assert of(due).given_at is None
        with pytest.raises(NotPossible):
            evaluating.give(of(due), GIVEN)

    def test_no_other_token_opens_it(self, due):
        statement = of(due)
        genuine = evaluating.address(statement)
        token = genuine.rstrip("/").rpartition("/")[2]
        for other in (
            genuine.replace("/evaluation/", "/follow-up/"),
            genuine.replace(token, token[:-1] + ("a" if token[-1] != "a" else "b")),
            genuine.replace(token, statement.key),
            reverse("evaluation", args=[Signer(salt="still-correct.v1").sign(statement.key)]),
            reverse("follow-up", args=[Signer(salt="exchange.follow-up.v1").sign(statement.key)]),
        ):
            assert Client().get(other).status_code == 404
            assert Client().post(other, GIVEN).status_code == 404

    def test_it_does_not_open_before_its_time(self, exchange):
        assert Client().get(evaluating.address(of(exchange))).status_code == 404

    def test_what_is_missing_is_asked_back_and_what_was_typed_stays(self, due):
        answer = Client().post(evaluating.address(of(due)), GIVEN | {"again": ""})
        assert answer.status_code == 422
        assert GIVEN["learned"] in answer.content.decode()
        assert of(due).given_at is None


class TestReading:
    def page(self, client, exchange, side):
        client.force_login(exchange.user_at(side))
        return client.get(reverse("my-exchange", args=[exchange.key])).content.decode()

    def test_a_side_reads_the_other_once_it_has_said_its_own_or_its_time_is_over(self, client, due):
        evaluating.give(of(due, Side.MEMBER), GIVEN | {"learned": "zq-member"})
        assert "zq-member" in self.page(client, due, Side.MEMBER)
        assert "zq-member" not in self.page(client, due, Side.AUTHOR)
        evaluating.give(of(due), GIVEN | {"learned": "zq-author"})
        for side in Side:
            page = self.page(client, due, side)
            assert "zq-member" in page
            assert "zq-author" in page
        Evaluation.objects.filter(side=Side.AUTHOR).update(given_at=None)
        let_pass(due, Evaluation.OPEN_FOR)
        assert "zq-member" in self.page(client, due, Side.AUTHOR)

    def test_what_waits_stands_on_my_page(self, client, due):
        client.force_login(due.answer.member)
        assert "Say what came of an exchange" in client.get(reverse("dashboard")).content.decode()
        evaluating.give(of(due, Side.MEMBER), GIVEN)
        assert "Say what came of an exchange" not in client.get(reverse("dashboard")).content.decode()

    def test_nobody_else_reads_it(self, client, due):
        evaluating.give(of(due), GIVEN)
        client.force_login(UserFactory(is_member=True))
        assert client.get(reverse("my-exchange", args=[due.key])).status_code == 404

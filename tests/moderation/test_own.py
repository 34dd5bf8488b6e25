"""Nobody decides on their own record: not in any step, not by any page, and not past the steps either."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from network.accounts.roles import Role
from network.catalogue.models import Announcement
from network.moderation.models import Appeal, Assignment, Decision, NotPossible, Proposal, Record, Status
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.news.factories import ArticleFactory

pytestmark = pytest.mark.django_db

DECISION = {"reason": "Let us look.", "grounds": []}


@pytest.fixture
def others(db):
    """Two moderators who have no part in the test's own step."""
    return UserFactory.staff(Role.MODERATOR), UserFactory.staff(Role.MODERATOR)


def submitted(factory, author, others):
    return factory.submitted(**writer(factory, author))


def published(factory, author, others):
    record = submitted(factory, author, others)
    record.approve(others[0], record.edits)
    return record


def refusal_proposed(factory, author, others):
    record = submitted(factory, author, others)
    record.propose_refusal(others[0], record.edits, "No.")
    return record


def suspension_proposed(factory, author, others):
    record = published(factory, author, others)
    record.suspend(others[0], "No.")
    return record


def appealed(factory, author, others):
    record = suspension_proposed(factory, author, others)
    record.second(others[1])
    record.appeal("It is right.")
    return record


def writer(factory, author):
    return {"user": author} if factory is ProfileFactory else {"author": author}


# Each step of a moderator: the state that it needs, the step, and the page of the desk that takes it.
STEPS = {
    "approve": (submitted, lambda record, by: record.approve(by, record.edits), "review", {"decision": "approve"}),
    "return": (
        submitted,
        lambda record, by: record.return_to_author(by, record.edits, "No."),
        "review",
        {"decision": "return", **DECISION},
    ),
    "refuse": (
        submitted,
        lambda record, by: record.propose_refusal(by, record.edits, "No."),
        "review",
        {"decision": "refuse", **DECISION},
    ),
    "correct": (
        submitted,
        lambda record, by: record.correct(by, record.edits, "summary", f"{record.summary}."),
        "correct",
        {"text": "A county accompanies people after their release!"},
    ),
    "suspend": (published, lambda record, by: record.suspend(by, "No."), "suspend", DECISION),
    "second a refusal": (refusal_proposed, lambda record, by: record.second(by), "second", {"confirm": "1"}),
    "second a suspension": (suspension_proposed, lambda record, by: record.second(by), "second", {"confirm": "1"}),
    "drop a refusal": (refusal_proposed, lambda record, by: record.drop_proposal(by), "second", {"drop": "1"}),
    "drop a suspension": (suspension_proposed, lambda record, by: record.drop_proposal(by), "second", {"drop": "1"}),
    "grant": (
        appealed,
        lambda record, by: record.decide_appeal(by, is_granted=True, reason="Yes."),
        "answer",
        {"answer": "grant", "reason": "Yes."},
    ),
    "uphold": (
        appealed,
        lambda record, by: record.decide_appeal(by, is_granted=False, reason="No."),
        "answer",
        {"answer": "uphold", "reason": "No."},
    ),
    "take": (submitted, None, "assign", {}),
}
FACTORIES = pytest.mark.parametrize("factory", [ProfileFactory, PracticeFactory])


def state():
    """Everything that a step could change."""
    return (
        list(Record.objects.order_by("pk").values("status", "live", "edits", "published_at")),
        [set(model.objects.values_list("pk")) for model in (Decision, Proposal, Appeal, Assignment, Announcement)],
        list(Appeal.objects.values_list("outcome")),
    )


@FACTORIES
@pytest.mark.parametrize("step", [name for name, (_prepare, take, *_page) in STEPS.items() if take])
@pytest.mark.parametrize("whose", ["own", "other"])
def test_a_step_is_for_others(factory, step, whose, moderator, others):
    prepare, take, *_page = STEPS[step]
    record = prepare(factory, moderator if whose == "own" else UserFactory(), others)
    before = state()
    if whose == "own":
        with pytest.raises(NotPossible, match="your own contribution"):
            take(record, moderator)
        assert state() == before
    else:
        take(record, moderator)
        assert state() != before


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("whose", ["own", "other"])
def test_a_page_of_the_desk_is_for_others(client, step, whose, moderator, others):
    prepare, _take, view, answers = STEPS[step]
    record = prepare(PracticeFactory, moderator if whose == "own" else UserFactory(), others)
    before = state()
    client.force_login(moderator)
    args = [record.pk, "summary"] if view == "correct" else [record.pk]
    address = reverse(f"admin:moderation_record_{view}", args=args)
    page = client.post(address, {"edits": record.edits, **answers}, follow=True)
    assert (state() == before) == (whose == "own")
    assert ("your own contribution" in page.content.decode()) == (whose == "own")


@pytest.mark.parametrize("whose", ["own", "other"])
def test_the_desk_offers_no_decision_on_ones_own(client, whose, moderator, others):
    author = moderator if whose == "own" else UserFactory()
    client.force_login(moderator)
    for prepare in (submitted, refusal_proposed, appealed):
        record = prepare(PracticeFactory, author, others)
        page = client.get(reverse("admin:moderation_record_review", args=[record.pk])).content.decode()
        forms = ('name="decision"', 'name="confirm"', 'name="drop"', 'name="answer"')
        assert any(form in page for form in forms) == (whose == "other")
        assert ("This is your own" in page) == (whose == "own")


def test_several_at_once_leave_out_ones_own(client, moderator):
    own, other = PracticeFactory.submitted(author=moderator), PracticeFactory.submitted()
    client.force_login(moderator)
    several = {"action": "approve_several", "_selected_action": [own.pk, other.pk]}
    page = client.post(reverse("admin:moderation_record_changelist"), several).content.decode()
    assert f'value="{other.pk}:{other.edits}"' in page
    assert f'value="{own.pk}:{own.edits}"' not in page
    ticks = [f"{record.pk}:{record.edits}" for record in (own, other)]
    client.post(reverse("admin:moderation_record_changelist"), several | {"publish": "1", "read": ticks})
    assert set(Record.objects.filter(live__isnull=False)) == {Record.objects.get(pk=other.pk)}


def test_authors_do_with_their_own_what_authors_may(moderator, others):
    record = appealed(PracticeFactory, moderator, others)
    record.decide_appeal(UserFactory.staff(Role.MODERATOR), is_granted=True, reason="Yes.")
    record.withdraw(moderator, "I take it back.")
    record.touch()
    record.submit()
    assert record.status == Status.SUBMITTED


def test_an_editor_hands_in_and_a_colleague_publishes(client, editor):
    article = ArticleFactory(author=editor)
    with pytest.raises(NotPossible, match="your own contribution"):
        article.publish(editor)
    article.refresh_from_db()
    assert (article.status, article.live) == (Status.DRAFT, None)
    article.publish(UserFactory.staff(Role.EDITOR))
    assert article.live


@pytest.mark.parametrize(
    "row",
    [
        lambda record, author, other: record.versions.create(number=7, content={}, approved_by=author),
        lambda record, author, other: Proposal.objects.create(
            record_id=record.pk, action="suspended", by=author, status_before="published"
        ),
        *(
            lambda record, author, other, action=action: record.decisions.create(
                action=action, by=author, seconded_by=other, reason="x"
            )
            for action in Decision.Action.values
            if action != Decision.Action.WITHDRAWN
        ),
        lambda record, author, other: record.decisions.create(
            action="suspended", by=other, seconded_by=author, reason="x"
        ),
        lambda record, author, other: record.decisions.update(by=author),
    ],
)
def test_the_database_takes_no_such_row(row, moderator, others):
    record = published(PracticeFactory, moderator, others)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        row(Record.objects.get(pk=record.pk), moderator, others[0])
    assert caught.value.__cause__.diag.constraint_name == "not_on_own_record"

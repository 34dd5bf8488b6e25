"""Before both said yes neither side learns who the other is: from no page, letter, copy, log, admin or moment."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from experts.models import Profile
from network.accounts import data_protection
from network.accounts.models import Look
from network.catalogue.models import Entry
from network.exchange import answering, identities, telling
from network.exchange.models import Answer
from network.notices.models import Notice
from tests.exchange.stage import AUTHOR, BEHALF, BEHIND, MEMBER, REASON, STATES, hide, key_of, many_members
from tests.factories import OpportunityFactory, ProfileFactory, UserFactory, a_moderator
from tests.letters import deliver, parts_of
from tests.sweep import client_of

pytestmark = pytest.mark.django_db

WHO_MEMBER_IS = {*MEMBER.values(), BEHALF}
WHO_AUTHOR_IS = {*AUTHOR.values()}


def read(user, *addresses):
    """What `user` reads on the pages at these addresses."""
    client = client_of(user)
    return "\n".join(client.get(address).content.decode() for address in addresses)


def pages_of(stage, answer):
    """Every page about `answer`, for its author and for its member; but that of the offer, which lists experts."""
    own = [reverse("exchanges"), reverse("answer", args=[answer.key])]
    address = reverse("opportunity-answers", args=[stage.opportunity.key])
    lists = [f"{address}?show={show}" for show in ("open", "agreed", "ended")]
    return {"author": [*own, *lists], "member": [*own, reverse("opportunity-answer", args=[stage.opportunity.slug])]}


def told(user):
    """The letters that `user` got."""
    return [parts_of(letter) for letter in deliver() if letter.to == [user.email]]


class TestPages:
    @pytest.mark.parametrize("state", [state for state in STATES if state != "agreed"])
    def test_neither_side_reads_who_the_other_is(self, stage, state, lines):
        if state == "asked":
            answer = answering.ask(stage.opportunity, key_of(stage.member), REASON)
        else:
            answer = answering.answer(stage.opportunity, stage.member, reason=REASON, institution=BEHALF)
            changed = Answer.objects.filter(pk=answer.pk)
            if state == "expired":
                changed.update(expires_at=timezone.now())
            elif state != "answered":
                changed.update(end=state, ended_at=timezone.now())
        pages = pages_of(stage, answer)
        as_author, as_member = read(stage.author, *pages["author"]), read(stage.member, *pages["member"])
        assert not [text for text in WHO_AUTHOR_IS if text in as_member]
        # Whom they asked the author knows: no more than the name that members find.
        known = {MEMBER["given_name"]} if state == "asked" else set()
        assert not [text for text in WHO_MEMBER_IS - known if text in as_author]
        assert not [text for text in WHO_MEMBER_IS | WHO_AUTHOR_IS | {REASON} if text in "\n".join(lines)]

    def test_after_both_yeses_each_reads_who_the_other_is_and_nobody_else_does(self, stage):
        answer = answering.answer(stage.opportunity, stage.member, reason=REASON, institution=BEHALF)
        answering.say_yes(answer, stage.author)
        address = reverse("answer", args=[answer.key])
        assert {MEMBER["given_name"], BEHALF} <= {text for text in WHO_MEMBER_IS if text in read(stage.author, address)}
        as_member = read(stage.member, address)
        assert AUTHOR["given_name"] in as_member
        assert BEHIND in as_member
        assert client_of(stage.stranger).get(address).status_code == 404

    def test_of_a_profile_only_what_is_listed_is_told(self, stage):
        profile = Profile.objects.get(user=stage.member)
        card = identities.card_without_identity(profile, stage.opportunity.card(1))
        assert card.keys() <= {"topics", "topics_needed", "languages", "modalities", "region"}
        assert card["languages"] == ["en"]

    def test_no_filters_of_the_directory_find_who_it_is(self, stage):
        """However much two have in common, together it fits several; what would single somebody out is left out."""
        rare = ProfileFactory.published(duty_country_id="BR", nationality_id="BR", related__countries=[])
        assert identities.card_without_identity(rare, stage.opportunity.card(1)).get("region") is None
        for _number in range(identities.FEWEST - 1):
            ProfileFactory.published(duty_country_id="BR", nationality_id="BR", related__countries=[])
        told = identities.card_without_identity(rare, stage.opportunity.card(1))
        assert told["region"] == ["lac"]
        found = Entry.objects.filter(kind="expert", audience=1, language="en", facets__contains=facets_of(told))
        assert found.count() >= identities.FEWEST

    def test_nothing_is_told_of_the_only_expert_on_a_topic(self, stage):
        alone = ProfileFactory.published(related__topics=["prr"], related__languages=["ru"], related__offers=[])
        opportunity = OpportunityFactory.published(
            author=stage.author, related__topics=["prr"], related__languages=["ru"]
        )
        assert identities.card_without_identity(alone, opportunity.card(1)).keys() <= {"region"}

    def test_whoever_answers_reads_nothing_of_the_author_before_the_author_agreed(self, stage):
        answer = answering.answer(stage.opportunity, stage.member, reason=REASON)
        row, _status = facts(stage.member, answer)
        assert not row.facts.about
        assert not row.facts.in_common

    def test_what_members_do_not_see_of_a_profile_is_not_told(self, stage):
        hidden = dict.fromkeys(("years", "languages", "offers", "duty_country"), 0)
        profile = ProfileFactory.published(audiences=hidden)
        card = identities.card_without_identity(profile, stage.opportunity.card(1))
        assert card.keys() == {"topics"}

    def test_marks_join_no_two_offers(self, stage):
        other = OpportunityFactory.published(author=stage.author)
        assert identities.mark(stage.opportunity, stage.member) == identities.mark(stage.opportunity, stage.member)
        assert len({identities.mark(offer, stage.member) for offer in (stage.opportunity, other)}) == 2

    def test_what_changes_in_a_profile_changes_nothing_that_the_other_side_reads(self, stage):
        answer = answering.answer(stage.opportunity, stage.member, reason=REASON)
        before = facts(stage.author, answer)
        profile = Profile.objects.get(user=stage.member)
        profile.background = "researcher"
        profile.touch()
        profile.submit()
        profile.approve(a_moderator(), profile.edits)
        assert facts(stage.author, answer) == before


def facets_of(card):
    """What one would filter the directory by to find who is told of in `card`."""
    return [f"{identities.FILED[name]}:{code}" for name, codes in card.items() for code in codes]


def facts(user, answer):
    """What the page of `answer` shows to `user`."""
    page = client_of(user).get(reverse("answer", args=[answer.key]))
    return page.context["row"], page.status_code


class TestGone:
    """Whoever hides, is suspended or deletes their account in the middle leaves nothing that tells it."""

    @pytest.mark.parametrize("how", ["hidden", "suspended"])
    @pytest.mark.parametrize("state", ["answered", "asked"])
    def test_the_other_side_sees_no_change_and_hears_only_that_it_ended(self, stage, state, how):
        answer = stage.answer(state)
        gone, left = (stage.member, stage.author) if state == "answered" else (stage.author, stage.member)
        before = facts(left, answer)
        if how == "hidden":
            hide(gone)
        else:
            Profile.objects.get(user=gone).suspend(a_moderator(), "Let us look.")
        assert facts(left, answer) == before
        page = client_of(left).post(reverse("answer-yes", args=[answer.key]), follow=True).content.decode()
        answer.refresh_from_db()
        assert (answer.end, answer.conversation) == ("stopped", None)
        assert "This has ended" in page
        assert not [text for text in WHO_MEMBER_IS | WHO_AUTHOR_IS if text in page]

    def test_deleting_an_account_reads_like_withdrawing(self, stage):
        erased, withdrawn = stage.answer(), stage.answer(member=stage.stranger)
        answering.withdraw(withdrawn, stage.stranger)
        with transaction.atomic():
            data_protection.erase(stage.member)
        rows = {answer: facts(stage.author, answer)[0] for answer in (erased, withdrawn)}
        same = {(row.standing, row.reason, row.what, row.is_open, bool(row.mark)) for row in rows.values()}
        assert same == {("Ended", "", "A member answered", False, True)}

    @pytest.mark.parametrize("who", ["author", "member"])
    @pytest.mark.parametrize("state", STATES)
    def test_deleting_an_account_takes_out_all_that_tells_of_it(self, stage, state, who):
        answer = stage.answer(state)
        user, left = (stage.author, stage.member) if who == "author" else (stage.member, stage.author)
        said = {"reason"} if (who == "author") == answer.is_asked else set()
        with transaction.atomic():
            data_protection.erase(user)
        answer.refresh_from_db()
        assert getattr(answer, f"{who}_id") is None
        stopped = dict.fromkeys(("answered", "asked", "expired"), "stopped")
        assert answer.end == (stopped | {"agreed": ""}).get(state, state)
        assert not (said and answer.reason)
        assert not (who == "member" and answer.institution)
        assert client_of(left).get(reverse("answer", args=[answer.key])).status_code == 200
        assert identities.joined(answer, left) is None or identities.joined(answer, left).address == ""

    def test_silent_ends_are_told_once_a_day_in_the_same_words(self, stage):
        ends = [stage.answer(), stage.answer("asked", member=stage.stranger)]
        answering.withdraw(ends[0], stage.member)
        with transaction.atomic():
            data_protection.erase(stage.stranger)
        assert told(stage.author) == []
        telling.tell_daily()
        telling.tell_daily()
        (letter,) = told(stage.author)
        assert "has ended without an agreement" in letter
        assert told(stage.member) == []


class TestLetters:
    def test_none_tells_who_it_is_or_what_was_typed(self, stage):
        texts = WHO_MEMBER_IS | WHO_AUTHOR_IS | {REASON, BEHIND, stage.opportunity.title}
        begun = answering.answer(stage.opportunity, stage.member, reason=REASON, institution=BEHALF)
        asked = answering.ask(stage.opportunity, key_of(stage.stranger), REASON)
        assert "was answered" in told(stage.author)[-1]
        assert "invites you" in told(stage.stranger)[-1]
        answering.decline(asked, stage.stranger)
        answering.say_yes(begun, stage.author)
        deliver()
        subjects = {letter.subject.partition(": ")[2] for letter in mail.outbox}
        assert {"an exchange did not fit", "both sides have agreed"} <= subjects
        for letter in mail.outbox:
            if "exchange" in letter.subject or "answer" in letter.subject or "agreed" in letter.subject:
                assert not [text for text in texts if text in parts_of(letter)], letter.subject

    def test_hundreds_of_answers_are_one_letter_a_day(self, stage):
        first = answering.answer(stage.opportunity, stage.member, reason=REASON)
        later = answering.answer(stage.opportunity, stage.stranger, reason=REASON)
        assert len(told(stage.author)) == 1
        telling.tell_daily()
        assert len(told(stage.author)) == 1, "one has left today"
        Notice.objects.filter(kind="answer.begun").update(about=f"{stage.opportunity.key} 2026-01-01")
        telling.tell_daily()
        assert len(told(stage.author)) == 2, "the next day tells of what came after the letter"
        for answer in (first, later):
            answer.refresh_from_db()
            assert answer.told_at

    def test_a_letter_about_what_is_decided_already_does_not_leave(self, stage):
        answer = answering.answer(stage.opportunity, stage.member, reason=REASON)
        answering.decline(answer, stage.author)
        assert told(stage.author) == []

    def test_there_is_one_reminder_after_a_week_and_an_end_after_two(self, stage):
        answer = stage.answer(told_at=timezone.now())
        telling.tell_daily()
        assert told(stage.author) == []
        pass_days(8)
        telling.tell_daily()
        Notice.objects.update(about="another day")
        telling.tell_daily()
        assert ["waited for your decision" in letter for letter in told(stage.author)] == [True]
        pass_days(7)
        answer.refresh_from_db()
        assert answer.has_ended == "expired", "when it is asked, not when a task ran"
        assert not Answer.objects.open().exists()
        telling.tell_daily()
        answer.refresh_from_db()
        assert (answer.end, answer.ended_at) == ("expired", answer.expires_at)
        assert ["has ended" in letter for letter in told(stage.member)] == [True]

    def test_who_did_not_fit_reads_that_and_nothing_else(self, stage):
        answer = stage.answer()
        answering.decline(answer, stage.author)
        assert "It did not fit" in read(stage.member, reverse("answer", args=[answer.key]))
        assert ["did not fit" in letter for letter in told(stage.member)] == [True]


def pass_days(days):
    """Let so many days go by for all answers."""
    for answer in Answer.objects.all():
        moved = {name: getattr(answer, name) for name in ("begun_at", "expires_at", "author_yes_at", "member_yes_at")}
        moved = {name: moment - timedelta(days=days) for name, moment in moved.items() if moment}
        Answer.objects.filter(pk=answer.pk).update(**moved)


class TestHundreds:
    @pytest.fixture
    def hundreds(self, stage):
        """500 members who answered."""
        rows = [stage.columns(member=member, told_at=timezone.now()) for member in many_members(500)]
        Answer.objects.bulk_create(Answer(**row) for row in rows)

    def test_pages_cost_the_same(self, stage, hundreds):
        few = OpportunityFactory.published(author=stage.author)
        stage.answer(opportunity=few)
        client = client_of(stage.author)
        for name in ("opportunity-answers", "exchanges"):
            addresses = [
                reverse(name, args=[offer.key]) if "answers" in name else reverse(name)
                for offer in (few, stage.opportunity)
            ]
            costs = []
            for address in addresses:
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address).status_code == 200
                costs.append(len(queries))
            assert len(set(costs)) == 1, costs

    def test_all_can_be_declined_at_once(self, stage, hundreds):
        assert answering.decline_others(stage.opportunity, timezone.now()) == 500
        assert Notice.objects.filter(kind="answer.declined").count() == 500
        assert not Answer.objects.open().exists()


class TestStaff:
    def test_moderators_see_how_answers_stand_and_not_whose_they_are(self, stage):
        answer = answering.answer(stage.opportunity, stage.member, reason=REASON, institution=BEHALF)
        client = client_of(a_moderator())
        for address in (
            reverse("admin:exchange_answer_changelist"),
            reverse("admin:exchange_answer_change", args=[answer.pk]),
            reverse("admin:exchange_answer_history", args=[answer.pk]),
        ):
            page = client.get(address)
            assert page.status_code == 200
            text = page.content.decode()
            private = {*WHO_MEMBER_IS, REASON, str(stage.member), answer.mark, key_of(stage.member), answer.key}
            assert not [word for word in private if word in text], address
        assert client.get(reverse("admin:exchange_answer_sides", args=[answer.pk])).status_code == 403
        assert not Look.objects.filter(what=Look.What.ANSWER).exists()

    def test_who_may_know_leaves_a_note_with_both(self, stage):
        answer = stage.answer()
        client = client_of(UserFactory(is_staff=True, is_superuser=True))
        page = client.get(reverse("admin:exchange_answer_sides", args=[answer.pk])).content.decode()
        assert str(stage.member) in page
        assert {look.subject for look in Look.objects.filter(what=Look.What.ANSWER)} == {stage.author, stage.member}

    def test_the_audit_trail_holds_no_sides(self, stage):
        stage.answer()
        event = apps.get_model("exchange", "AnswerEvent")
        names = {field.name for field in event._meta.get_fields()}
        assert not names & {"author", "member", "profile", "author_profile", "mark", "reason", "institution"}
        assert event.objects.exists()


class TestOwnData:
    def test_a_copy_holds_what_one_said_oneself(self, stage):
        stage.answer(institution=BEHALF)
        stage.answer("asked", member=stage.stranger, reason="zqasked")
        copies = {
            who: json.dumps(data_protection.export(user)["exchange.answer"], default=str)
            for who, user in (("author", stage.author), ("member", stage.member), ("stranger", stage.stranger))
        }
        assert {text for text in (REASON, BEHALF, "zqasked") if text in copies["member"]} == {REASON, BEHALF}
        assert {text for text in (REASON, BEHALF, "zqasked") if text in copies["author"]} == {"zqasked"}
        assert {text for text in (REASON, BEHALF, "zqasked") if text in copies["stranger"]} == set()

    def test_old_ones_are_deleted_and_exchanges_kept(self, stage):
        stage.answer("declined")
        kept = stage.answer(member=stage.stranger)
        answering.say_yes(kept, stage.author)
        pass_days(700)
        telling.delete_expired()
        assert Answer.objects.count() == 2
        pass_days(100)
        telling.delete_expired()
        assert Answer.objects.get() == kept

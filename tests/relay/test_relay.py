"""Members write to each other: nobody sees an address, nobody else reads along, and each side can end it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.accounts.models import Look
from network.notices.models import Notice
from network.relay import tasks
from network.relay.models import KEPT, Conversation, NotSent, Writing
from tests.factories import ProfileFactory, UserFactory, a_moderator
from tests.letters import deliver

pytestmark = pytest.mark.django_db

FIRST = {"subject": "After-care", "text": "How do you find mentors?"}


@pytest.fixture
def asker():
    return ProfileFactory.published(role_name="Adviser who asks")


@pytest.fixture
def expert():
    return ProfileFactory.published(role_name="Trainer who knows", user__language="fr")


@pytest.fixture
def write(client, asker, expert, django_capture_on_commit_callbacks):
    """Write to the expert as the asker, and let the letters leave."""

    def post(**answers):
        mail.outbox.clear()
        client.force_login(asker.user)
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("expert-write", args=[expert.slug]), FIRST | answers)

    return post


@pytest.fixture
def conversation(asker, expert):
    return Conversation.begin(
        by=asker.user, profile_by=asker.key, begun_with=expert.user, profile_with=expert.key, **FIRST
    )


class TestBeginning:
    def test_the_page_of_an_expert_leads_members_to_it(self, client, asker, expert):
        address = reverse("expert-write", args=[expert.slug])
        assert address not in client.get(expert.get_absolute_url()).content.decode()
        client.force_login(asker.user)
        assert address in client.get(expert.get_absolute_url()).content.decode()

    def test_the_expert_gets_a_letter_without_message_name_or_address(self, write, asker, expert):
        assert write().status_code == 302
        (letter,) = [letter for letter in mail.outbox if "message" in letter.subject]
        assert letter.to == [expert.user.email]
        assert letter.subject == "Réseau d’experts : vous avez un message"
        whole = letter.message().as_string()
        for private in (FIRST["text"], FIRST["subject"], asker.user.email, asker.family_name, asker.role_name):
            assert private not in whole
        assert reverse("conversation", args=[Conversation.objects.get().key]).split("/", 2)[2] in letter.body

    @pytest.mark.parametrize("who", ["newcomer", "staff"])
    def test_who_has_no_profile_cannot_write(self, client, expert, who):
        client.force_login(UserFactory() if who == "newcomer" else a_moderator())
        assert client.get(reverse("expert-write", args=[expert.slug])).status_code == 404

    def test_an_expert_who_takes_no_messages_gets_none(self, write, expert):
        expert.takes_messages = False
        expert.save()
        assert "not accepting messages" in write().content.decode()
        assert not Conversation.objects.exists()

    def test_a_hidden_expert_is_not_there(self, write, expert):
        expert.hide()
        assert write().status_code == 404

    def test_what_was_typed_is_kept_when_something_is_missing(self, write):
        answer = write(subject="")
        assert answer.status_code == 422
        assert FIRST["text"] in answer.content.decode()

    def test_the_sixth_conversation_of_a_day_waits_and_nothing_typed_is_lost(self, write):
        for number in range(5):
            assert write(subject=f"Question {number}").status_code == 302
        answer = write()
        assert answer.status_code == 422
        assert "daily limit for messages" in answer.content.decode()
        assert FIRST["text"] in answer.content.decode()
        assert Conversation.objects.count() == 5


class TestConversation:
    def test_both_sides_read_and_answer_and_nobody_sees_an_address(self, client, conversation, asker, expert):
        address = reverse("conversation", args=[conversation.key])
        client.force_login(expert.user)
        assert FIRST["text"] in client.get(address).content.decode()
        client.post(address, {"text": "Through the county."})
        client.force_login(asker.user)
        page = client.get(address).content.decode()
        assert "Through the county." in page
        assert expert.user.email not in page

    def test_the_other_side_is_called_what_its_profile_shows_to_members_now(self, conversation, asker, expert):
        assert "Example" in conversation.name_of_other_side(asker.user)
        expert.hide()
        assert conversation.name_of_other_side(asker.user) == "A member of the network"

    def test_for_anybody_else_it_does_not_exist(self, client, conversation):
        for user in (ProfileFactory.published().user, a_moderator()):
            client.force_login(user)
            assert client.get(reverse("conversation", args=[conversation.key])).status_code == 404

    def test_unread_messages_are_counted_until_they_are_read(self, client, conversation, expert):
        client.force_login(expert.user)
        assert "1 new message" in client.get(reverse("inbox")).content.decode()
        client.head(reverse("conversation", args=[conversation.key]))
        assert "1 new message" in client.get(reverse("inbox")).content.decode()
        client.get(reverse("conversation", args=[conversation.key]))
        assert "1 new message" not in client.get(reverse("inbox")).content.decode()

    def test_the_inbox_costs_the_same_with_many(self, client, asker, expert):
        client.force_login(expert.user)

        def begin(count):
            sides = {"by": asker.user, "profile_by": asker.key, "begun_with": expert.user, "profile_with": expert.key}
            for number in range(count):
                Conversation.begin(**sides, **FIRST | {"subject": f"Question {count} {number}"})

        begin(1)
        client.get(reverse("inbox"))
        with CaptureQueriesContext(connection) as with_one:
            client.get(reverse("inbox"))
        begin(15)
        with CaptureQueriesContext(connection) as with_many:
            client.get(reverse("inbox"))
        assert len(with_many) == len(with_one)

    def test_what_is_sent_twice_is_written_once(self, client, write, asker, expert):
        first, second = write(), write()
        assert first.url == second.url
        conversation = Conversation.objects.get()
        for _time in range(2):
            conversation.write(expert.user, "Through the county.")
        assert [written.text for written in conversation.writings.all()] == [FIRST["text"], "Through the county."]
        conversation.write(asker.user, "Thank you.")
        assert conversation.write(expert.user, "Through the county.")
        assert Writing.objects.count() == 4

    def test_a_closed_one_takes_nothing_more(self, client, conversation, asker, expert):
        client.force_login(expert.user)
        client.post(reverse("conversation-close", args=[conversation.key]))
        with pytest.raises(NotSent, match="is closed"):
            conversation.write(asker.user, "Please!")

    def test_a_letter_is_sent_once_and_not_when_it_was_read_already(self, conversation, expert):
        sent = len(deliver())
        answer = conversation.write(expert.user, "Through the county.")
        conversation.read_by(conversation.begun_by)
        assert len(deliver()) == sent
        assert Notice.objects.get(about=answer.pk).reason == "pointless"

    def test_old_ones_are_forgotten(self, conversation):
        tasks.delete_expired()
        assert Conversation.objects.exists()
        Conversation.objects.update(latest_at=timezone.now() - KEPT - timedelta(days=1))
        tasks.delete_expired()
        assert not Writing.objects.exists()


class TestReport:
    def test_staff_read_nothing_before_it_is_reported(self, client, conversation):
        client.force_login(a_moderator())
        address = reverse("admin:relay_conversation_change", args=[conversation.pk])
        assert client.get(address).status_code == 302
        assert FIRST["subject"] not in client.get(reverse("admin:relay_conversation_changelist")).content.decode()

    def test_a_report_closes_it_shows_it_to_staff_and_says_so_to_both(self, client, conversation, asker, expert):
        client.force_login(expert.user)
        client.post(reverse("conversation-report", args=[conversation.key]), {"report": "Asks for names"})
        client.force_login(a_moderator())
        page = client.get(reverse("admin:relay_conversation_change", args=[conversation.pk])).content.decode()
        assert FIRST["text"] in page
        assert "Asks for names" in page
        assert {look.subject for look in Look.objects.all()} == {asker.user, expert.user}

    def test_an_empty_report_is_asked_back(self, client, conversation, expert):
        client.force_login(expert.user)
        client.post(reverse("conversation-report", args=[conversation.key]), {"report": ""})
        assert not Conversation.objects.reported().exists()


class TestWhoMayWrite:
    """Whoever members cannot see at this moment does not write to them, and loses nothing that was typed."""

    @pytest.fixture(params=["hidden", "suspended", "withdrawn"])
    def unseen(self, request):
        """Take the profile off the members' pages in one way or another."""

        def act(profile):
            match request.param:
                case "hidden":
                    profile.hide()
                case "suspended":
                    profile.suspend(a_moderator(), "Let us look.")
                case "withdrawn":
                    profile.withdraw(profile.author, "I leave.")

        return act

    @pytest.mark.parametrize("side", ["asker", "expert"])
    def test_neither_side_answers_in_an_open_conversation(self, request, client, conversation, unseen, side):
        profile = request.getfixturevalue(side)
        unseen(profile)
        client.force_login(profile.user)
        address = reverse("conversation", args=[conversation.key])
        answer = client.post(address, {"text": "Typed for half an hour."})
        assert answer.status_code == 422
        assert "Typed for half an hour." in answer.content.decode()
        assert "Members cannot see your profile" in client.get(address).content.decode()
        with pytest.raises(NotSent, match="cannot see your profile"):
            conversation.write(profile.user, "Past the page.")
        assert Writing.objects.count() == 1

    @pytest.mark.parametrize("way", ["choice", "account"])
    def test_nobody_writes_to_who_takes_no_messages_any_more(self, client, conversation, asker, expert, way):
        if way == "choice":
            expert.takes_messages = False
            expert.save()
        else:
            expert.user.is_active = False
            expert.user.save()
        client.force_login(asker.user)
        address = reverse("conversation", args=[conversation.key])
        assert "is not accepting messages" in client.get(address).content.decode()
        answer = client.post(address, {"text": "Typed for half an hour."})
        assert answer.status_code == 422
        assert "is not accepting messages at present. Your message was not sent." in answer.content.decode()
        assert "Typed for half an hour." in answer.content.decode()
        assert Writing.objects.count() == 1

    def test_a_hidden_expert_begins_none(self, write, asker):
        asker.hide()
        answer = write()
        assert answer.status_code == 422
        assert "Members cannot see your profile" in answer.content.decode()
        assert FIRST["text"] in answer.content.decode()
        assert not Conversation.objects.exists()

    def test_who_is_seen_again_writes_again(self, conversation, expert):
        expert.suspend(a_moderator(), "Let us look.")
        expert.drop_proposal(UserFactory.staff("moderators"))
        assert conversation.write(expert.user, "Here I am.")

    def test_what_was_typed_into_a_closed_conversation_is_shown(self, client, conversation, expert):
        conversation.close()
        client.force_login(expert.user)
        answer = client.post(reverse("conversation", args=[conversation.key]), {"text": "Typed for half an hour."})
        assert answer.status_code == 422
        assert "Typed for half an hour." in answer.content.decode()

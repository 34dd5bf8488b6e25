"""Each kind of small letter, on its raw bytes: one look, both parts, our links, and nothing that others typed."""

import io
import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import allauth
import pytest
from django.core.management import call_command
from django.utils import timezone

from network.accounts import factor_links, reading
from network.accounts.models import Reading, User
from network.accounts.notices import CHANGES
from network.accounts.roles import Role
from network.contact import notices as inquiries
from network.contact.models import Inquiry
from network.moderation import confirmations
from network.moderation.notices import remind
from network.notices import letters
from network.notices.models import Notice, State
from network.relay.models import Conversation
from network.verification import endorsing
from network.verification.models import Consultation, Endorsement
from tests.exchange.every_letter import write_all
from tests.experts.test_affiliations import ask_experts
from tests.factories import PracticeFactory, ProfileFactory, UserFactory
from tests.letters import use_accounts
from tests.verification.mandates import focal_point, published

pytestmark = pytest.mark.django_db
ORIGIN = "https://portal.example"
FRIDAY = 4
# Templates of allauth for which no letter of ours stands, and why none is ever sent.
NEVER_SENT = {
    "account/email/account_already_exists": "accounts.known stands for it",
    "account/email/email_confirmation": "accounts.second-address stands for it",
    "account/email/email_confirmation_signup": "accounts.sign-up stands for it",
    "account/email/password_reset_code": "accounts.reset stands for it",
    "account/email/password_reset_key": "passwords are reset by code",
    "account/email/login_code": "nobody signs in by mail",
    "account/email/unknown_account": "nobody is told that there is no account",
    "account/email/email_confirm": "allauth does not send it",
}


@pytest.fixture
def notices(settings, moderator):
    """One notice of each kind at least, waiting to be told."""
    settings.ORIGIN = ORIGIN
    write_all()
    ask_experts()
    use_accounts(headers={"host": "evil.example", "user-agent": "evil.example"})
    returned, mandate = PracticeFactory.submitted(), focal_point()
    contested = PracticeFactory.submitted(lead_kind_id="police")
    endorsing.answer(contested, mandate, Consultation.Outcome.OBJECTED, "It reveals <b>too much</b>.")
    endorsing.answer(contested, mandate, Consultation.Outcome.NO_OBJECTION)
    endorsing.endorse(published(lead_kind_id="police"), mandate)
    Endorsement.objects.update(expires_at=timezone.now() + timedelta(days=20))
    endorsing.remind()
    aged = published()
    aged.confirmed_at = timezone.now() - timedelta(days=400)
    aged.save()
    confirmations.ask()
    by, to = ProfileFactory.published(), ProfileFactory.published()
    Conversation.begin(
        by=by.user, profile_by=by.key, begun_with=to.user, profile_with=to.key, subject="After-care", text="How?"
    )
    administrator, editor = UserFactory(is_staff=True, is_superuser=True), UserFactory.staff(Role.EDITOR)
    for user in (editor, by.user):
        factor_links.replace_lost(user, by=administrator)
    reading.tell_staff(reading.Spent(by.user, Reading.Sort.PROFILE))
    call_command("break_glass", administrator.email, reason="The telephone was lost.", stdout=io.StringIO())
    lapsed, suspended = published(), published()
    for record in (lapsed, suspended):
        record.suspend(moderator, "It names <b>somebody</b>.")
    lapsed.lapse_proposal(timezone.now() + timedelta(days=14))
    waiting = PracticeFactory.submitted()
    waiting.submitted_at = timezone.now() - timedelta(days=30)
    waiting.save()
    returned.return_to_author(moderator, returned.edits, "Name the <b>source</b>.", grounds=["sources"])
    asked = {"email": "asker@example.org", "user": by.user, "language": "en", "text": "Who <b>reads</b> this?"}
    Inquiry.objects.create(**asked, received_at=timezone.now() - timedelta(days=30))
    Inquiry.objects.create(**asked).end(moderator, "We do.")
    now = timezone.now()
    for remind_of in (remind, inquiries.remind):
        remind_of(now - timedelta(days=max(0, now.weekday() - FRIDAY)))
    found = {notice.kind: notice for notice in Notice.objects.filter(state=State.PENDING).order_by("pk")}
    assert found.keys() == letters.RENDERERS.keys(), "a kind without a letter here"
    assert [kind for kind, notice in found.items() if letters.message(notice) is None] == []
    return found


def parsed(notice):
    return message_from_bytes(letters.message(notice).message().as_bytes(), policy=policy.default)


def test_each_has_the_headers_and_both_parts_of_an_automatic_letter(notices):
    for kind, notice in notices.items():
        message = parsed(notice)
        assert message["To"] == notice.recipient, kind
        assert message["Auto-Submitted"] == "auto-generated", kind
        assert message["X-Auto-Response-Suppress"] == "All", kind
        assert message["Message-ID"] == parsed(notice)["Message-ID"], kind
        parts = [part.get_content_type() for part in message.walk()]
        assert parts == ["multipart/alternative", "text/plain", "text/html"], kind


def test_each_says_who_writes_and_why_and_in_which_language(notices, settings):
    User.objects.update(language="ar")
    for kind, notice in notices.items():
        notice.language = "ar"
        if notice.user:
            notice.user.refresh_from_db()
        message = parsed(notice)
        text, html = (message.get_body([part]).get_content() for part in ("plain", "html"))
        assert settings.MAIL_POSTAL_ADDRESS in text, kind
        assert settings.MAIL_POSTAL_ADDRESS in html, kind
        assert re.search(r'<div[^>]* dir="rtl"[^>]* lang="ar"', html), kind
        assert re.search(r"(?m)^-- $\n\S", text), f"{kind} does not say why"


def test_each_link_leads_to_the_portal_and_nothing_typed_by_others_or_internal_is_told(notices):
    assert "&lt;b&gt;source" in letters.message(notices["moderation.decision"]).alternatives[0].content
    for kind, notice in notices.items():
        raw = letters.message(notice)
        whole = raw.subject + raw.body + raw.alternatives[0].content
        for link in re.findall(r"""\w+://[^\s"'<>]+""", whole):
            assert link.startswith(f"{ORIGIN}/"), (kind, link)
        for never in ("evil", "localhost", "user-", "notice-", "{", "None"):
            assert never not in re.sub(r'style="[^"]*"', "", whole), (kind, never)


def test_only_an_address_stands_after_a_colon():
    for label in ("Sign in:", "Se connecter\N{NO-BREAK SPACE}:", "登录：", "Sign in"):
        assert letters.button(label, "/en/").text == label.rstrip(":： \N{NO-BREAK SPACE}")


def test_a_subject_names_the_network_and_no_person_or_record(notices):
    names = {"Given", "Example", "After-care"}
    subjects = [letters.message(notice).subject for notice in notices.values()]
    assert not [subject for subject in subjects if any(name in subject for name in names)]
    assert not [subject for subject in subjects if not subject.startswith("Expert Network: ")]


def test_every_letter_of_allauth_has_one_of_ours_in_its_place():
    folder = Path(allauth.__file__).parent / "templates"
    found = {
        str(path.relative_to(folder)).removesuffix("_subject.txt")
        for room in ("account", "mfa")
        for path in (folder / room / "email").glob("*_subject.txt")
    }
    assert found == CHANGES.keys() | NEVER_SENT.keys()


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_an_account_has_a_letter(member, change):
    notice = Notice(pk=1, kind="accounts.changed", about="1", user=member, created_at=timezone.now())
    notice.facts = {"change": change, "ip": "198.51.100.7"}
    message = letters.message(notice)
    assert "198.51.100.7" in message.body
    assert str(CHANGES[change][1]) in message.body

"""What comes back: bounces, complaints, requests to unsubscribe, and events of mail providers."""

import io
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from network.alerts import bounces, incoming, tokens, webhooks
from network.alerts.models import MailEvent, Message, State, Subscriber, Suppression
from network.alerts.tokens import Use
from tests.alerts.factories import SubscriberFactory

pytestmark = pytest.mark.django_db

BOUNCE = """From: MAILER-DAEMON@mx.example
To: b+{token}@localhost
Subject: Undelivered Mail
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

The address somebody-else@example.org does not exist (this text decides nothing).
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; amina@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such user
--x--
"""
COMPLAINT = """From: feedback@provider.example
To: b+{token}@localhost
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
--x--
"""


@pytest.fixture
def message():
    reader = SubscriberFactory(email="amina@example.org")
    return Message.objects.create(kind="digest", subscriber=reader, state=State.SENT)


def bounce(message, action="failed", status="5.1.1"):
    return BOUNCE.format(token=tokens.make(Use.BOUNCE, message.pk), action=action, status=status).encode()


def suppressed_because():
    return Suppression.objects.values_list("reason", flat=True).first()


class TestByPost:
    @pytest.mark.parametrize(
        ("status", "feedback", "reason"),
        [
            ("5.1.1", "bounced", "bounce"),
            ("5.7.1", "blocked", None),
            ("5.2.2", "deferred", None),
            ("4.4.1", "deferred", None),
        ],
    )
    def test_a_bounce_means_what_its_status_says(self, message, status, feedback, reason):
        assert incoming.receive(bounce(message, status=status)) == "bounce"
        bounces.process_events()
        message.refresh_from_db()
        assert (message.feedback, suppressed_because()) == (feedback, reason)

    def test_a_delay_is_no_bounce(self, message):
        assert incoming.receive(bounce(message, action="delayed", status="4.4.1")) == "ignored"

    def test_the_same_bounce_twice_counts_once(self, message):
        for _time in range(2):
            incoming.receive(bounce(message, status="4.2.2"))
            bounces.process_events()
        assert MailEvent.objects.count() == Subscriber.objects.get().soft_bounces == 1

    def test_a_complaint_suppresses_and_is_never_undone_by_subscribing(self, message):
        assert incoming.receive(COMPLAINT.format(token=tokens.make(Use.BOUNCE, message.pk)).encode()) == "complaint"
        bounces.process_events()
        assert suppressed_because() == "complaint"
        assert bounces.is_suppressed("Amina@example.org")

    def test_the_mailto_twin_unsubscribes(self, message):
        token = tokens.make(Use.STOP, message.subscriber_id).upper()
        raw = f"From: amina@example.org\nTo: <U+{token}@localhost>\nSubject: unsubscribe\n\n".encode()
        assert incoming.receive(raw) == "unsubscribed"
        assert Subscriber.objects.get().stopped_at

    def test_the_envelope_counts_where_the_headers_say_nothing(self, message):
        token = tokens.make(Use.STOP, message.subscriber_id)
        out = io.StringIO()
        stdin = SimpleNamespace(buffer=io.BytesIO(b"From: a@example.org\n\n"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", stdin)
            call_command("receive_mail", recipient=f"u+{token}@localhost", stdout=out)
        assert out.getvalue().strip() == "unsubscribed"

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\xff\xfe\x00garbage",
            b"From: a@example.org\nTo: u+1.aaaaaaaaaaaaaaaaaaaaaaaaaa@localhost\n\nforged",
            b"To: b+nothing@localhost\nContent-Type: multipart/report; report-type=delivery-status\n\n",
        ],
    )
    def test_anything_else_is_ignored(self, message, raw):
        assert incoming.receive(raw) == "ignored"

    def test_an_automatic_answer_unsubscribes_nobody(self, message):
        token = tokens.make(Use.STOP, message.subscriber_id)
        raw = f"To: u+{token}@localhost\nAuto-Submitted: auto-replied\nSubject: On leave\n\n".encode()
        assert incoming.receive(raw) == "ignored"

    def test_an_ordinary_letter_to_the_return_path_is_no_bounce(self, message):
        raw = f"To: b+{tokens.make(Use.BOUNCE, message.pk)}@localhost\n\n550 5.1.1 amina@example.org".encode()
        assert incoming.receive(raw) == "ignored"


class TestSoftBounces:
    def test_the_pause_doubles_and_then_the_address_is_given_up(self, message):
        pauses = []
        for number in range(bounces.MOST_SOFT_BOUNCES + 1):
            bounces.record("test", MailEvent.Kind.SOFT, event_id=str(number), message_id=message.pk)
            bounces.process_events()
            quiet = Subscriber.objects.get().quiet_until - timezone.now()
            pauses.append(round(quiet / timedelta(hours=1)))
        assert pauses == [2, 4, 8, 16, 32, 64, 64]
        assert suppressed_because() == "soft"

    def test_a_delivery_begins_the_count_anew(self, message):
        for kind in (MailEvent.Kind.SOFT, MailEvent.Kind.DELIVERED):
            bounces.record("test", kind, message_id=message.pk)
        bounces.process_events()
        assert Subscriber.objects.get().soft_bounces == 0


class TestProviders:
    def test_a_webhook_of_a_provider_is_stored_and_processed_later(self, message, settings):
        name = f"<{tokens.make(Use.MESSAGE_ID, message.pk)}@localhost>"
        body = {
            "RecordType": "SpamComplaint", "ID": 42, "Email": "amina@example.org", "BouncedAt": "2026-11-25T05:00:00Z",
            "MessageID": "x", "Metadata": {"message_id": name}, "TypeCode": 512, "Type": "SpamComplaint",
        }  # fmt: skip
        request = RequestFactory().post(
            "/anymail/postmark/tracking/",
            json.dumps(body),
            content_type="application/json",
            headers={"authorization": "Basic dXNlcjpwYXNz"},
        )
        settings.ANYMAIL = {"WEBHOOK_SECRET": "user:pass"}
        view = PostmarkTrackingWebhookView.as_view()
        for _time in range(2):
            assert view(request).status_code == 200
        event = MailEvent.objects.get()
        assert (event.message, event.processed_at) == (message, None)
        assert "amina" not in f"{event.digest} {event.detail}"
        bounces.process_events()
        assert suppressed_because() == "complaint"

    @pytest.mark.parametrize(
        ("event_type", "reject_reason", "kind"),
        [
            ("delivered", None, "delivered"),
            ("bounced", "invalid", "hard"),
            ("bounced", "bounced", "soft"),
            ("rejected", "bounced", "hard"),
            ("bounced", "blocked", "policy"),
            ("bounced", "timed_out", "soft"),
            ("rejected", "spam", "complaint"),
            ("unsubscribed", None, "unsubscribed"),
            ("opened", None, None),
            ("deferred", None, None),
        ],
    )
    def test_events_mean_what_anymail_says(self, message, event_type, reject_reason, kind):
        event = AnymailTrackingEvent(
            event_type=event_type, reject_reason=reject_reason, recipient="amina@example.org", metadata={}
        )
        webhooks.store(None, event, "Provider")
        assert MailEvent.objects.values_list("kind", flat=True).first() == kind

    @pytest.mark.parametrize(
        ("name", "said", "details", "kind"),
        [
            ("HardBounce", "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
             "smtp;550 5.1.1 The email account that you tried to reach does not exist.", "hard"),
            ("HardBounce", "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
             "", "hard"),
            ("HardBounce", "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
             "smtp;550 5.7.1 Message rejected by policy", "policy"),
            ("SoftBounce", "Unable to temporarily deliver message (ex: mailbox full, account disabled, exceeds quota, "
             "out of disk space).", "", "soft"),
            ("SoftBounce", "Unable to temporarily deliver message (ex: mailbox full, account disabled, exceeds quota, "
             "out of disk space).", "smtp;552 5.2.2 Over quota", "soft"),
            ("Transient", "The server could not temporarily deliver your message (ex: Message is delayed due to "
             "network troubles).", "", None),
            ("SpamNotification", "The message was delivered, but was either blocked by the user, or classified as "
             "spam, bulk mail, or had rejected content.", "", "policy"),
            ("SpamNotification", "", "", "policy"),
            ("VirusNotification", "The bounce is actually a virus notification warning about a virus/code infected "
             "message.", "", "policy"),
            ("DMARCPolicy", "Email rejected due to DMARC Policy", "", "policy"),
            ("BadEmailAddress", "The address is not a valid email address.", "", "hard"),
            ("Blocked", "ISP block", "", "policy"),
            ("SpamComplaint", "The subscriber explicitly marked this message as spam.", "", "complaint"),
        ],
    )  # fmt: skip
    def test_postmark_is_read_by_what_the_server_answered(self, name, said, details, kind):
        event = PostmarkTrackingWebhookView(webhook_secret="a:b").esp_to_anymail_event(
            {"RecordType": "Bounce", "ID": 42, "Email": "amina@example.org", "BouncedAt": "2026-11-25T05:00:00Z",
             "MessageID": "x", "Metadata": {}, "Type": name, "Description": said, "Details": details}
        )  # fmt: skip
        assert webhooks.kind_of(event) == kind

    @pytest.mark.parametrize(
        ("severity", "reason", "said", "kind"),
        [
            ("permanent", "generic", "5.1.1 The email account that you tried to reach does not exist.", "hard"),
            ("permanent", "generic", "550 5.1.1 <amina@example.org>: User unknown", "hard"),
            ("permanent", "generic", "5.7.1 Message rejected", "policy"),
            ("permanent", "generic", "550 High probability of spam", "policy"),
            ("permanent", "bounce", "552 5.2.2 Mailbox full", "soft"),
            ("permanent", "bounce", "", "soft"),
            ("permanent", "old", "Too old", "soft"),
            ("temporary", "generic", "450 4.1.1 User unknown", None),
        ],
    )
    def test_mailgun_is_read_by_what_the_server_answered(self, severity, reason, said, kind):
        event = MailgunTrackingWebhookView(webhook_signing_key="k").esp_to_anymail_event(
            {
                "signature": {"token": "t"},
                "event-data": {
                    "event": "failed", "severity": severity, "reason": reason, "timestamp": 1.0,
                    "recipient": "amina@example.org", "message": {"headers": {"message-id": "x@localhost"}},
                    "delivery-status": {"code": 550, "message": said, "description": ""},
                },
            }
        )  # fmt: skip
        assert webhooks.kind_of(event) == kind

    @pytest.mark.parametrize(
        ("said", "reason", "kind"),
        [
            ("Bounced Address", "bounced", "hard"),
            ("Invalid", "invalid", "hard"),
            ("Spam Content", "spam", "policy"),
            ("Unsubscribed Address", "unsubscribed", "unsubscribed"),
            ("Recipient List over Package Quota", "other", "policy"),
        ],
    )
    def test_a_provider_that_does_not_try_is_read_by_its_own_reason(self, said, reason, kind):
        event = AnymailTrackingEvent(event_type="rejected", reject_reason=reason, esp_event={"reason": said})
        assert webhooks.kind_of(event) == kind

    def test_unsubscribing_at_the_provider_stops_everything(self, message):
        bounces.record("Provider", MailEvent.Kind.UNSUBSCRIBED, message_id=message.pk, recipient="amina@example.org")
        bounces.process_events()
        assert Subscriber.objects.get().stopped_at
        assert suppressed_because() == "unsubscribed"

    def test_without_a_secret_there_is_no_webhook(self, client):
        assert client.post("/anymail/postmark/tracking/").status_code == 404

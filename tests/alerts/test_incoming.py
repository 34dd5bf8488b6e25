"""Mails that come in, as servers, providers and readers write them: what they are taken for, and what follows."""

import base64
import io
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.alerts import bounces, incoming, tokens
from network.alerts.models import MailEvent, Message, State, Subscriber, Suppression
from network.alerts.tokens import Use
from tests.alerts.factories import SubscriberFactory

pytestmark = pytest.mark.django_db

STATUS = """Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; amina@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user
"""
REPORT = """From: MAILER-DAEMON@mx.example
To: b+{token}@localhost
MIME-Version: 1.0
Content-Type: {outer}; boundary="x"

--x
Content-Type: text/plain

It did not work.
--x
Content-Type: {inner}

{status}
--x
Content-Type: message/rfc822

{copy}
--x--
"""
COPY = "From: network@localhost\nTo: amina@example.org\nSubject: News\n\nText\n"
STANDARD = "multipart/report; report-type=delivery-status"
QMAIL = """Return-Path: <>
From: MAILER-DAEMON@mx.example
To: b+{token}@localhost
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<amina@example.org>:
{said}

--- Below this line is a copy of the message.

Return-Path: <b+{token}@localhost>
Subject: Our policy on spam, and how quota works
"""
EXIM = """Return-Path: <>
X-Failed-Recipients: amina@example.org
From: Mail Delivery System <Mailer-Daemon@mx.example>
To: b+{token}@localhost
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  amina@example.org
    SMTP error from remote mail server after RCPT TO:<amina@example.org>:
    host mx.example.org [192.0.2.1]: {said}

------ This is a copy of the message, including all the headers. ------

Return-path: <b+{token}@localhost>
Subject: Our policy on spam, and how quota works
"""
FEEDBACK = """From: feedback@provider.example
To: {to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

This is an email abuse report.
--x
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1
--x
Content-Type: message/rfc822

{copy}
--x--
"""


@pytest.fixture
def message():
    return Message.objects.create(
        kind="digest", subscriber=SubscriberFactory(email="amina@example.org"), state=State.SENT
    )


@pytest.fixture
def token(message):
    return tokens.make(Use.BOUNCE, message.pk)


def taken(raw, **envelope):
    """What `raw` was taken for, and the kind of event that was stored."""
    outcome = incoming.receive(raw.encode() if isinstance(raw, str) else raw, **envelope)
    return outcome, MailEvent.objects.values_list("kind", flat=True).first()


def report(token, outer=STANDARD, inner="message/delivery-status", status=STATUS, copy=COPY):
    return REPORT.format(token=token, outer=outer, inner=inner, status=status, copy=copy)


class TestShapes:
    @pytest.mark.parametrize(
        "outer",
        [
            STANDARD,
            "multipart/report",
            "multipart/report; report-type=DELIVERY-STATUS",
            'MULTIPART/REPORT; REPORT-TYPE="Delivery-Status"',
            "multipart/report; report-type=disposition-notification",
            "multipart/mixed",
        ],
    )
    @pytest.mark.parametrize(
        "inner", ["message/delivery-status", "Message/Delivery-Status", "message/global-delivery-status"]
    )
    def test_a_report_is_known_by_its_part_in_any_wrapping(self, token, outer, inner):
        assert taken(report(token, outer, inner)) == ("bounce", "hard")

    def test_a_report_inside_another_multipart_is_found(self, token):
        inside = report(token).partition("MIME-Version: 1.0\n")[2]
        raw = f'To: b+{token}@localhost\nContent-Type: multipart/mixed; boundary="y"\n\n--y\n{inside}\n--y--\n'
        assert taken(raw) == ("bounce", "hard")

    @pytest.mark.parametrize("inner", ["message/delivery-status", "message/global-delivery-status"])
    @pytest.mark.parametrize(
        ("encoding", "encoded"),
        [
            ("base64", base64.encodebytes(STATUS.encode()).decode()),
            ("quoted-printable", STATUS.replace("5.1.1", "5.1=2E1")),
            ("8bit", STATUS.replace("No such user", "amina@пример.рф: нет пользователя")),
            ("7bit", STATUS.replace("550 5.1.1 No", "550 5.1.1\n  No")),
        ],
    )
    def test_the_part_is_read_in_any_encoding(self, token, inner, encoding, encoded):
        raw = report(token, inner=f"{inner}\nContent-Transfer-Encoding: {encoding}", status=encoded)
        assert taken(raw) == ("bounce", "hard")

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (STATUS.replace("5.1.1", "5.0.0", 1).replace("550 5.1.1 No such user", "550-5.1.1 It does not"), "hard"),
            (STATUS.replace("5.1.1", "5.0.0", 1).replace("550 5.1.1 No such user", "550 User unknown"), "hard"),
            (STATUS.replace("Action: failed", "Action: Failed (permanent)"), "hard"),
            (STATUS.replace("Action: failed", "Action: error"), "hard"),
            (STATUS.replace("Action: failed\n", ""), "hard"),
            (STATUS.replace("5.1.1", "5.1.8"), "policy"),
            (STATUS.replace("5.1.1", "5.7.1"), "policy"),
            (STATUS.replace("No such user", "High probability of spam"), "policy"),
            (STATUS.replace("No such user", "mailbox full"), "soft"),
            (STATUS.replace("5.1.1", "4.4.7"), "soft"),
            ("Reporting-MTA: dns; mx.example\n", "soft"),
            ("", "soft"),
            ("garbage", "soft"),
            (STATUS.replace("failed", "relayed"), "delivered"),
            (
                STATUS.replace("Action: failed\nStatus: 5.1.1", "Action: delivered\nStatus: 2.0.0") + "\n" + STATUS,
                "hard",
            ),
        ],
    )
    def test_what_the_part_says_decides(self, token, status, kind):
        assert taken(report(token, status=status)) == ("bounce", kind)

    def test_a_delay_is_no_bounce(self, token):
        assert taken(report(token, status=STATUS.replace("failed", "delayed"))) == ("ignored", None)

    @pytest.mark.parametrize("letter", [QMAIL, EXIM])
    @pytest.mark.parametrize(
        ("said", "kind"),
        [
            ("Sorry, no mailbox here by that name. (#5.1.1)", "hard"),
            ("550 5.1.1 User unknown", "hard"),
            ("550 Message refused: listed at dnsbl.example", "policy"),
            ("552 5.2.2 Over quota", "soft"),
            ("554 Transaction failed", "soft"),
        ],
    )
    def test_plain_text_of_older_servers_is_read_up_to_the_copy(self, token, letter, said, kind):
        assert taken(letter.format(token=token, said=said)) == ("bounce", kind)

    def test_plain_text_counts_only_at_the_return_path(self, message, token):
        raw = QMAIL.format(token=token, said="550 5.1.1 User unknown").replace(f"To: b+{token}@", "To: info@")
        assert taken(raw) == ("ignored", None)

    @pytest.mark.parametrize("name", ["Return-Path", "Message-ID"])
    def test_a_report_to_another_address_is_known_by_the_copy_in_it(self, message, token, name):
        genuine = {"Return-Path": f"b+{token}", "Message-ID": tokens.make(Use.MESSAGE_ID, message.pk)}[name]
        raw = report("nothing", copy=f"{name}: <{genuine}@localhost>\n{COPY}")
        assert taken(raw) == ("bounce", "hard")


class TestFeedback:
    def feedback(self, token, kind="abuse", to=None, copy=COPY):
        return FEEDBACK.format(to=to or f"b+{token}@localhost", kind=kind, copy=copy)

    @pytest.mark.parametrize("kind", ["abuse", "Abuse", "fraud", "other", "opt-out"])
    def test_a_reader_who_calls_it_spam_complains(self, token, kind):
        assert taken(self.feedback(token, kind)) == ("complaint", "complaint")

    @pytest.mark.parametrize("kind", ["not-spam", "Not-Spam", "auth-failure", "virus"])
    def test_other_feedback_is_no_complaint(self, token, kind):
        assert taken(self.feedback(token, kind)) == ("ignored", None)

    @pytest.mark.parametrize("name", ["Return-Path", "Message-ID"])
    def test_a_complaint_to_the_fixed_address_is_known_by_the_copy_in_it(self, message, token, name):
        genuine = {"Return-Path": f"b+{token}", "Message-ID": tokens.make(Use.MESSAGE_ID, message.pk)}[name]
        raw = self.feedback(token, to="complaints@localhost", copy=f"{name}: <{genuine}@localhost>\n{COPY}")
        assert taken(raw, recipient="complaints@localhost") == ("complaint", "complaint")
        bounces.process_events()
        assert bounces.is_suppressed("amina@example.org")

    def test_a_forged_copy_makes_no_complaint(self, token):
        forged = f"Message-ID: <1.{'a' * 26}@localhost>\n{COPY}"
        assert taken(self.feedback(token, to="complaints@localhost", copy=forged)) == ("ignored", None)


MALFORMED = [
    b'To: "\n\ntext',
    b"To: (c):\n\ntext",
    b"To: <\nDelivered-To: \xff\xfe\n\ntext",
    b"Content-Type: text/plain; name*\n\ntext",
    b"Content-Type: text/plain; name*0*=x'y\n\ntext",
    b"Content-Type: text/plain; charset=no-such\n\n\xff",
    b'Content-Type: text/plain; charset="\0"\n\n\xff',
    b"Content-Type: multipart/report\n\nno boundary",
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n--x--",
    b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n!",
    b"Auto-Submitted: \xff\nSubject: =?x?y?z?=\n\n",
    b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 \xff\n\xff\nend",
]


class TestAnything:
    @pytest.mark.parametrize("raw", MALFORMED)
    def test_malformed_mail_ends_as_ignored_and_with_success(self, message, monkeypatch, raw):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        out = io.StringIO()
        call_command("receive_mail", recipient='"', stdout=out)
        assert out.getvalue().strip() == "ignored"

    @pytest.mark.parametrize("raw", MALFORMED)
    def test_malformed_parts_do_not_hide_a_token(self, message, token, raw):
        """At the return path, whatever carries a delivery status is a bounce."""
        part = b'\nContent-Type: multipart/report; boundary="b"\n\n--b\n' + raw + b"\n--b\n"
        status = f"Content-Type: message/delivery-status\n\n{STATUS}\n--b--\n".encode()
        assert taken(f"To: b+{token}@localhost".encode() + part + status)[0] == "bounce"

    def test_a_malformed_request_to_unsubscribe_is_one_all_the_same(self, message):
        token = tokens.make(Use.STOP, message.subscriber_id)
        raw = b'To: "\nDelivered-To: u+%b@localhost\nContent-Type: text/plain; name*\n\n' % token.encode()
        assert taken(raw)[0] == "unsubscribed"
        assert Subscriber.objects.get().stopped_at

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
    @given(st.binary(max_size=500), st.text(max_size=40))
    def test_any_bytes_are_read(self, message, raw, recipient):
        assert incoming.receive(raw, recipient) == "ignored"

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
    @given(
        st.sampled_from([report, lambda token: QMAIL.format(token=token, said="550 5.1.1 no"), lambda token: COPY]),
        st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), max_size=4),
    )
    def test_a_spoilt_report_is_read(self, message, token, make, spoilings):
        raw = make(token).encode()
        for place, bad in spoilings:
            at = int(place * len(raw))
            raw = raw[:at] + bad + raw[at + len(bad) // 2 :]
        assert incoming.receive(raw) in {"bounce", "ignored", "unsubscribed", "complaint"}

    def test_what_the_reader_of_bounces_cannot_stand_is_ignored(self, token, monkeypatch):
        def fail(message):
            raise IndexError

        monkeypatch.setattr("network.alerts.reports.all_failures", fail)
        assert taken(QMAIL.format(token=token, said="550 5.1.1 no")) == ("ignored", None)

    def test_without_a_database_the_mail_server_is_asked_to_try_again(self, token, monkeypatch):
        def fail(*args, **options):
            raise OperationalError

        monkeypatch.setattr(bounces, "record", fail)
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(report(token).encode())))
        with pytest.raises(SystemExit) as ended:
            call_command("receive_mail", stderr=io.StringIO())
        assert ended.value.code == 75  # EX_TEMPFAIL in sysexits.h
        assert not Suppression.objects.exists()

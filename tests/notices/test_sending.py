"""One sender for all small letters: each is tried by itself, and ends as sent, not sent or failed, with a reason."""

import ast
import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, connections
from django.utils import timezone

from network.accounts import data_protection
from network.notices import letters, outbox, sending
from network.notices.letters import Letter, paragraph
from network.notices.models import Notice, Reason, State
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ROOMS = ("network", "experts", "practices", "news")


class Server(BaseEmailBackend):
    """A mail backend that answers each recipient as a test wants; `answers` maps addresses to exceptions."""

    answers: dict = {}
    taken: list = []
    is_down = False

    def open(self):
        """Refuse the connection when the server is down."""
        if Server.is_down:
            raise ConnectionRefusedError

    def send_messages(self, messages):
        """Take the message, or raise."""
        for message in messages:
            if error := Server.answers.get(message.to[0]):
                raise error
            message.message().as_bytes()
            Server.taken.append(message.to[0])


@pytest.fixture(autouse=True)
def server(settings, monkeypatch):
    """The server, and a kind of letter that any notice may be of."""
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.answers, Server.taken, Server.is_down = {}, [], False
    monkeypatch.setitem(letters.RENDERERS, "test", lambda notice: Letter("A", (paragraph("B"),), "C"))
    return Server


def put(number=1, **fields):
    """Notices to as many people; the last one is returned."""
    for _number in range(number):
        notice = outbox.put("test", "1", UserFactory(**fields))
    return Notice.objects.get(user=notice.user)


def make_due():
    Notice.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def refused(code):
    return smtplib.SMTPRecipientsRefused({"x": (code, b"no")})


ERRORS = {
    Reason.REFUSED: refused(550),
    Reason.DEFERRED: refused(450),
    Reason.LINE_LOST: smtplib.SMTPServerDisconnected("gone"),
    Reason.NOT_MADE: UnicodeEncodeError("ascii", "ſ", 0, 1, "no"),
}


class TestOneLetterNeverHoldsUpAnother:
    @pytest.mark.parametrize(("reason", "error"), ERRORS.items())
    def test_whatever_the_server_says_the_others_leave(self, server, reason, error):
        first, second, third = put(), put(), put()
        server.answers[second.user.email] = error
        sending.send()
        assert server.taken == [first.user.email, third.user.email]
        second.refresh_from_db()
        assert second.reason == reason
        assert second.attempts == 1
        assert second.state == (State.FAILED if reason == Reason.REFUSED else State.PENDING)

    def test_a_letter_that_cannot_be_made_is_tried_by_itself(self, server, monkeypatch):
        monkeypatch.setitem(letters.RENDERERS, "broken", lambda notice: 1 / 0)
        outbox.put("broken", "1", UserFactory())
        good = put()
        sending.send()
        assert server.taken == [good.user.email]
        assert Notice.objects.get(kind="broken").reason == Reason.NOT_MADE

    def test_hundreds_that_fail_starve_none_that_is_new(self, server):
        dead = [put() for _number in range(3 * outbox.BATCH)]
        server.answers = {notice.user.email: refused(450) for notice in dead}
        sending.send()
        make_due()
        new = put()
        server.answers[dead[0].user.email] = SystemExit  # a sender that is killed with its first repetition
        with pytest.raises(SystemExit):
            sending.send()
        assert server.taken == [new.user.email]

    def test_each_is_tried_once_in_a_turn(self, server):
        dead = put(number=2)
        server.answers = {user.email: refused(450) for user in dead.user.__class__.objects.all()}
        assert sending.send() == 2
        assert sending.send() == 0

    def test_pauses_grow_and_in_the_end_it_has_failed(self, server):
        notice = put()
        server.answers[notice.user.email] = refused(450)
        pauses = []
        for _attempt in range(outbox.MOST_ATTEMPTS):
            make_due()
            before = timezone.now()
            sending.send()
            notice.refresh_from_db()
            pauses.append(round((notice.next_attempt_at - before) / timedelta(minutes=1)))
        assert pauses[:-1] == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
        assert (notice.state, notice.reason) == (State.FAILED, Reason.DEFERRED)
        assert notice.ended_at

    def test_a_server_that_is_down_costs_one_attempt_of_one_letter(self, server):
        first, second = put(), put()
        server.is_down = True
        sending.send()
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.attempts, first.reason) == (1, Reason.UNREACHABLE)
        assert (second.attempts, second.owner) == (0, "")
        server.is_down = False
        make_due()
        sending.send()
        assert sorted(server.taken) == sorted([first.user.email, second.user.email])


class TestQueue:
    def test_one_event_is_told_to_one_person_once(self, server):
        user = UserFactory()
        for _time in range(2):
            outbox.put("test", "1", user)
        outbox.put("test", "2", user)
        outbox.put("test", "1", UserFactory())
        sending.send()
        sending.send()
        assert len(server.taken) == 3

    def test_what_a_killed_sender_held_is_found_again(self, server):
        notice = put()
        assert outbox.claim("killed") == [notice.pk]
        assert outbox.claim("other") == []
        make_due()
        sending.send()
        assert server.taken == [notice.user.email]

    def test_whose_lease_is_over_changes_nothing_any_more(self):
        put()
        (number,) = outbox.claim("slow")
        slow = outbox.find_held("slow", number)
        make_due()
        assert outbox.find_held("slow", number) is None
        outbox.claim("quick")
        outbox.end(slow, State.FAILED, Reason.REFUSED)
        assert Notice.objects.get().state == State.PENDING

    @pytest.mark.django_db(transaction=True)
    def test_two_senders_never_hold_the_same_letter(self, monkeypatch):
        monkeypatch.setattr(outbox, "knock", lambda name: None)
        put(number=2)
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT id FROM notices_notice ORDER BY id LIMIT 1 FOR UPDATE")
                (locked,) = cursor.fetchone()
                assert outbox.claim("me") == [Notice.objects.exclude(pk=locked).get().pk]
        finally:
            other.close()

    def test_nobody_is_written_to_who_was_erased_or_closed_meanwhile(self, server):
        erased, closed = put(), put()
        data_protection.erase(erased.user)
        closed.user.is_active = False
        closed.user.save()
        sending.send()
        assert server.taken == []
        assert Notice.objects.get().reason == Reason.INACTIVE

    def test_nothing_that_was_told_and_no_address_stays_when_it_has_ended(self, server):
        notice = outbox.put("test", "1", UserFactory(), address="old@example.org", ip="198.51.100.7")
        sending.send()
        assert server.taken == ["old@example.org"]
        sent = Notice.objects.get(user=notice.user)
        assert (sent.address, sent.facts, sent.state) == ("", {}, State.SENT)

    def test_what_failed_keeps_its_address_for_a_week_so_that_it_can_be_tried_again(self, server):
        server.answers["old@example.org"] = refused(550)
        outbox.put("test", "1", UserFactory(), address="old@example.org")
        sending.send()
        outbox.delete_expired()
        assert Notice.objects.get().address
        Notice.objects.update(ended_at=timezone.now() - timedelta(days=8))
        outbox.delete_expired()
        assert not Notice.objects.get().address
        Notice.objects.update(ended_at=timezone.now() - timedelta(days=91))
        outbox.delete_expired()
        assert not Notice.objects.exists()

    def test_the_audit_trail_knows_nothing_of_them(self):
        put()
        tables = connection.introspection.table_names()
        assert [table for table in tables if table.startswith("notices_")] == ["notices_allowance", "notices_notice"]


class TestAdmin:
    @pytest.fixture
    def failed(self, server):
        notice = put()
        server.answers[notice.user.email] = refused(550)
        sending.send()
        return notice

    def act(self, client, notice):
        answers = {"action": "try_again", "_selected_action": [notice.pk]}
        return client.post("/admin/notices/notice/", answers)

    def test_editors_see_what_failed_without_an_address_and_have_it_tried_again(self, as_user, editor, failed, server):
        page = as_user(editor).get("/admin/notices/notice/?state__exact=failed").content.decode()
        assert str(failed.user) in page
        assert failed.user.email not in page
        server.answers = {}
        self.act(as_user(editor), failed)
        sending.send()
        assert server.taken == [failed.user.email]

    def test_nobody_else_does(self, as_user, moderator, failed):
        assert as_user(moderator).get("/admin/notices/notice/").status_code == 403
        assert self.act(as_user(moderator), failed).status_code == 403


def kinds_put():
    """Each kind of notice that our code writes: as it is put, or as a table LETTERS of the module names it."""
    for room in ROOMS:
        for path in (Path(portal.BASE_DIR) / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"outbox.put", "codes.ask"}:
                    source = node.args[0]
                elif (
                    isinstance(node, ast.Assign)
                    and isinstance(node.value, ast.Dict)
                    and ast.unparse(node.targets[0]) == "LETTERS"
                ):
                    source = node.value
                else:
                    continue
                yield from (part.value for part in ast.walk(source) if isinstance(part, ast.Constant))


def test_every_kind_that_is_written_has_a_letter():
    found = set(kinds_put())
    assert found == set(letters.RENDERERS) - {"test"}

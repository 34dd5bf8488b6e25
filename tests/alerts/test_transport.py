"""The line to the mail server: what is said on it, with and without TLS, and what each answer becomes."""

import datetime
import smtplib
import socketserver
import ssl
import threading
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from network.alerts import transport
from network.alerts.transport import LineLost, NoAnswer, Refused, Stage, Unreachable
from network.mail_answers import Meaning
from network.smtp import EmailBackend as Utf8Backend
from tests.alerts.lines import a_letter

OFFERS = ("SMTPUTF8", "8BITMIME")


class Exchange(socketserver.StreamRequestHandler):
    """A strict server: it wants EHLO before MAIL and again after STARTTLS, and answers as `replies` say."""

    def handle(self):
        server, greeted, taken = self.server, False, 0
        self.say("220 strict")
        while line := self.rfile.readline():
            command = line.decode("utf-8").strip()
            verb, _space, rest = command.partition(" ")
            verb = verb.upper()
            server.heard.append(f"{verb} {rest}".strip())
            if verb in server.replies:
                reply = server.replies[verb]
                if reply is None:
                    return
                self.say(reply)
                if reply.startswith("421"):
                    return
            elif verb == "EHLO":
                greeted = True
                offers = ["strict", *server.offers]
                for number, offer in enumerate(offers, start=1):
                    self.say(f"250{' ' if number == len(offers) else '-'}{offer}")
            elif verb == "STARTTLS":
                self.say("220 go on")
                self.connection = server.tls.wrap_socket(self.connection, server_side=True)
                self.rfile, greeted = self.connection.makefile("rb"), False
            elif verb == "MAIL" and taken == server.most_on_one_line:
                self.say("421 enough on this line")
                return
            elif verb == "MAIL" and not greeted:
                self.say("503 5.5.1 say EHLO first")
            elif verb == "DATA":
                self.say("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                server.texts.append(text)
                taken += 1
                if (reply := server.replies.get("end", "250 taken")) is None:
                    return
                self.say(reply)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, reply):
        self.connection.sendall(f"{reply}\r\n".encode())


@contextmanager
def strict_server(offers=OFFERS, tls=None, most_on_one_line=100, **replies):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Exchange) as server:
        server.daemon_threads, server.most_on_one_line = True, most_on_one_line
        server.offers, server.tls, server.replies, server.heard, server.texts = offers, tls, replies, [], []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that signs itself, and both sides' contexts for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    client = ssl.create_default_context(cafile=file)
    client.check_hostname = False
    return server, client


def line_to(server, *, use_tls=False, context=None):
    line = transport.Smtp(
        {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": server.server_address[1],
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": use_tls,
        }
    )
    if context:
        line.backend.ssl_context = context
    return line


def send(server, letter=None, **how):
    letter = letter or a_letter()
    with line_to(server, **how) as line:
        line.begin(letter)
        line.finish(letter)


class TestHello:
    def test_a_strict_server_is_greeted_without_any_sign_in(self):
        with strict_server() as server:
            send(server)
        assert server.heard[0].startswith("EHLO ")
        assert server.heard[1:4] == ["MAIL FROM:<b@localhost>", "RCPT TO:<amina@example.org>", "DATA"]
        assert len(server.texts) == 1

    def test_it_is_greeted_again_after_starttls_without_any_sign_in(self, certificate):
        with strict_server(("STARTTLS", *OFFERS), tls=certificate[0]) as server:
            send(server, use_tls=True, context=certificate[1])
        assert [command.partition(" ")[0] for command in server.heard[:4]] == ["EHLO", "STARTTLS", "EHLO", "MAIL"]
        assert len(server.texts) == 1

    def test_a_server_without_the_tls_that_was_asked_for_gets_nothing(self):
        with strict_server() as server, pytest.raises(Unreachable):
            send(server, use_tls=True)
        assert server.texts == []

    def test_a_certificate_that_nobody_knows_gets_nothing(self, certificate):
        with strict_server(("STARTTLS",), tls=certificate[0]) as server, pytest.raises(Unreachable):
            send(server, use_tls=True)
        assert server.texts == []

    def test_two_letters_need_one_greeting(self):
        with strict_server() as server, line_to(server) as line:
            for _time in range(2):
                line.begin(a_letter())
                line.finish(a_letter())
        assert sum(command.startswith("EHLO") for command in server.heard) == 1
        assert len(server.texts) == 2

    def test_the_backend_of_small_letters_greets_too_and_does_not_wait_for_ever(self, settings):
        with strict_server() as server:
            backend = EmailBackend(host="127.0.0.1", port=server.server_address[1])
            assert backend.send_messages([EmailMessage("Subject", "Text", "a@localhost", ["amina@example.org"])]) == 1
        assert server.heard[0].startswith("EHLO ")
        assert backend.timeout == settings.EMAIL_TIMEOUT == 5


class TestAnswers:
    @pytest.mark.parametrize(
        ("replies", "stage", "meaning"),
        [
            ({"MAIL": "550 5.1.1 No such user"}, Stage.SENDER, Meaning.POLICY),
            ({"MAIL": "553 5.1.8 Domain does not resolve"}, Stage.SENDER, Meaning.POLICY),
            ({"RCPT": "550 5.1.1 No such user"}, Stage.RECIPIENT, Meaning.UNKNOWN_ADDRESS),
            ({"RCPT": "550 mailbox unavailable"}, Stage.RECIPIENT, Meaning.FOR_NOW),
            ({"RCPT": "550 5.7.1 blocked"}, Stage.RECIPIENT, Meaning.POLICY),
            ({"DATA": "554 no valid recipients"}, Stage.TEXT, Meaning.POLICY),
            ({"end": "550 High probability of spam"}, Stage.TEXT, Meaning.POLICY),
            ({"end": "550 Quota exceeded"}, Stage.TEXT, Meaning.FOR_NOW),
            ({"end": "550 5.1.1 User unknown"}, Stage.TEXT, Meaning.UNKNOWN_ADDRESS),
        ],
    )
    def test_a_refusal_means_what_was_refused(self, replies, stage, meaning):
        with strict_server(**replies) as server, pytest.raises(Refused) as refused:
            send(server)
        assert (refused.value.stage, refused.value.meaning) == (stage, meaning)
        assert not refused.value.is_temporary

    @pytest.mark.parametrize(
        "replies", [{"MAIL": "421 bye"}, {"RCPT": "421 bye"}, {"RCPT": None}, {"MAIL": "nonsense"}]
    )
    def test_a_good_bye_before_the_text_is_a_line_that_is_lost(self, replies):
        with strict_server(**replies) as server, pytest.raises(LineLost) as lost:
            send(server)
        assert not isinstance(lost.value, Unreachable)

    @pytest.mark.parametrize("replies", [{"EHLO": None}, {"EHLO": "421 too many", "HELO": "421 too many"}])
    def test_a_server_that_answers_no_greeting_is_unreachable(self, replies):
        with strict_server(**replies) as server, pytest.raises(Unreachable):
            send(server)

    def test_nobody_there_is_unreachable(self):
        with strict_server() as server:
            pass
        with pytest.raises(Unreachable):
            send(server)

    def test_no_answer_after_the_text_is_doubt(self):
        with strict_server(end=None) as server, pytest.raises(NoAnswer):
            send(server)

    def test_after_a_refusal_the_line_serves_the_next_letter(self):
        with strict_server(RCPT="550 5.1.1 No such user") as server, line_to(server) as line:
            for _time in range(2):
                with pytest.raises(Refused):
                    line.begin(a_letter())
        assert sum(command.startswith("EHLO") for command in server.heard) == 1
        assert server.heard.count("RSET") == 2


class TestKeptLine:
    def test_a_server_that_takes_few_letters_on_one_line_is_called_again(self):
        with strict_server(most_on_one_line=2) as server, line_to(server) as line:
            for _time in range(5):
                line.begin(a_letter())
                line.finish(a_letter())
        assert len(server.texts) == 5
        assert sum(command.startswith("EHLO") for command in server.heard) == 3

    def test_after_a_good_bye_instead_of_a_yes_the_next_letter_has_a_new_line(self):
        with strict_server(end="421 4.3.2 closing") as server, line_to(server) as line:
            for _time in range(2):
                line.begin(a_letter())
                with pytest.raises(Refused) as refused:
                    line.finish(a_letter())
                assert refused.value.is_temporary
        assert sum(command.startswith("EHLO") for command in server.heard) == 2


class TestInternational:
    ADDRESS = "адель@xn--e1afmkfd.xn--p1ai"

    def test_letters_beyond_ascii_are_written_with_smtputf8(self):
        with strict_server() as server:
            send(server, a_letter(recipient=self.ADDRESS))
        assert "MAIL FROM:<b@localhost> SMTPUTF8 BODY=8BITMIME" in server.heard
        assert f"RCPT TO:<{self.ADDRESS}>" in server.heard
        assert f"To: {self.ADDRESS}\r\n".encode() in server.texts[0]

    def test_small_letters_are_written_with_it_too(self):
        with strict_server() as server:
            backend = Utf8Backend(host="127.0.0.1", port=server.server_address[1])
            letters = [EmailMessage("Тема", "Text", "a@localhost", [to]) for to in (self.ADDRESS, "amina@example.org")]
            assert backend.send_messages(letters) == 2
        assert any(command.startswith("MAIL") and "SMTPUTF8" in command for command in server.heard)
        assert f"RCPT TO:<{self.ADDRESS}>" in server.heard
        first, second = server.texts
        assert f"To: {self.ADDRESS}\r\n".encode() in first
        assert first.count(b"\r\nSubject: ") == 1
        assert b"To: amina@example.org\r\n" in second

    def test_a_small_letter_to_a_server_without_it_is_not_sent(self):
        with strict_server(("8BITMIME",)) as server, pytest.raises(smtplib.SMTPNotSupportedError):
            backend = Utf8Backend(host="127.0.0.1", port=server.server_address[1])
            backend.send_messages([EmailMessage("Subject", "Text", "a@localhost", [self.ADDRESS])])
        assert server.texts == []

    def test_a_server_without_it_is_not_asked(self):
        with strict_server(()) as server, pytest.raises(Refused) as refused:
            send(server, a_letter(recipient=self.ADDRESS))
        assert refused.value.meaning is Meaning.POLICY
        assert not any(command.startswith(("MAIL", "RCPT")) for command in server.heard)

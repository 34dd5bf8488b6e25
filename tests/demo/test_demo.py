"""The demonstration: its content loads through the same steps that people take, and a second time adds nothing."""

import socket

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.urls import reverse

from experts.models import Profile
from network.catalogue import vocabulary
from network.catalogue.models import Entry, Topic
from network.demo import loading, mailbox
from network.demo.management.commands.demo import check_port
from network.demo.people import PASSWORD
from network.moderation.models import Record
from practices.models import Practice


@pytest.mark.django_db
def test_everything_loads_and_is_listed_and_no_filter_is_offered_without_a_record(client):
    """One test, because loading takes longer than most tests."""
    check_that_everything_loads()
    check_that_no_filter_is_offered_without_a_record(client)


def check_that_everything_loads():
    files = list((loading.CONTENT / "practices").glob("*.toml"))
    counts = loading.load()
    assert counts["good practices"] == len(files)
    assert min(counts["articles"], counts["publications"], counts["events"]) >= 19
    assert Entry.objects.filter(kind="practice", audience=2, language="ar").count() == counts["good practices"]
    for profile in Profile.objects.all():
        assert all("fictional" in text for text in (profile.full_name, profile.role_name, profile.summary))
    for practice in Practice.objects.published():
        assert practice.live.content["sources"]
        assert practice.live.content["rights_safeguards"]
    before = Record.objects.count()
    assert loading.load() == counts, "A second run must add nothing."
    assert Record.objects.count() == before


def check_that_no_filter_is_offered_without_a_record(client):
    group = Topic.objects.first().group
    Topic.objects.create(slug="written-about-by-nobody", group=group, labels={"en": "Nothing"}, pillars=[1])
    vocabulary.clear()
    used = {facet for facets in Entry.objects.values_list("facets", flat=True) for facet in facets}
    empty = [slug for slug in Topic.objects.values_list("slug", flat=True) if f"topic:{slug}" not in used]
    assert "written-about-by-nobody" in empty
    for name in ("search", "practice-list", "event-list"):
        page = client.get(reverse(name)).content.decode()
        assert 'name="topic"' in page
        assert [slug for slug in empty if f'value="{slug}"' in page] == []


@pytest.mark.django_db
def test_the_printed_password_signs_in(client):
    loading.add_person("somebody@demo.example")
    client.post(reverse("account_login"), {"login": "somebody@demo.example", "password": PASSWORD})
    assert client.get(reverse("dashboard")).status_code == 200


@pytest.mark.parametrize("port", ["0", "eighty", "99999"])
def test_a_port_that_is_none_is_refused_in_one_sentence(port):
    with pytest.raises(CommandError, match="must be a number"):
        check_port(port)


def test_a_busy_port_is_refused_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="is in use"):
            check_port(str(taken.getsockname()[1]))


@pytest.mark.django_db
def test_sent_mail_is_read_in_the_mailbox(client, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(mailbox, "FOLDER", tmp_path)
    settings.EMAIL_BACKEND = "network.demo.mailbox.EmailBackend"
    message = EmailMultiAlternatives("Réunion", "Plain text", to=["amina@example.org"])
    message.attach_alternative("<p>HTML text</p>", "text/html")
    message.send()
    assert mail.get_connection().send_messages([]) == 0
    (letter,) = mailbox.letters()
    assert "Réunion" in client.get(reverse("mailbox")).content.decode()
    assert "Plain text" in client.get(reverse("mailbox-message", args=[letter.name])).content.decode()
    html = client.get(reverse("mailbox-html", args=[letter.name]))
    assert "HTML text" in html.content.decode()
    assert "script-src 'self'" in html.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_vocabulary_loads_twice():
    call_command("load_vocabulary", verbosity=0)


def test_a_message_that_cannot_be_read_hides_no_other(client, tmp_path, monkeypatch):
    monkeypatch.setattr(mailbox, "FOLDER", tmp_path)
    (tmp_path / "1.eml").write_bytes(b"To: =?utf-8?q?a=0d=0ab?=@example.org\nSubject: Odd\n\nText\n")
    (tmp_path / "2.eml").write_bytes(b"To: b@example.org\nSubject: Plain\n\nText\n")
    assert [letter.subject for letter in mailbox.letters()] == ["Plain", "Odd"]

"""What a letter says, and what its bytes are: read by people, by their mail programs, and by nobody else."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from network.alerts import planning, subscribing
from network.alerts.contents import MOST_INTRODUCTIONS, MOST_ITEMS, Batch, NotSent
from network.alerts.letters import compose
from network.alerts.mime import as_bytes
from network.alerts.models import Message, Subscription
from network.alerts.transport import as_email
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.languages import Language
from tests import databases
from tests.alerts.factories import SubscriptionFactory
from tests.alerts.lines import a_letter
from tests.factories import CentreFactory, OpportunityFactory, PracticeFactory, ProfileFactory, a_moderator, topic
from tests.news.factories import ArticleFactory, EventFactory

SINCE = timedelta(days=40)


def the_letter(day=1):
    """The letter of the only message that is planned for tomorrow."""
    planning.plan_all(timezone.now() + timedelta(days=day))
    message = Message.objects.get()
    return compose(message, Batch([message]))


def follow(**fields):
    return SubscriptionFactory(confirmed_at=timezone.now() - SINCE, **fields)


def parsed(made):
    return message_from_bytes(as_bytes(made), policy=policy.default)


class Words(HTMLParser):
    """The text and the links of an HTML letter."""

    def __init__(self, html):
        super().__init__()
        self.text, self.links, self.tags = [], [], set()
        self.feed(html.partition("<body")[2])

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links += [value for name, value in attributes if name in {"href", "src"}]

    def handle_data(self, data):
        self.text += data.split()


@pytest.mark.django_db
class TestContent:
    def test_it_says_what_is_new_and_why_it_is_told(self):
        follow(note="For the course")
        practice = PracticeFactory.published(title="After-care in a county")
        made = the_letter()
        assert made.subject == "Expert Network: After-care in a county (Good practice)"
        for text in (
            "After-care in a county",
            "Kenya · since 2016",
            "You follow: All content, on ",
            "(For the course)",
        ):
            assert text in made.text
        assert practice.get_absolute_url() in made.text

    def test_both_parts_say_the_same(self):
        follow()
        for _number in range(3):
            PracticeFactory.published()
        made = the_letter()
        html = Words(made.html)
        in_text = re.sub(r"https?://\S+|--", "", made.text).upper().split()
        assert {word.strip(":") for word in in_text} <= {word.upper().strip(":") for word in html.text}
        assert set(html.links) == set(re.findall(r"https?://\S+", made.text))

    def test_one_record_stands_there_once_with_all_the_reasons(self):
        reader = follow(asks="topic=prisons").subscriber
        follow(asks="country=KE", subscriber=reader)
        PracticeFactory.published(title="After-care in a county")
        made = the_letter()
        assert made.text.count("After-care in a county") == 1
        assert made.text.count("You follow:") == 2
        assert made.text.startswith("South-South CT/PVE Expert Network\n\n1 new result for you")

    def test_at_most_twelve_and_how_many_more(self):
        follow()
        for _number in range(MOST_ITEMS + 3):
            PracticeFactory.published()
        made = the_letter()
        assert made.text.count("You follow:") == MOST_ITEMS
        assert "And 3 more" in made.text
        assert "And 3 more" in made.html
        assert made.subject.endswith(" and 14 more")

    def test_introductions_do_not_crowd_out_the_rest(self):
        seeker = ProfileFactory(related__topics=["youth-engagement"])
        seeker.topics_needed.set([topic("prisons")])
        seeker.submit()
        seeker.approve(a_moderator(), seeker.edits)
        subscribing.follow(seeker.user, purpose="introductions", frequency="daily")
        for _number in range(MOST_INTRODUCTIONS + 3):
            ProfileFactory.published()
        made = the_letter()
        assert made.text.count("which you want to learn about") == MOST_INTRODUCTIONS
        assert "And 3 more" in made.text

    def test_the_newsletter_has_featured_news_and_coming_events_once(self):
        reader = follow(purpose="newsletter", frequency="monthly").subscriber
        follow(asks="kind=event", subscriber=reader, frequency="monthly")
        now = timezone.now()
        ArticleFactory.published(title="Featured piece", is_featured=True)
        ArticleFactory.published(title="Another piece")
        first_of_month = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=6)
        for days, title in ((10, "Coming meeting"), (200, "Meeting next year")):
            at = first_of_month + timedelta(days=days)
            EventFactory.published(title=title, starts_at=at, ends_at=at)
        planning.plan_all(first_of_month)
        message = Message.objects.get()
        made = compose(message, Batch([message]))
        assert "Featured piece" in made.text
        assert "Another piece" not in made.text
        assert made.text.count("Coming meeting") == 1

    @pytest.mark.parametrize("named", [["practice", "event"], ["event"], []])
    def test_a_kind_that_no_order_names_still_stands_in_the_letter(self, named, monkeypatch):
        monkeypatch.setattr(kinds, "in_letters", lambda: [kinds.get(code) for code in named])
        follow()
        PracticeFactory.published()
        ArticleFactory.published()
        EventFactory.published()
        made = the_letter()
        assert made.text.count("You follow:") == made.html.count("<h3") == 3
        assert made.subject.endswith(" and 2 more")
        assert made.text.startswith("South-South CT/PVE Expert Network\n\n3 new results for you")
        headings = [kinds.get(code).label.upper() for code in named]
        assert [text for text in made.text.split("\n") if text in headings] == headings

    def test_a_kind_that_is_no_more_is_neither_counted_nor_shown(self):
        follow()
        PracticeFactory.published()
        gone = ArticleFactory.published()
        planning.plan_all(timezone.now() + timedelta(days=1))
        Entry.objects.filter(record=gone.key).update(kind="no-more")
        message = Message.objects.get()
        made = compose(message, Batch([message]))
        assert made.text.count("You follow:") == 1
        assert "more" not in made.subject
        assert "1 new result for you" in made.text

    def test_the_subject_counts_the_newsletter_too(self):
        reader = follow(purpose="newsletter", frequency="weekly").subscriber
        follow(asks="kind=practice", subscriber=reader, frequency="weekly")
        PracticeFactory.published(title="After-care in a county")
        ArticleFactory.published(is_featured=True)
        made = the_letter(day=8)
        assert made.html.count("<h3") == 2
        assert made.subject == "Expert Network: After-care in a county and 1 more"

    @pytest.mark.parametrize(
        "make", [PracticeFactory, ProfileFactory, CentreFactory, OpportunityFactory, ArticleFactory]
    )
    def test_the_subject_says_from_whom_the_only_result_is(self, make):
        follow()
        make.published()
        assert the_letter().subject.startswith("Expert Network: ")

    def test_nothing_is_sent_when_nothing_is_left(self):
        follow()
        practice = PracticeFactory.published()
        planning.plan_all(timezone.now() + timedelta(days=1))
        practice.withdraw(a_moderator(), "Contested")
        message = Message.objects.get()
        with pytest.raises(NotSent):
            compose(message, Batch([message]))


@pytest.mark.django_db
class TestDiscretion:
    def test_no_person_is_named_in_a_subject(self):
        follow(asks="kind=expert")
        ProfileFactory.published(given_name="Amina", family_name="Okello", audiences={"name": Audience.PUBLIC.value})
        made = the_letter()
        assert made.subject == "Expert Network: 1 new result"
        assert "Amina Okello" in made.text, "a name that everybody may see stands in the letter"

    def test_what_only_members_see_is_not_in_the_mail(self, member):
        SubscriptionFactory.of_member(member, asks="kind=practice", confirmed_at=timezone.now() - SINCE)
        PracticeFactory.published(title="Inner matters", summary="Delicate", reach=Audience.MEMBERS)
        made = the_letter()
        for part in (made.subject, made.text, made.html):
            assert "Inner matters" not in part.replace("inner-matters", "")
            assert "Delicate" not in part
        assert "Sign in as a member to read it." in made.text

    def test_who_looks_for_something_stays_unnamed(self):
        expert = ProfileFactory.published()
        subscribing.follow(expert.user, purpose="introductions", frequency="daily")
        seeker = ProfileFactory(
            related__topics=["youth-engagement"], role_name="Somebody", audiences={"name": Audience.PUBLIC.value}
        )
        seeker.topics_needed.set([topic("prisons")])
        seeker.submit()
        seeker.approve(a_moderator(), seeker.edits)
        made = the_letter()
        assert "Wants to learn about" in made.text
        assert seeker.family_name not in made.text
        assert "Somebody" not in made.text

    def test_a_common_trait_that_was_hidden_meanwhile_is_not_named(self):
        seeker = ProfileFactory(related__topics=["youth-engagement"], related__languages=["fr"])
        seeker.topics_needed.set([topic("prisons")])
        seeker.submit()
        seeker.approve(a_moderator(), seeker.edits)
        subscribing.follow(seeker.user, purpose="introductions", frequency="daily")
        expert = ProfileFactory.published(related__languages=["fr"])
        planning.plan_all(timezone.now() + timedelta(days=1))
        expert.audiences = {"languages": Audience.STAFF.value}
        expert.touch()
        assert "French" not in the_letter().text

    def test_a_member_who_is_none_any_more_reads_what_everybody_reads(self, member):
        SubscriptionFactory.of_member(member, asks="kind=practice", confirmed_at=timezone.now() - SINCE)
        PracticeFactory.published(reach=Audience.MEMBERS)
        planning.plan_all(timezone.now() + timedelta(days=1))
        member.profile.withdraw(a_moderator(), "Left")
        message = Message.objects.get()
        with pytest.raises(NotSent):
            compose(message, Batch([message]))

    def test_nothing_in_it_tracks_or_is_fetched(self):
        follow()
        PracticeFactory.published()
        made = the_letter()
        assert Words(made.html).tags.isdisjoint({"img", "script", "link", "iframe", "form", "style"})
        assert as_email(made).track_opens is False
        assert as_email(made).track_clicks is False

    def test_what_a_member_wrote_cannot_become_markup(self):
        follow(note="<script>alert(1)</script>")
        PracticeFactory.published(title="<b>Bold</b> & <a href=//evil.example>x</a>", summary="slot-items <i>")
        made = the_letter()
        assert "<script" not in made.html
        assert "<b>" not in made.html
        assert Words(made.html).tags.isdisjoint({"b", "i", "script"})
        assert "//evil.example" not in " ".join(Words(made.html).links)


@pytest.fixture(scope="class")
def more_than_fit(django_db_setup, django_db_blocker):
    """More practices than a letter tells of; they are the same in each language, so that they are published once."""
    with databases.shared_rows(django_db_blocker):
        for _number in range(MOST_ITEMS + 2):
            PracticeFactory.published(summary="A county accompanies people after their release. " * 10)
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("language", Language.values)
class TestBytes:
    """E1 to E10 of the mail standards, on the raw message in each language."""

    @pytest.fixture
    def made(self, more_than_fit, db, language):
        follow(subscriber__language=language)
        return the_letter()

    def test_lines_and_size_are_within_bounds(self, made):
        raw = as_bytes(made)
        assert len(raw) < 31_000
        assert max(map(len, raw.split(b"\r\n"))) <= 78
        assert b"\n" not in raw.replace(b"\r\n", b"")
        raw.decode("ascii")

    def test_headers(self, made, language):
        raw, message = as_bytes(made), parsed(made)
        head = raw.partition(b"\r\n\r\n")[0].decode()
        stop = re.search(r"List-Unsubscribe: <(https?://[^>]+/u/[^>]+/)>,\r\n <mailto:u\+([^>]+)@[^>]+>\r\n", head)
        assert stop
        assert "=?" not in stop[0], "encoded words would hide the button"
        assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
        assert "\r\nAuto-Submitted: auto-generated\r\n" in head
        assert "\r\nPrecedence: bulk\r\n" in head
        assert message["List-Id"] == "<daily.lists.localhost>"
        assert message["To"] == made.recipient
        assert message["Cc"] is message["Bcc"] is None
        assert re.fullmatch(r"<[0-9a-z]+\.[a-z2-7]{26}@localhost>", message["Message-ID"])
        assert not re.search(r"^[\w-]+: *\r\n ", head, re.MULTILINE), "no header begins with an empty line"
        assert len(made.return_path.partition("@")[0]) <= 64

    def test_parts(self, made, language):
        message = parsed(made)
        assert message.get_content_type() == "multipart/alternative"
        plain, html = message.iter_parts()
        assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
        assert plain.get_content().replace("\r\n", "\n").strip() == made.text.strip()
        assert html.get_content().replace("\r\n", "\n").strip() == made.html.strip()
        direction = "rtl" if language == "ar" else "ltr"
        for element in ("html", "div"):  # some mail programs take off html and body
            first = re.search(rf"<{element}[^>]*>", made.html)[0]
            assert f'lang="{language}"' in first and f'dir="{direction}"' in first
        assert made.html.index("<div") < made.html.index("<p")
        assert ("\u2068" in made.text) is (language == "ar"), "Latin titles are isolated among Arabic words"

    def test_making_it_again_makes_the_same(self, made):
        message = Message.objects.get()
        assert as_bytes(compose(message, Batch([message]))) == as_bytes(made)


@pytest.mark.django_db
def test_a_confirmation_has_no_unsubscribe_header_and_one_link_beside_the_contact():
    subscribing.ask("amina@example.org", purpose="newsletter", frequency="weekly", language="fr", weekday=1)
    message = Message.objects.get()
    made = compose(message, Batch([message]))
    assert "List-Unsubscribe" not in as_bytes(made).decode()
    [contact, confirm] = sorted(set(re.findall(r"https?://\S+", made.text)))
    assert contact.endswith("/fr/contact/")
    assert "/fr/subscribe/confirm/" in confirm


@pytest.mark.django_db
def test_nobody_is_asked_to_confirm_a_subscription_that_is_gone():
    follow(subscriber__email="amina@example.org", subscriber__user=None)
    subscribing.ask("amina@example.org", purpose="newsletter", frequency="weekly", language="fr", weekday=1)
    Subscription.objects.unconfirmed().delete()
    message = Message.objects.get()
    with pytest.raises(NotSent):
        compose(message, Batch([message]))


@given(subject=st.text(max_size=200), text=st.text(max_size=500))
def test_any_text_survives_the_journey(subject, text):
    subject, text = " ".join(subject.split()), text.replace("\r", "").replace("\0", "")
    try:
        raw = as_bytes(a_letter(subject=subject, text=text))
    except UnicodeEncodeError:  # lone surrogates are no text
        return
    message = message_from_bytes(raw, policy=policy.default)
    assert raw.partition(b"\r\n\r\n")[0].count(b"\r\nSubject: ") == 1
    if subject.isprintable():
        assert " ".join(message["Subject"].split()) == subject
    assert message.get_body(["plain"]).get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("name", ["subject", "recipient", "message_id"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\n "])
def test_a_header_cannot_be_smuggled_in(name, ending):
    with pytest.raises(ValueError, match="line break"):
        as_bytes(a_letter(**{name: f"<x>{ending}Bcc: everybody@example.org"}))

"""Hide me now: whatever showed an expert a moment ago shows nothing of them to the next who asks."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experts.models import ListingMode, Profile
from network.alerts import interests, letters, planning, sending, tokens
from network.alerts.contents import Batch, NotSent
from network.alerts.models import Message, State
from network.catalogue import index
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.relay.models import Conversation
from tests.alerts.factories import SubscriptionFactory
from tests.factories import PracticeFactory, ProfileFactory
from tests.sweep import client_of

pytestmark = pytest.mark.django_db

TRACES = ("Zqgiven", "Zqfamily", "Zqrole", "Zqheadline", "Zqsummary", "Zqinstitute")
EVERYBODY = Audience.PUBLIC.value


@pytest.fixture
def expert():
    """Somebody who shows as much as anybody may."""
    return ProfileFactory.published(
        given_name="Zqgiven",
        family_name="Zqfamily",
        role_name="Zqrole in prisons",
        headline="Zqheadline of work",
        summary="Zqsummary of rehabilitation",
        organization="Zqinstitute",
        may_be_crawled=True,
        audiences=dict.fromkeys(("name", "summary", "organization", "position", "countries"), EVERYBODY),
    )


@pytest.fixture
def people(expert):
    """Who could have seen them: a stranger, a stranger who follows experts by mail, a member, and a correspondent."""
    since = timezone.now() - timedelta(days=1)
    member = ProfileFactory.published().user
    correspondent = ProfileFactory.published()
    reader = SubscriptionFactory(asks="kind=expert", confirmed_at=since).subscriber
    SubscriptionFactory.of_member(member, asks="kind=expert", confirmed_at=since)
    conversation = Conversation.begin(
        by=correspondent.user,
        profile_by=correspondent.key,
        begun_with=expert.user,
        profile_with=expert.key,
        subject="After-care",
        text="How do you find mentors?",
    )
    planning.plan_all(timezone.now() + timedelta(days=1))
    return {"member": member, "correspondent": correspondent.user, "reader": reader, "conversation": conversation}


def places(expert, people):
    """(who asks, address, what it showed): all pages on which the expert could be found."""
    experts, search = reverse("expert-list"), reverse("search")
    anybody = [
        (expert.get_absolute_url(), "Zqsummary"),
        (expert.get_absolute_url(), "Zqrole"),
        (experts, "Zqgiven Zqfamily"),
        (f"{experts}?q=Zqgiven", "Zqfamily"),
        (f"{search}?q=Zqfamily", "Zqgiven"),
        (f"{search}?q=Zqsummary", "Zqgiven"),
        (f"{search}?q=Zqinstitute", "Zqheadline"),
        (f"{search}?kind=expert", "Zqheadline"),
        ("/fr/", "Zqgiven Zqfamily"),
        (reverse("home"), "Zqheadline"),
        ("/sitemap-records.xml", expert.slug),
    ]
    manage = reverse("alerts-manage", args=[tokens.make(tokens.Use.MANAGE, people["reader"].pk)])
    return [
        (None, expert.get_absolute_url(), '"@type": "Person", "name": "Zqgiven'),
        *((None, *place) for place in anybody),
        *((people["member"], *place) for place in anybody),
        (None, manage, "Zqgiven"),
        (people["member"], reverse("alerts"), "Zqgiven"),
        (people["correspondent"], reverse("conversation", args=[people["conversation"].key]), "Zqgiven"),
    ]


def nowhere():
    """Machines' addresses that never name people, hidden or not."""
    feeds = [reverse(form, args=["en", "practice"]) for form in ("rss", "atom")]
    return [*feeds, reverse("calendar"), "/sitemap.xml", "/sitemap-pages.xml", reverse("robots")]


def hide(expert):
    return client_of(expert.user).post(reverse("profile-hide"))


def traces(response, asked=""):
    page = response.content.decode()
    return [trace for trace in TRACES if trace in page.replace(asked, "")]


def test_the_next_request_of_anybody_finds_nothing(expert, people):
    asked = places(expert, people)
    for user, address, shown in asked:
        assert shown in client_of(user).get(address).content.decode(), (user, address)
    assert hide(expert).status_code == 302
    for user, address, _shown in asked:
        response = client_of(user).get(address)
        assert not traces(response, address.partition("?q=")[2] or "-"), (user, address)
        if address != expert.get_absolute_url():
            assert response.status_code == 200
            assert expert.slug not in response.content.decode(), (user, address)


def test_machines_are_never_told_of_a_person(expert):
    for _moment in ("shown", "hidden"):
        for address in nowhere():
            assert not traces(Client().get(address)), address
        hide(expert)


def test_a_page_that_a_browser_kept_is_not_confirmed(expert):
    addresses = [expert.get_absolute_url(), reverse("expert-list"), reverse("home"), f"{reverse('search')}?q=Zqgiven"]
    kept = {address: Client().get(address).headers["ETag"] for address in addresses}
    assert all(Client().get(address, headers={"if-none-match": kept[address]}).status_code == 304 for address in kept)
    hide(expert)
    for address in kept:
        response = Client().get(address, headers={"if-none-match": kept[address]})
        assert response.status_code in {200, 404}, address
        assert response.headers.get("ETag") != kept[address]


def test_a_change_that_another_one_overtook_is_a_change_as_well(expert):
    """Of two acts at the same time the later number may be seen first; the state has another name all the same."""
    slow = index.announce(expert.KIND, expert.key, "hidden", 1)
    number = slow.pk
    slow.delete()
    index.announce(expert.KIND, expert.key, "updated", 1)
    seen = index.edition()
    slow.pk = number
    slow.save(force_insert=True)
    assert index.edition() != seen


@pytest.mark.parametrize("who", ["anonymous", "member"])
def test_the_page_answers_as_if_it_had_never_been_there(expert, people, who):
    client = client_of(people.get(who))
    nobody = "a" * len(expert.slug)
    hide(expert)
    for name in ("expert", "expert-write"):
        found = client.get(reverse(name, args=[expert.slug]))
        missing = client.get(reverse(name, args=[nobody]))
        assert found.status_code == missing.status_code
        assert found.content.replace(expert.slug.encode(), nobody.encode()) == missing.content
        assert found.headers.keys() == missing.headers.keys()


def test_mail_that_waited_says_nothing_of_them(expert, people):
    PracticeFactory.published()
    waiting = list(Message.objects.filter(subscriber__in=[people["reader"], people["member"].subscriber]))
    batch = Batch(waiting)
    assert all("Zqgiven Zqfamily" in letters.compose(message, batch).text for message in waiting)
    hide(expert)
    batch = Batch(waiting)
    for message in waiting:
        made = _made(message, batch)
        assert not [trace for trace in TRACES for part in made if trace in part]
    assert sending.send(seconds=5) >= len(waiting)
    assert not [trace for trace in TRACES for letter in mail.outbox if trace in letter.message().as_string()]


def _made(message, batch):
    """All parts of the letter, or nothing where there is nothing left to tell."""
    try:
        letter = letters.compose(message, batch)
    except NotSent:
        return []
    return [letter.subject, letter.text, letter.html, *(value for _name, value in letter.headers)]


def test_mail_in_the_hands_of_a_sender_does_not_leave(expert, people, monkeypatch):
    """The letter is made already and the line open when the expert hides: the last look finds it out."""
    made = letters.compose

    def make_then_hide(message, batch):
        letter = made(message, batch)
        if Entry.objects.filter(record=expert.key).exists():
            hide(expert)
        return letter

    monkeypatch.setattr(sending, "compose", make_then_hide)
    sending.send(seconds=5)
    assert not [trace for trace in TRACES for letter in mail.outbox if trace in letter.message().as_string()]
    assert Message.objects.get(subscriber=people["reader"]).state == State.SENT, "it is made anew, of what is left"


@pytest.mark.parametrize(("room", "step"), [(index, "write"), (index, "announce"), (interests, "state")])
def test_a_step_that_fails_hides_nothing_by_half_and_says_so(expert, monkeypatch, room, step):
    def fail(*args, **kwargs):
        raise OSError("The disk is full.")

    entries = list(Entry.objects.filter(record=expert.key).order_by("pk"))
    edition = index.edition()
    client = client_of(expert.user)
    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(room, step, fail)
        response = client.post(reverse("profile-hide"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert Profile.objects.get(pk=expert.pk).listing_mode == ListingMode.NAMED
    assert list(Entry.objects.filter(record=expert.key).order_by("pk")) == entries
    assert index.edition() == edition
    assert "is hidden" not in client.get(reverse("dashboard")).content.decode()
    assert hide(expert).status_code == 302
    assert not Entry.objects.filter(record=expert.key).exists()


def test_taking_back_the_consent_hides_as_well(as_user):
    profile = ProfileFactory.published()
    client = as_user(profile.user)
    client.post(reverse("profile-edit", args=["visibility"]), {"listing_mode": "named"})
    profile.refresh_from_db()
    assert profile.consented_at is None
    assert profile.is_hidden
    assert not Entry.objects.filter(record=profile.key).exists()


@pytest.mark.parametrize(
    ("make", "says", "can_be_hidden"),
    [
        (ProfileFactory, "your profile has not been published", False),
        (ProfileFactory.published, "To appear again", True),
    ],
)
def test_my_page_says_of_a_profile_what_is_true_of_it(make, says, can_be_hidden):
    profile = make()
    client = client_of(profile.user)
    page = client.get(reverse("dashboard")).content.decode()
    assert (reverse("profile-hide") in page) == can_be_hidden
    profile.listing_mode = ListingMode.HIDDEN
    profile.save()
    page = client.get(reverse("dashboard")).content.decode()
    assert says in page
    assert ("only UNCCT staff can see it" in page) == can_be_hidden

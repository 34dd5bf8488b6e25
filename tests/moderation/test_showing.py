"""What is private leaves every place at once: after whatever an author does, entries are what the cards say."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experts.centres.forms import STEPS as CENTRE_STEPS
from experts.forms import STEPS as PROFILE_STEPS
from experts.models import Profile
from network.accounts import data_protection
from network.alerts import planning
from network.alerts.contents import Batch, NotSent
from network.alerts.letters import compose
from network.alerts.models import Message
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement, Entry
from network.exchange.closing import today
from network.exchange.forms import STEPS as OPPORTUNITY_STEPS
from network.exchange.models import Opportunity
from network.moderation.editing import REVIEW
from network.moderation.models import Record
from network.moderation.uploads import files_in
from practices.forms import STEPS as PRACTICE_STEPS
from tests.alerts.factories import SubscriptionFactory
from tests.factories import (
    CentreFactory,
    OpportunityFactory,
    PracticeFactory,
    ProfileFactory,
    UserFactory,
    a_moderator,
    topic,
)
from tests.files.kept import cv_of, file_of, kept, photo_of, picture_in, practice_with, profile_with, published
from tests.forms import typed
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory
from tests.sessions import with_second_factor

pytestmark = pytest.mark.django_db

WRITTEN = [field.attname for field in Entry._meta.concrete_fields if field.name not in {"id", "updated_at"}]
MACHINES = ("/en/feeds/practice/rss/", "/sitemap-records.xml")
EVERYBODY = Audience.PUBLIC.value


def entries(record):
    """What the index says of `record`, but for when that was written."""
    return list(Entry.objects.filter(record=record.key).order_by("audience", "language").values(*WRITTEN))


def expected(record):
    """What the index would say if it were written now."""
    with transaction.atomic():
        fresh = type(record).objects.get(pk=record.pk)
        Entry.objects.filter(record=record.key).delete()
        if fresh.live:
            fresh.index()
        found = entries(record)
        transaction.set_rollback(True)
    return found


def profile():
    """An expert who shows all that can be shown to as many as possible."""
    return profile_with(
        contact="zq-number",
        needs="zq-needs",
        may_be_crawled=True,
        audiences={name: Profile.FIELDS[name].ceiling.value for name in Profile.CHOOSABLE},
    )


def practice():
    return practice_with(b"%PDF-first", b"%PDF-second")


def centre():
    """A centre with a picture."""
    made = CentreFactory()
    picture_in(made)
    made.submit()
    return published(made)


def opportunity():
    """An offer that shows everyone what it can, with a few answers more than it needs."""
    return OpportunityFactory.published(
        author=ProfileFactory.published().user,
        is_credited=True,
        starts_on=today() + timedelta(days=50),
        ends_on=today() + timedelta(days=55),
        related__for_regions=["africa", "lac"],
        related__for_countries=["UG", "TZ"],
        audiences={"institution": EVERYBODY},
    )


MAKE = {
    "profile": profile,
    "practice": practice,
    "centre": centre,
    "opportunity": opportunity,
    "article": ArticleFactory.published,
    "publication": PublicationFactory.published,
    "event": EventFactory.published,
}
STEPS = {"profile": PROFILE_STEPS, "practice": PRACTICE_STEPS, "centre": CENTRE_STEPS, "opportunity": OPPORTUNITY_STEPS}
EDIT = {kind: f"{kind}-edit" for kind in STEPS}
STEP_OF_KIND = [(kind, step.slug) for kind, steps in STEPS.items() for step in steps]


def address(kind, record, step):
    return reverse(EDIT[kind], args=[step] if kind == "profile" else [record.key, step])


def page_as_it_stands(client, at):
    page = client.get(at)
    return page.context["form"], page.context["formset"], typed(page.context["form"], page.context["formset"])


def changes(form, formset, data):
    """Every answer to a step that differs from `data` in one thing: emptied, unticked, removed, less."""
    for name, field in form.fields.items():
        if name in data and name not in RADIOS:
            yield f"{name} emptied", {key: value for key, value in data.items() if key != name}
            values = data[name] if isinstance(data[name], list) else []
            if len(values) > 1:
                yield f"{name} shortened", data | {name: values[1:]}
        if name.startswith("remove_"):
            yield f"{name} ticked", data | {name: "on"}
        others = [value for value, _label in getattr(field, "choices", ()) if str(value) != str(data.get(name))]
        if name in RADIOS and others:
            # What an audience means is one rule for all fields: each field tries one that is left, and all try all.
            others = [others[len(name) % len(others)]]
        for value in others if name in LESSER else ():
            yield f"{name} {value}", data | {name: value}
    for number, row in enumerate(formset.initial_forms if formset else ()):
        yield f"row {number} removed", data | {f"{row.prefix}-DELETE": "on"}


# One of several audiences; a form without an answer is refused.
RADIOS = {f"show_{name}" for model in (Profile, Opportunity) for name in model.CHOOSABLE}
LESSER = {"listing_mode", "reach", *RADIOS}


def public_card(record):
    """What everybody may see of `record` now, by field; None where that is nothing."""
    card = type(record).objects.get(pk=record.pk).card(Audience.PUBLIC)
    return card and {name: card.get(name) for name in card}


def leaks(record, kind):
    """Files that are served though no card names them, and pages that are there though there is no card."""
    fresh = type(record).objects.get(pk=record.pk)
    card = fresh.card(Audience.PUBLIC)
    named = {file["key"] for file in files_in(fresh.FIELDS, card)} if card else set()
    found = [
        file
        for file in FILES[kind](record)
        if Client().get(file).status_code == 200 and not any(key in file for key in named)
    ]
    if (Client().get(fresh.get_absolute_url()).status_code == 200) != (card is not None):
        found.append(fresh.get_absolute_url())
    public = Entry.objects.filter(record=record.key, audience=Audience.PUBLIC)
    if not public and any(fresh.slug in Client().get(machine).content.decode() for machine in MACHINES):
        found.append("feeds or sitemap")
    return found


FILES = {
    "profile": lambda profile: [photo_of(profile), cv_of(profile)],
    "practice": lambda practice: [file_of(practice, one.upload) for one in practice.kept_attachments],
    "opportunity": lambda opportunity: [],
    "centre": lambda centre: [reverse("centre-file", args=[centre.slug, centre.picture.key])],
}


@pytest.mark.parametrize(("kind", "step"), STEP_OF_KIND)
def test_after_each_step_entries_are_what_the_cards_say(client, kind, step):
    """Each answer is given to the record as it was approved, one change at a time."""
    record = MAKE[kind]()
    record.kept_attachments = list(record.attachments.select_related("upload")) if kind == "practice" else []
    client.force_login(record.author)
    at = address(kind, record, step)
    assert entries(record) == expected(record), "as it was approved"
    assert not leaks(record, kind), "as it was approved"
    approved, tried = public_card(record), 0
    for name, data in [("unchanged", None), *changes(*page_as_it_stands(client, at))]:
        data = data if data is not None else page_as_it_stands(client, at)[2]
        with transaction.atomic():
            before = Record.objects.get(pk=record.pk).edits
            response = client.post(at, data)
            tried += response.status_code == 302
            assert entries(record) == expected(record), name
            # Pages and files go by the card: where it is as it was, they are.
            assert public_card(record) == approved or not leaks(record, kind), name
            if name == "unchanged":
                assert Record.objects.get(pk=record.pk).edits == before
            transaction.set_rollback(True)
    assert tried, "at least one answer was taken"


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("act", ["confirm", "withdraw", "hide", REVIEW, "erase", "erase all", "suspend", "restore"])
def test_after_each_other_act_as_well(client, kind, act):
    record = MAKE[kind]()
    client.force_login(record.author)
    match act:
        case "confirm":
            client.post(reverse("confirm", args=[record.key]))
        case "withdraw":
            client.post(reverse("withdraw", args=[record.key]), {"reason": "I take it back."})
            assert not entries(record)
        case "hide" if kind == "profile":
            client.post(reverse("profile-hide"))
            assert not entries(record)
        case "review" if kind in EDIT:
            record.touch()
            client.post(address(kind, record, REVIEW))
        case "erase" | "erase all":
            data_protection.erase(record.author, take_down=act == "erase all")
        case "suspend" | "restore":
            record.suspend(a_moderator(), "Let us look.")
            if act == "restore":
                record.drop_proposal(UserFactory.staff("moderators"))
    if Record.objects.filter(pk=record.pk).exists():
        assert entries(record) == expected(record)
    else:
        assert not entries(record)


class TestRule:
    """What counts at once, and what waits."""

    @pytest.mark.parametrize("name", ["headline", "summary", "organization", "position", "target_groups", "needs"])
    def test_a_text_that_was_emptied_is_gone_and_one_that_was_changed_waits(self, name):
        expert = profile()
        before = expert.card(Audience.MEMBERS).get(name)
        setattr(expert, name, "Something else")
        expert.touch()
        assert expert.card(Audience.MEMBERS).get(name) == before
        setattr(expert, name, "")
        expert.touch()
        assert not expert.card(Audience.MEMBERS).get(name)

    def test_of_a_list_what_was_taken_off_is_gone_and_what_was_added_waits(self):
        expert = ProfileFactory.published(
            related__countries=["UG", "TZ"], related__offers=["mentoring"], audiences={"countries": EVERYBODY}
        )
        expert.countries.set(["TZ", "RW"])
        expert.touch()
        assert expert.card(Audience.PUBLIC).countries == ("TZ",)
        assert not Entry.objects.filter(record=expert.key, facets__overlap=["country:UG", "country:RW"]).exists()

    def test_who_takes_the_name_back_is_shown_by_role_and_without_face(self, client):
        expert = profile()
        assert client.get(photo_of(expert)).status_code == 200
        expert.given_name = expert.family_name = expert.form_of_address = ""
        expert.touch()
        assert expert.card(Audience.PUBLIC).display_name == expert.role_name
        assert client.get(photo_of(expert)).status_code == 404
        assert not Entry.objects.filter(record=expert.key, title__contains="Example").exists()

    def test_a_photo_that_was_replaced_is_gone_before_the_new_one_is_approved(self, client):
        expert = profile()
        old = photo_of(expert)
        expert.photo = kept(expert, b"another photo")
        expert.touch()
        assert client.get(old).status_code == client.get(photo_of(expert)).status_code == 404
        expert.submit()
        expert.approve(a_moderator(), expert.edits)
        assert client.get(photo_of(expert)).status_code == 200

    @pytest.mark.parametrize("name", ["criticism", "results", "rights_safeguards"])
    def test_what_readers_must_know_of_a_practice_is_not_taken_back_without_a_moderator(self, name):
        practice = PracticeFactory.published(**{name: "Criticized in 2020."})
        setattr(practice, name, "")
        practice.touch()
        assert practice.card(Audience.PUBLIC).get(name) == "Criticized in 2020."

    @pytest.mark.parametrize("change", [{"reach": Audience.MEMBERS}, {"licence_accepted_at": None}])
    def test_a_practice_is_hidden_from_whom_its_author_wants_and_comes_back_as_approved(self, client, change):
        practice = PracticeFactory.published(title="Zqtitle")
        subscription = SubscriptionFactory(asks="kind=practice", confirmed_at=practice.created_at)
        planning.plan_all(timezone.now() + timedelta(days=1))
        message = Message.objects.get(subscriber=subscription.subscriber)
        for name, value in change.items():
            setattr(practice, name, value)
        practice.touch()
        places = (*MACHINES, reverse("home"), reverse("practice-list"), reverse("search") + "?q=Zqtitle")
        assert not [place for place in places if practice.slug in client.get(place).content.decode()]
        assert client.get(practice.get_absolute_url()).status_code == 404
        with pytest.raises(NotSent):
            compose(message, Batch([message]))
        practice.reach, practice.licence_accepted_at = Audience.PUBLIC, timezone.now()
        practice.touch()
        assert client.get(practice.get_absolute_url()).status_code == 200
        assert practice.slug in client.get(reverse("practice-list")).content.decode()

    def test_what_was_taken_back_is_not_told_to_those_who_offer_it(self, as_user):
        expert = ProfileFactory(related__topics=["prisons"])
        expert.topics_needed.set([topic("education")])
        expert.submit()
        expert.approve(a_moderator(), expert.edits)
        expert.topics_needed.clear()
        expert.touch()
        assert not Entry.objects.filter(record=expert.key, facets__contains=["need:education"]).exists()

    def test_an_edit_that_shows_nothing_less_writes_nothing(self):
        expert = profile()
        before, ledger = list(Entry.objects.values_list("pk", flat=True)), Announcement.objects.count()
        expert.headline = "Something else"
        expert.touch()
        assert list(Entry.objects.values_list("pk", flat=True)) == before
        assert Announcement.objects.count() == ledger

    def test_a_cv_that_was_taken_away_is_served_to_no_member(self, as_user, member):
        expert = profile()
        address, client = cv_of(expert), with_second_factor(as_user(member))
        assert client.get(address).status_code == 200
        expert.cv = None
        expert.touch()
        assert client.get(address).status_code == 404


def test_numbers_of_versions_are_not_given_again_after_an_erasure(client):
    practice = PracticeFactory.published()
    for _number in range(2):
        practice.touch()
        practice.submit()
        practice.approve(a_moderator(), practice.edits)
    data_protection.erase(practice.author)
    practice = type(practice).objects.get(pk=practice.pk)
    assert [version.number for version in practice.versions.all()] == [3]
    for number in (4, 5):
        practice.touch()
        practice.submit()
        practice.approve(a_moderator(), practice.edits)
        assert practice.live.number == number

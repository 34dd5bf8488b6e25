"""Walls that stand in the code: nobody reads rows on the way to a page, trusts markup, opens a form or calls outside.

Every exception stands here with its reason, and one that is not needed any more fails as well.
"""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.forms import modelform_factory
from django.template import Context, engines
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils import timezone

from experts.models import Profile
from network.alerts import letters, planning
from network.alerts.contents import Batch
from network.alerts.models import Message
from network.catalogue import kinds
from tests import walls
from tests.alerts.factories import SubscriptionFactory
from tests.factories import ProfileFactory
from tests.sweep import client_of
from tests.world import make_world

# Functions, and whole modules, that may read rows of records, with what keeps the rows from a page.
MAY_READ_ROWS = {
    "network.moderation.my_page": "the author's own",
    "experts.my_page": "the reader's own",
    "experts.models.contributing.contributor": "the author's own profile, of which the key alone goes on a card",
    "network.moderation.public.card_or_404": "the door of public pages: a row goes in, a card comes out",
    "network.accounts.roles.holders": "accounts, by role",
    "network.moderation.unsaved": "the author's own, and what has had its time",
    "network.moderation.openings": "numbers of the author's own, and what has had its time",
    "network.moderation.beginning": "the author's own, and whether a key is taken",
    "news.calendar.calendar": "keys come from public entries, and cards are made at once",
    "news.calendar.event_file": "a card is made at once",
    "experts.models.profile.Profile.is_published_by": "asks whether there is one",
    "experts.models.profile.Profile.takes_messages_now": "asks whether there is one",
    "experts.views.contact": "asks for the guarded part of what a card says is shared",
    "experts.views.write": "asks whether messages are taken; the page has the card",
    "experts.views.Edit.get_record": "the reader's own",
    "experts.centres.views.Edit.get_record": "the keeper's own",
    "experts.centres.affiliations.join": "the reader's own profile and answer; the page has the card",
    "experts.centres.affiliations._decide": "the keeper's own, about an expert whose entry they see",
    "experts.centres.affiliations.experts_of_centre": "the keeper's own",
    "experts.centres.affiliations._groups": "numbers of rows; what is shown of experts comes from entries",
    "experts.notices": "asks whether the reader's own still waits; the centre is named as everybody sees it",
    "experts.centres.showing.experts_of": "keys of experts who agreed; what is shown comes from entries",
    "experts.models.affiliation.Affiliation": "steps of two sides",
    "practices.views.Edit.get_record": "the reader's own",
    "network.exchange.views": "the reader's own",
    "network.exchange.forms.AuthorityForm.__init__": "keys of the author's own",
    "network.exchange.notices": "the author's own, to be reminded of it",
    "network.exchange.models.opportunities.Opportunity.endorsable": "keys of those that may be endorsed",
    "network.exchange.personal_data": "the person's own, to hand it over and to erase it",
    "practices.views.EditAdoption.get_record": "the reader's own, and the practice that the reader sees",
    "practices.answering": "whoever holds the link of the letter is asked about the report",
    "practices.asking.begin": "counts the author's own",
    "practices.notices": "asks whether something may still be answered, or is up",
    "practices.personal_data.erase_answers": "the person's own, to erase it",
    "network.exchange.identities": "cards without identity are made at once; names after both yeses only",
    "network.exchange.answering": "steps of the two sides; pages show what `showing` and `identities` make of a row",
    "network.exchange.telling": "who is to be told; letters name nobody",
    "network.exchange.answers.views": "the reader's own",
    "network.exchange.answers.invited": "the reader's own",
    "network.exchange.answers.actions": "whether it can be answered, and the reader's own answer",
    "network.exchange.my_page.answers": "a count of the reader's own",
    "network.exchange.admin.AnswerAdmin.sides": "opened behind the door that notes it",
    "network.exchange.admin.AnswerAdmin.panels": "how many were reported, for moderators",
    "network.moderation.views": "the author's own, and moderators",
    "network.moderation.admin": "moderators",
    "network.moderation.queue": "counts, and what comes next, for moderators",
    "network.moderation.confirmations": "the author's own, to ask about it",
    "network.storage.lost_files": "names of files",
    "network.storage._span_of_rows": "times of files",
    "network.moderation.rebuilding": "entries are written from cards, and counts are shown to staff",
    "network.moderation.notices.decision": "the author's own",
    "network.moderation.models.working_copy.WorkingCopy.lock": "holds the row for a step",
    "network.moderation.models.steps.Steps": "the steps that a record goes through",
    "network.moderation.models.second_opinion.SecondOpinion": "the steps that take two moderators",
    "network.moderation.notices.suspended": "the author's own",
    "network.moderation.notices.lifted": "asks whether it is up",
    "network.moderation.notices.lapsed": "asks whether it is there",
    "network.moderation.tasks.lapse_proposals": "a step, by the clock",
    "network.verification.endorsing.find": "a row goes in, a card comes out",
    "network.verification.endorsing.show_ended": "entries are written from cards",
    "experts.models.profile.Profile.endorsable": "keys of those who asked for it",
    "experts.models.centre.Centre.endorsable": "keys of those that may be endorsed",
    "practices.models.practice.Practice.endorsable": "keys of those that may be endorsed",
    "network.moderation.personal_data": "the author's own, to erase it",
    "network.accounts.data_protection.Kept.of": "the person's own, to hand it over",
    "network.accounts.personal_data.erase_account": "the person's own, to erase it",
    "experts.personal_data.erase_profile": "the person's own, to erase it",
    "experts.models.profile.Profile.state_interests": "what the owner knows, for alerts to them",
    "practices.hooks.give_code_and_address": "asks for the last number",
    "practices.hooks.state_interests_of_author": "the author's own profile",
    "network.moderation.slugs": "stores an address",
    "network.moderation.editorial.admin.EditorialAdmin.panels": "pages of the editors",
    "news.admin.EventAdmin.panels": "pages of the editors",
    "network.catalogue.forms._TermField.__init__": "vocabulary",
    "network.catalogue.vocabulary._read": "vocabulary",
    "network.catalogue.management.commands.load_vocabulary": "vocabulary",
    "practices.models.adoption.Adoption.lock": "holds the practice for a step",
    "network.demo.loading": "invented people",
    "network.demo.offers.load_offer": "invented people",
    "network.demo.adoptions": "invented people",
    "network.demo.exchanging": "invented people",
    "network.exchange.agreements": "steps and statements of two sides, for pages of theirs; numbers for staff",
    "network.exchange.my_page.steps": "the reader's own",
    "network.exchange.models.evaluations.Statement.other": "what the other side says, which `may_read_other` guards",
    "network.exchange.responding": "times of answers, of which a band is kept",
}
MAY_MAKE_VALUES = {
    "network.exchange.answers.views.answers_to": "numbers of answers",
    "network.exchange.answers.invited": "keys of the reader's own",
    "network.exchange.telling.note_ends": "numbers of answers",
    "network.exchange.responding": "times of answers, of which a band is kept",
    "network.exchange.agreements": "numbers, dates and states of exchanges",
    "network.exchange.notices.remind": "numbers of those that close soon",
    "network.accounts.data_protection.Kept.export": "the person's own, field by field as registered",
    "network.moderation.views.file": "keys of what was handed in",
    "network.moderation.queue.next_in": "numbers of records, of which the next is read by a moderator",
    "network.moderation.queue.waiting": "counts by kind",
    "network.moderation.unsaved._begun_by": "keys of the author's own",
    "network.moderation.unsaved.steps": "names of steps of the author's own",
    "network.moderation.admin.review.contributor_of": "counts by status",
    "network.moderation.admin.searching.found": "numbers of records, for the list of moderators",
    "network.moderation.editorial.admin.EditorialAdmin.get_queryset": "numbers of editors, from the log",
    "network.moderation.confirmations.ask": "numbers of authors",
    "network.verification.endorsing.keys_for": "keys",
    "network.verification.endorsing.countries_of": "codes of countries",
    "network.verification.endorsing.show_ended": "keys of entries",
    "network.storage.lost_files": "names of files",
    "network.moderation.rebuilding": "numbers and keys of records",
    "news.calendar.calendar": "keys of entries",
    "experts.centres.affiliations._groups": "keys of experts whose entries are looked up",
    "experts.my_page.affiliations": "counts by centre",
    "experts.centres.showing.experts_of": "keys of experts whose entries are looked up",
}
# Functions that make or open private content by themselves, with what keeps it from others than its owner.
MAY_HAND_OUT = {
    "experts.models.profile.Profile": "parts of one another; what they return is opened behind the door",
    "experts.models.hooks.name_and_levels": "a part of cards, which are opened behind the door",
    "network.moderation.uploads.file_or_404": "files that a card shows, so as far as the card may go",
    "network.moderation.admin.desk.Desk._show_review": "the record was opened behind the door by `_find`",
    "network.moderation.admin.review.since_returned": "a part of what `_show_review` shows",
    "network.moderation.editorial.admin.EditorialAdmin.file": "pages of the editors, about nobody",
    "network.moderation.editorial.admin.EditorialAdmin.preview": "pages of the editors, about nobody",
}
# Functions that may show somebody what members read, with where it counts against their day.
MAY_READ_AS_MEMBERS = {
    "network.alerts.my_page": "counted as listed",
    "network.catalogue.sections.sections_of": "counted as listed",
    "experts.countries": "counted as listed by the sections, and numbers of practices",
    "experts.focal_points.focal_points": "numbers of practices",
    "experts.centres.showing.experts_of": "counted as listed",
    "experts.centres.affiliations._groups": "counted as listed",
    "experts.centres.affiliation_forms.InviteForm": "whether there is one",
    "experts.models.affiliation.Affiliation": "who may be told at most",
    "experts.views._subject_about": "the title of the page from which the reader came",
    "network.catalogue.audiences": "the rule itself",
    "network.catalogue.views.ListPage.get": "counted as listed",
    "network.catalogue.favourites": "counted as listed where it is shown",
    "network.catalogue.views.download": "no persons are in files",
    "network.views.home": "counted as listed",
    "network.verification.views.my_countries": "counted as listed",
    "network.verification.endorsing.find": "noted and counted by the pages of focal points",
    "network.moderation.public.card_or_404": "counted as a profile",
    "network.moderation.views": "previews, noted and counted",
    "network.catalogue.people._is_counted": "what counts",
    "network.relay.models.is_listed": "whether there is one",
    "network.relay.models.Conversation._name_of": "a name that the other side gave by writing",
    "network.alerts.matching": "numbers of entries; letters show what is public",
    "network.alerts.models.following.Subscriber.audience": "how much there is, no more",
    "network.alerts.views.subscribe": "how much there is, no more",
    "network.moderation.models.steps.Steps._announce": "whether there is a card",
    "network.verification.endorsable.Endorsable.says_who_speaks": "which countries are asked; a card comes out",
    "practices.country_sections.what_went": "no persons are among adoptions",
    "practices.notices.adopted": "whether there is one, told to the author of the practice",
    "practices.views.EditAdoption._practice_key": "whether the reporter sees the practice",
    "experts.models.profile.Profile": "ceilings of fields",
    "practices.models.practice.Practice": "ceilings of fields",
    "network.exchange.models.opportunities.Opportunity": "ceilings of fields, and whether there is one",
    "network.exchange.models.exchanges": "whether there is one",
    "network.exchange.identities": "facts that name nobody; a name after both yeses, or one that the reader chose",
    "network.exchange.answering": "whether there is a card, and its title",
    "network.exchange.answers.views.ask": "counted as listed",
    "network.exchange.matches.own_matches": "counted as listed",
    "network.exchange.answers.showing.shown": "titles of offers and requests",
    "network.demo.loading": "invented people",
}
MAY_TRUST_MARKUP = {"network.catalogue.templatetags.markup": "cleans Markdown and escapes JSON-LD"}
MAY_CALL_OUTSIDE = {
    ("network.alerts.transport", "smtplib"): "the mail server of the settings",
    ("network.smtp", "smtplib"): "the mail server of the settings",
    ("network.notices.sending", "smtplib"): "names what the mail server of the settings answers",
    ("network.demo.management.commands.demo", "socket"): "looks for a free port on loopback",
    ("network.demo.management.commands.demo", "urllib.request"): "asks its own server whether it is up",
}


def unexpected(found, allowed):
    """What was found and is not allowed, and what is allowed and was not found."""
    covers = {place: next((name for name in allowed if f"{place}.".startswith(f"{name}.")), None) for place in found}
    return {place for place, name in covers.items() if name is None}, allowed.keys() - set(covers.values())


NOTHING = (set(), set())
ProfileForm = modelform_factory(Profile, fields=["headline"])


def test_only_those_who_need_them_read_rows_of_records():
    assert unexpected(walls.everywhere(walls.rows), MAY_READ_ROWS) == NOTHING


def test_rows_of_records_become_bare_values_for_counts_and_keys_only():
    assert unexpected(walls.everywhere(walls.values), MAY_MAKE_VALUES) == NOTHING


def test_private_content_is_handed_out_by_the_door_that_counts_and_notes_it():
    assert unexpected(walls.everywhere(walls.handed_out), MAY_HAND_OUT) == NOTHING
    assert walls.everywhere(walls.notes_of_looks) == {"network.accounts.disclosure.disclose"}


def test_what_members_read_is_shown_only_where_it_is_counted():
    assert unexpected(walls.everywhere(walls.audiences_of_readers), MAY_READ_AS_MEMBERS) == NOTHING


# What the pages of the admin tell about nobody, with the reason; all others say whom they disclose.
ABOUT_NOBODY = {
    "auth.group": "names of roles and their rights",
    **{f"catalogue.{term}": "vocabulary" for term in ("topic", "country", "spokenlanguage", "modality")},
    "catalogue.institutionkind": "vocabulary",
    "catalogue.rebuild": "numbers",
    "alerts.storedsearch": "a question, without who asks it",
    "alerts.run": "numbers",
    "alerts.message": "states, without text and address",
    "alerts.subscriber": "an address as far as its owner would recognize it",
    "alerts.suppression": "a keyed hash",
    "alerts.mailevent": "states",
    "verification.focalpoint": "who speaks for a country, which is public",
    "exchange.exchange": "states and numbers; who it is and what they said have pages that note the look",
    "contact.inquiry": "what people wrote to staff to have it read",
    "notices.notice": "states, without text and address",
    "news.article": "pages of the editors",
    "news.publication": "pages of the editors",
    "news.event": "pages of the editors",
}


def test_each_page_of_the_admin_says_whom_it_tells_something_about():
    silent = {
        model._meta.label_lower for model, owner in admin.site._registry.items() if not hasattr(owner, "disclosed")
    }
    assert silent == ABOUT_NOBODY.keys()


def test_markup_is_trusted_only_where_it_is_cleaned():
    assert unexpected(walls.everywhere(walls.trusted_markup), MAY_TRUST_MARKUP) == NOTHING
    for name, text in walls.templates():
        assert not walls.trusting_templates(name, text)


def test_every_form_names_its_fields():
    assert walls.everywhere(walls.open_forms) == set()


def test_the_server_calls_nobody_whom_a_user_could_name():
    assert walls.everywhere(walls.fetchers) == MAY_CALL_OUTSIDE.keys()


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (walls.rows, "Profile.objects.all()"),
        (walls.rows, "models.Profile._default_manager.all()"),
        (walls.rows, "from experts.models import Profile as Someone\nSomeone.objects.first()"),
        (walls.rows, "model.objects.first()"),
        (walls.rows, "apps.get_model('experts', 'Profile').objects.first()"),
        (walls.rows, "class Practice:\n    def f(cls):\n        cls.objects.first()"),
        (walls.rows, "user.records.first()"),
        (walls.values, "rows = Profile.objects.all()\nrows.values('slug')"),
        (walls.values, "Profile.objects.values_list()"),
        (walls.values, "Profile.objects.values()"),
        (walls.handed_out, "card = record.preview(audience)"),
        (walls.handed_out, "disclose(what, of=author, to=user, content=lambda: 1, more=record.preview(audience))"),
        (walls.handed_out, "from network.files.serving import download\ndownload(upload)"),
        (walls.notes_of_looks, "Look.note(author, user, what)"),
        (walls.audiences_of_readers, "Entry.objects.filter(audience=Audience.MEMBERS)"),
        (walls.audiences_of_readers, "record.card(Audience.of(user))"),
        (walls.trusted_markup, "from django.utils.safestring import mark_safe\nmark_safe(text)"),
        (walls.trusted_markup, "safestring.SafeString(text)"),
        (walls.trusted_markup, "class Text:\n    def __html__(self):\n        return self.text"),
        (walls.trusted_markup, "format_html(text)"),
        (walls.trusted_markup, "html.format_html_join(', ', pattern, links)"),
        (walls.open_forms, "class F:\n    class Meta:\n        fields = '__all__'"),
        (walls.open_forms, "modelform_factory(Profile, fields='__all__')"),
        (walls.open_forms, "class F:\n    class Meta:\n        exclude = ['user']"),
        (walls.fetchers, "import requests"),
        (walls.fetchers, "def f():\n    from urllib import request"),
        (walls.fetchers, "from http.client import HTTPSConnection"),
        (walls.fetchers, "import httpx as h"),
    ],
)
def test_a_planted_line_is_found(question, line):
    assert question("planted", line)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (walls.rows, "Entry.objects.all()"),
        (walls.rows, "apps.get_model('relay', 'Writing').objects.first()"),
        (walls.values, "Profile.objects.all()\nlabels.values()"),
        (walls.handed_out, "disclose(what, of=author, to=user, content=lambda: record.preview(audience))"),
        (walls.trusted_markup, "format_html('<b>{}</b>', text)"),
        (walls.fetchers, "from urllib.parse import quote"),
    ],
)
def test_an_innocent_line_is_not(question, line):
    assert not question("planted", line)


@pytest.mark.parametrize("text", ["{{ text|safe }}", "{{ texts | safeseq }}", "{% autoescape off %}{{ text }}"])
def test_a_planted_template_is_found(text):
    assert walls.trusting_templates("page.html", text)


@pytest.fixture
def contexts():
    """The contexts of all templates that are rendered meanwhile, with their names."""
    rendered = []

    def note(sender, template, context, **kwargs):
        # A template goes on using its context, so what it holds is noted now.
        rendered.append((template.name, walls.rows_within(context)))

    template_rendered.connect(note)
    yield rendered
    template_rendered.disconnect(note)


def public_pages(world):
    """Home, lists, search, pages of the site, and of each kind a record that is up."""
    lists = [kind.list_address for kind in kinds.registered()]
    records = [world.records[name] for name in ("profile", "published", "centre", "article", "publication", "event")]
    plain = ["home", "search", "about", "privacy", "accessibility", "subscribe", "sitemap", "calendar", "robots"]
    plain += ["manifest", "security"]
    feeds = [reverse("rss", args=["en", "practice"]), "/sitemap-records.xml"]
    return [*map(reverse, plain), *lists, *feeds, *(record.get_absolute_url() for record in records)]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["anonymous", "member"])
def test_no_template_of_a_public_page_can_reach_a_row(contexts, role):
    world = make_world()
    client = client_of(world.people[role])
    contexts.clear()
    for address in public_pages(world):
        assert client.get(address).status_code == 200, address
    assert len(contexts) > len(public_pages(world))
    assert [(name, rows) for name, rows in contexts if rows] == []


@pytest.mark.django_db
def test_no_template_of_bulk_mail_can_reach_a_row(contexts, member):
    SubscriptionFactory.of_member(member, asks="kind=expert&kind=practice")
    SubscriptionFactory(asks="kind=expert", frequency="at-once")
    confirmation = SubscriptionFactory(confirmed_at=None)
    ProfileFactory.published()
    planning.plan_all(timezone.now() + timedelta(days=1))
    Message.objects.create(kind="confirmation", subscriber=confirmation.subscriber, subscription=confirmation)
    messages = list(Message.objects.all())
    assert {message.kind for message in messages} == {"alert", "digest", "confirmation"}
    contexts.clear()
    batch = Batch(messages)
    for message in messages:
        assert letters.compose(message, batch).text
    assert {"alerts/emails/_item.html", "alerts/emails/confirmation.txt"} <= {name for name, _rows in contexts}
    assert [(name, rows) for name, rows in contexts if rows] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hide",
    [
        lambda profile: profile,
        lambda profile: {"page": [("first", profile)]},
        lambda profile: Profile.objects.all(),
        lambda profile: ProfileForm(instance=profile),
        lambda profile: Profile.objects.get(pk=profile.pk).expertise,
    ],
)
def test_a_planted_row_is_found_wherever_it_hides(contexts, hide):
    profile = ProfileFactory.published()
    engines["django"].from_string("x").render({"planted": hide(profile)})
    assert contexts[-1][1] & {"Profile", "Expertise"}
    assert walls.rows_within(Context({"user": profile.user})) == set()

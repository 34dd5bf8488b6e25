"""Versions that are older than a field of their kind: whatever reads them finds that field's blank."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from network.accounts.data_protection import export
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.moderation.content import blank
from network.moderation.differences import differences
from network.moderation.models import Version, record_models
from tests.factories import (
    AdoptionFactory,
    CentreFactory,
    OpportunityFactory,
    PracticeFactory,
    ProfileFactory,
    UserFactory,
    a_moderator,
)
from tests.news.factories import ArticleFactory, EventFactory, PublicationFactory

pytestmark = pytest.mark.django_db

FACTORIES = [
    ProfileFactory,
    CentreFactory,
    PracticeFactory,
    AdoptionFactory,
    OpportunityFactory,
    ArticleFactory,
    PublicationFactory,
    EventFactory,
]
MOMENT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
# Without these a record cannot even be a draft.
DATES = {"published_on": MOMENT.date(), "starts_at": MOMENT, "ends_at": MOMENT}


def model_of(factory):
    return factory._meta.model


def without(record, name):
    """The record as if `name` had not existed yet when its live version was approved."""
    content = {known: value for known, value in record.live.content.items() if known != name}
    Version.objects.filter(pk=record.live_id).update(content=content)
    return type(record).objects.get(pk=record.pk)


def approve_again(record):
    record.touch()
    record.submit()
    record.approve(a_moderator(), record.edits)
    return record


def test_every_kind_is_tried():
    assert {model_of(factory) for factory in FACTORIES} == set(record_models())


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: model_of(factory).__name__)
def test_a_version_older_than_any_field_is_shown_indexed_listed_compared_exported_and_approved_again(factory):
    record, reader = factory.published(), Client()
    for name in record.FIELDS:
        record = without(record, name)
        assert record.approved_content().keys() == record.FIELDS.keys()
        assert record.card(Audience.MEMBERS) or name == "listing_mode"
        record.index()
        assert Entry.objects.filter(record=record.key).exists()
        assert reader.get(record.get_absolute_url()).status_code == 200, name
        assert isinstance(differences(record), list)
        record = approve_again(record)
        assert name in record.live.content
    # What goes through all fields alike meets them all at once.
    for name in set(record.FIELDS) - {"listing_mode"}:
        record = without(record, name)
    record.index()
    assert reader.get(reverse(f"{record.KIND}-list")).status_code == 200
    assert export(record.author)


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model.__name__)
def test_the_blank_of_a_field_is_what_an_empty_draft_holds(model):
    author = UserFactory()
    own = {"user": author} if hasattr(model, "user") else {}
    dates = {name: DATES[name] for name in DATES if hasattr(model, name)}
    draft = model(author=author, **own, **dates)
    draft.save()
    content = draft.content()
    assert {name: blank(draft, name) for name in content if name not in DATES} == {
        name: value for name, value in content.items() if name not in DATES
    }


def test_a_date_that_cannot_be_empty_is_that_of_the_first_publication():
    article, event = ArticleFactory.published(), EventFactory.published()
    assert blank(article, "published_on") == article.published_at.date().isoformat()
    assert blank(event, "starts_at") == event.published_at.isoformat()

"""Factories that make valid things: people, profiles, practices, offers, in the state that a test needs."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from experts.models import Centre, CentreSource, Expertise, LanguageSkill, ListingMode, Offer, Profile
from network.accounts.models import User
from network.accounts.roles import Role
from network.catalogue.audiences import Audience
from network.catalogue.models import Topic
from network.exchange.closing import today
from network.exchange.models import Cost, Opportunity
from network.moderation.models import Filing
from practices.models import Adoption, Practice, Source, Voice


class UserFactory(DjangoModelFactory):
    """A person who signed up."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    language = "en"

    @classmethod
    def staff(cls, role):
        """A member of staff in `role`."""
        user = cls(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user


def a_moderator():
    """Some moderator, the same one for all records of a test."""
    return User.objects.filter(groups__name=Role.MODERATOR).first() or UserFactory.staff(Role.MODERATOR)


class RecordFactory(DjangoModelFactory):
    """A draft that lacks nothing; `submitted()` and `published()` take it further."""

    class Meta:
        abstract = True

    @classmethod
    def submitted(cls, **fields):
        """A record that waits for review."""
        record = cls(**fields)
        record.submit()
        return record

    @classmethod
    def published(cls, **fields):
        """A record that a moderator approved."""
        record = cls.submitted(**fields)
        record.approve(a_moderator(), record.edits)
        return record


def topic(slug):
    """The topic of the vocabulary with `slug`."""
    return Topic.objects.get(slug=slug)


def file_under(record, topics, countries=()):
    """File a new `record` under `topics` (slugs) and `countries` (codes), in fewer statements than forms need."""
    record.countries.add(*countries)
    Filing.objects.bulk_create(
        Filing(tag=found, content_object=record) for found in Topic.objects.filter(slug__in=topics)
    )


class ProfileFactory(RecordFactory):
    """A profile as somebody careful would fill it in; by default shown by name to members, by role to the public."""

    class Meta:
        model = Profile
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    author = factory.SelfAttribute("user")
    given_name = factory.Sequence(lambda number: f"Given{number}")
    family_name = "Example"
    role_name = factory.Sequence(lambda number: f"Prison trainer {number}")
    headline = "Trains prison staff"
    background = "practitioner"
    organization = "Example Institute"
    institution_kind_id = "academia"
    position = "Lecturer"
    nationality_id = "KE"
    duty_country_id = "KE"
    pillars = factory.LazyFunction(lambda: [2, 1])
    years = 12
    summary = "Works on rehabilitation."
    listing_mode = ListingMode.NAMED
    consented_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def related(profile, create, extracted, **kwargs):
        """Languages, topics, offers and countries, unless the test says otherwise."""
        given = {"languages": ["en"], "topics": ["prisons"], "offers": ["mentoring"], "countries": ["UG"]} | kwargs
        file_under(profile, given["topics"], given["countries"])
        for code in given["languages"]:
            LanguageSkill.objects.create(profile=profile, language_id=code)
        for slug in given["topics"]:
            Expertise.objects.create(profile=profile, topic=topic(slug))
        for code in given["offers"]:
            Offer.objects.create(profile=profile, modality_id=code)


class PracticeFactory(RecordFactory):
    """A practice with every mandatory field."""

    class Meta:
        model = Practice
        skip_postgeneration_save = True

    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda number: f"After-care for released prisoners {number}")
    summary = "A county accompanies people after their release."
    pillars = factory.LazyFunction(lambda: [1, 4])
    scope = "national"
    practice_type = "government-programme"
    started_year = 2016
    lead_institution = "Example Prison Service"
    lead_kind_id = "prison-service"
    challenge = "People left prison without support."
    objectives = "Support them."
    approach = "Mentors met them every week."
    results = "According to the service, 120 people took part in 2019."
    evidence_level = "self-reported"
    unintended_effects = "None is documented."
    rights_safeguards = "Participation is voluntary."
    risks_if_copied = "Without trained mentors it harms."
    enabling_factors = "A committed county."
    hindering_factors = "Little money."
    reach = Audience.PUBLIC
    licence_accepted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def related(practice, create, extracted, **kwargs):
        """Countries, topics and one source, unless the test says otherwise."""
        given = {"countries": ["KE"], "topics": ["prisons"]} | kwargs
        file_under(practice, given["topics"], given["countries"])
        Source.objects.create(practice=practice, title="Annual report", publisher="Example Prison Service", year=2019)


class CentreFactory(RecordFactory):
    """A centre of excellence with every mandatory field, run by an organization, so that no Government is asked."""

    class Meta:
        model = Centre
        skip_postgeneration_save = True

    author = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Regional Training Centre {number}")
    summary = "Trains prison staff of several countries together."
    pillars = factory.LazyFunction(lambda: [3])
    institution_kind_id = "centre-of-excellence"
    run_by = "organization"
    basis = "institution"
    mandate = "Founded by a decision of its member States."
    teaches = "Courses for prison staff."
    rights_safeguards = "Human rights are part of each course."
    licence_accepted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def related(centre, create, extracted, **kwargs):
        """Countries, topics, languages and one source, unless the test says otherwise."""
        given = {"countries": ["KE"], "topics": ["prisons"], "languages": ["en"]} | kwargs
        file_under(centre, given["topics"], given["countries"])
        centre.languages.set(given["languages"])
        CentreSource.objects.create(centre=centre, title="Founding decision", publisher="Example Union", year=2004)


class OpportunityFactory(RecordFactory):
    """An offer with every mandatory field, open for a month, that shows its institution to members."""

    class Meta:
        model = Opportunity
        skip_postgeneration_save = True

    author = factory.SubFactory(UserFactory)
    direction = "offer"
    title = factory.Sequence(lambda number: f"Course for prison mentors {number}")
    summary = "Ten days for mentors who accompany people after their release."
    details = "Lessons in the morning, visits in the afternoon."
    pillars = factory.LazyFunction(lambda: [1, 4])
    recipients = factory.LazyFunction(lambda: ["state", "civil-society"])
    closes_on = factory.LazyFunction(lambda: today() + timedelta(days=30))
    places = 12
    brings = "Two trainers and a place."
    expects = "Two years of experience."
    authority = "institution"
    institution = "Example Institute"
    institution_kind_id = "academia"
    touches = factory.LazyFunction(lambda: ["detention"])
    safeguards = "Participants are vetted."
    is_blind = False
    licence_accepted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def related(opportunity, create, extracted, **kwargs):
        """Countries, topics, forms of cooperation, languages and costs, unless the test says otherwise."""
        given = {
            "countries": ["KE"], "topics": ["prisons"], "modalities": ["training-course"], "languages": ["en"],
            "for_regions": [], "for_countries": [], "costs": {"travel": "receiver", "venue": "provider"},
        } | kwargs  # fmt: skip
        file_under(opportunity, given["topics"])
        for name in ("countries", "modalities", "languages", "for_regions", "for_countries"):
            getattr(opportunity, name).set(given[name])
        for item, bearer in given["costs"].items():
            Cost.objects.create(opportunity=opportunity, item=item, borne_by=bearer)


class AdoptionFactory(RecordFactory):
    """A report of somebody who stands on neither side, about a published practice; `published()` waits for nobody."""

    class Meta:
        model = Adoption
        skip_postgeneration_save = True

    author = factory.SubFactory(UserFactory)
    adopted_practice = factory.LazyFunction(PracticeFactory.published)
    country_id = "UG"
    institution = "Example Probation Office"
    institution_kind_id = "prison-service"
    since_year = 2019
    result = "works-partly"
    adapted = "Mentors are paid."
    source_title = "Report on after-care"
    source_url = "https://example.org/after-care"
    voice = Voice.OBSERVER
    licence_accepted_at = factory.LazyFunction(timezone.now)

    @classmethod
    def published(cls, **fields):
        """A report for whose sides the desk has waited long enough."""
        adoption = cls.submitted(**fields)
        adoption.answers.update(deadline=timezone.now())
        adoption.approve(a_moderator(), adoption.edits)
        return adoption

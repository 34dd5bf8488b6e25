"""The demonstration content, written into the portal by the same steps that people take."""

import base64
import hashlib
import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from experts.forms import VisibilityForm
from experts.models import Basis, Centre, CentreSource, Expertise, LanguageSkill, Offer, Profile
from network import cleaning
from network.accounts.models import Consent
from network.accounts.roles import Role
from network.addresses import canonical
from network.alerts import searches, subscribing
from network.alerts.models import Frequency, Purpose, Subscriber, Subscription
from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.models import Topic
from network.catalogue.query import Query
from network.demo import drawings, exchanging
from network.demo.adoptions import load_adoption
from network.demo.offers import load_offer
from network.demo.people import ADMIN, EXPERT, READERS, STAFF, add_person
from network.exchange.models import Opportunity
from network.notices.models import Notice, Reason, State
from network.verification.models import FocalPoint
from news.models import Article, Event, Publication
from practices.models import Adoption, Practice, Source

CONTENT = Path(__file__).parent / "content"
AUDIENCES = {"staff": Audience.STAFF, "members": Audience.MEMBERS, "public": Audience.PUBLIC}


def read(name) -> dict:
    """The content of one TOML file, its text cleaned as a form would clean it."""
    content = tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))
    return cleaning.every_text(content, lambda text: cleaning.lines(text).strip())


def lasting_key(name) -> str:
    """The key under which the demonstration record `name` is found again by the next run."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@transaction.atomic
def load() -> dict:
    """Load what is not there yet; return how many of each kind are published."""
    add_person(ADMIN, is_superuser=True)
    staff = {role: add_person(email, role=role) for role, email in STAFF.items()}
    moderator, editor = staff[Role.MODERATOR], staff[Role.EDITOR]
    with translation.override("en"):
        for expert in read("experts.toml")["experts"]:
            load_expert(expert, moderator)
        for centre in read("centres.toml")["centres"]:
            load_centre(centre, moderator, editor)
        for file in sorted((CONTENT / "practices").glob("*.toml")):
            load_practice(file.stem, read(file), moderator, editor)
        for report in read("adoptions.toml")["adoptions"]:
            key = lasting_key(f"adoption {report['practice']} {report['country']}")
            load_adoption(key, report, lasting_key(report["practice"]), moderator)
        # After the practices: what is submitted from now on is put to the country first.
        load_mandate(staff[Role.FOCAL_POINT])
        to_close = [
            load_offer(lasting_key(f"offer {offer['author']} {offer['title']}"), offer, moderator)
            for offer in read("offers.toml")["offers"]
        ]
        for model, name in ((Article, "articles"), (Publication, "publications"), (Event, "events")):
            for page in read(f"{name}.toml")[name]:
                load_page(model, page, editor, moderator)
        exchanging.load(read("exchanges.toml")["exchanges"])
        for offer in filter(None, to_close):
            offer.close()
    load_subscribers()
    # Nobody waits for letters about what was loaded.
    Notice.objects.filter(state=State.PENDING).update(
        state=State.SKIPPED, reason=Reason.LOADED, ended_at=timezone.now()
    )
    models = (Profile, Centre, Practice, Adoption, Opportunity, Article, Publication, Event)
    return {str(model._meta.verbose_name_plural): model.objects.published().count() for model in models}


def load_subscribers():
    """People who are written to when something is published from now on: two readers without account, one expert."""
    everything = Query(filters=(("kind", tuple(sorted(kinds.codes()))),))
    for address, language in READERS.items():
        if not Subscriber.objects.at(address).exists():
            reader = Subscriber.objects.create(email=canonical(address), language=language)
            known = {"subscriber": reader, "confirmed_at": timezone.now()}
            Subscription.objects.create(search=searches.store(everything), frequency=Frequency.AT_ONCE, **known)
            Subscription.objects.create(purpose=Purpose.NEWSLETTER, frequency=Frequency.WEEKLY, **known)
    expert = Profile.objects.get(user__email=EXPERT)
    follows = {"user": expert.user, "frequency": Frequency.WEEKLY}
    if not Subscription.objects.filter(subscriber__user=expert.user).exists():
        on_prisons = Query(filters=(("topic", ("prisons",)),))
        subscribing.follow(search=searches.store(on_prisons), purpose=Purpose.SEARCH, note="For the course", **follows)
        subscribing.follow(purpose=Purpose.INTRODUCTIONS, **follows)


def load_expert(given, moderator):
    """One fictional expert with a sign-in; in the state that the file says."""
    key = lasting_key(given["email"])
    if Profile.objects.filter(key=key).exists():
        return
    user = add_person(given["email"])
    plain = {
        name: given[name]
        for name in (
            "form_of_address", "given_name", "family_name", "name_in_own_script", "role_name", "headline",
            "organization", "position", "years", "target_groups", "summary", "needs", "availability",
        )
        if name in given
    }  # fmt: skip
    profile = Profile(
        key=key,
        user=user,
        author=user,
        background=given["kind"],
        institution_kind_id=given["institution_kind"],
        duty_country_id=given["duty_country"],
        own_script_language_id=given.get("own_script_language"),
        pillars=given["pillars"],
        listing_mode=given["listing"],
        audiences={name: AUDIENCES[level].value for name, level in given.get("audiences", {}).items()},
        consented_at=timezone.now(),
        **plain,
    )
    profile.save()
    Consent.note(user, Consent.Purpose.LISTING, is_given=True, text=VisibilityForm.base_fields["consents"].label)
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    profile.countries.set(given.get("experience_countries", []))
    profile.topics_needed.set([topics[slug] for slug in given.get("topics_needed", [])])
    profile.modalities_needed.set(given.get("modalities_needed", []))
    profile.topics.set([topics[item["slug"]] for item in given["topics"]])
    LanguageSkill.objects.bulk_create(
        LanguageSkill(profile=profile, language_id=skill["code"], level=skill["level"]) for skill in given["languages"]
    )
    Expertise.objects.bulk_create(
        Expertise(profile=profile, topic=topics[item["slug"]], level=item["level"], evidence=item.get("evidence", ""))
        for item in given["topics"]
    )
    Offer.objects.bulk_create(
        Offer(profile=profile, modality_id=offer["slug"], per_month=offer.get("per_month"))
        for offer in given.get("modalities", [])
    )
    if given["status"] != "draft":
        profile.submit()
    if given["status"] == "published":
        profile.approve(moderator, profile.edits)
    if "confirmed_days_ago" in given:
        let_age(profile, given["confirmed_days_ago"])


def let_age(profile, days):
    """Have it confirmed `days` ago, and its owner asked in time to make it outdated if it is old enough."""
    profile.confirmed_at = timezone.now() - timedelta(days=days)
    profile.note_that_its_author_was_asked(timezone.now() - 2 * profile.NOTICE)


def load_mandate(user):
    """Let `user` speak for a country. Nothing is endorsed here: that would be a false word of a real State."""
    FocalPoint.objects.get_or_create(user=user, country_id="KE", defaults={"office": "Focal point (fictional)"})


def load_centre(given, moderator, editor):
    """One real institution, compiled from public sources by the editors; it has confirmed nothing."""
    key = key_of_centre(given["id"])
    if Centre.objects.filter(key=key).exists():
        return
    related = {"id", "countries", "topics", "modalities", "sources", "institution_kind", "name_language"}
    centre = Centre(
        key=key,
        author=editor,
        basis=Basis.SOURCES,
        institution_kind_id=given["institution_kind"],
        name_language_id=given.get("name_language"),
        licence_accepted_at=timezone.now(),
        **{field: value for field, value in given.items() if field not in related},
    )
    centre.save()
    centre.countries.set(given["countries"])
    centre.modalities.set(given["modalities"])
    centre.topics.set(Topic.objects.filter(slug__in=given["topics"]))
    CentreSource.objects.bulk_create(
        CentreSource(centre=centre, position=position, **source) for position, source in enumerate(given["sources"])
    )
    centre.submit()
    centre.approve(moderator, centre.edits)


def key_of_centre(name) -> str:
    """The key of the demonstration centre `name`."""
    return lasting_key(f"Centre {name}")


def load_practice(name, given, moderator, editor):
    """One real practice, compiled from public sources by the editors."""
    key = lasting_key(name)
    if Practice.objects.filter(key=key).exists():
        return
    related = {"countries", "topics", "modalities", "sources", "lead_kind", "drawing"}
    practice = Practice(
        key=key,
        author=editor,
        lead_kind_id=given["lead_kind"],
        licence_accepted_at=timezone.now(),
        # What a centre does as a practice is told under its own name.
        at_centre=key_of_centre(name) if Centre.objects.filter(key=key_of_centre(name)).exists() else "",
        **{field: value for field, value in given.items() if field not in related},
    )
    practice.save()
    practice.countries.set(given["countries"])
    practice.modalities.set(given["modalities"])
    practice.topics.set(Topic.objects.filter(slug__in=given["topics"]))
    Source.objects.bulk_create(
        Source(practice=practice, position=position, **source) for position, source in enumerate(given["sources"])
    )
    if given.get("drawing"):
        drawings.give(practice)
    # Where the sources leave a mandatory question open, the practice stays a draft, as it would for anybody.
    if not practice.missing():
        practice.submit()
        practice.approve(moderator, practice.edits)


def load_page(model, given, editor, moderator):
    """One article, publication or event."""
    key = lasting_key(f"{model.__name__} {given['title']} {given.get('published_on', given.get('starts_on'))}")
    if model.objects.filter(key=key).exists():
        return
    related = {"countries", "topics", "languages", "seed", "starts_on", "ends_on", "starts_at", "ends_at", "drawing"}
    page = model(key=key, author=editor, **{name: value for name, value in given.items() if name not in related})
    if model is Event:
        page.starts_at, page.ends_at = span(given)
    page.save()
    page.countries.set(given.get("countries", []))
    page.topics.set(Topic.objects.filter(slug__in=given.get("topics", [])))
    if "languages" in given:
        page.languages.set(given["languages"])
    if given.get("drawing"):
        drawings.give(page)
    # A publication to which no link is known stays a draft, as it would for anybody.
    if not page.missing():
        page.publish(moderator)


def span(given):
    """Start and end of an event: its times, or the whole of its days, on the clocks of its time zone."""
    zone = ZoneInfo(given.get("timezone", "UTC"))
    if given.get("all_day"):
        last = given.get("ends_on", given["starts_on"])
        return (
            datetime.combine(given["starts_on"], time.min, zone),
            datetime.combine(last, time.min, zone) + timedelta(days=1, seconds=-1),
        )
    return given["starts_at"].replace(tzinfo=zone).astimezone(UTC), given["ends_at"].replace(tzinfo=zone).astimezone(
        UTC
    )

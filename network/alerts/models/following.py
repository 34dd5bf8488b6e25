"""Who follows what: subscribers, their subscriptions, the searches behind these, and what has matched."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.addresses import stored_form
from network.catalogue.audiences import Audience
from network.catalogue.models import Announcement
from network.catalogue.query import Query
from network.keys import new_key
from network.languages import Language

KEY = models.TextField()


class Frequency(models.TextChoices):
    """How often somebody wants mail, most often first."""

    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")


class Weekday(models.IntegerChoices):
    """ISO 8601 numbers."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Purpose(models.TextChoices):
    """What a subscription is to."""

    SEARCH = "search", _("Saved search")
    INTRODUCTIONS = "introductions", _("Suggestions that match your profile")
    NEWSLETTER = "newsletter", _("Newsletter: featured news, new offers and requests, and upcoming events")


class SubscriberQuerySet(models.QuerySet):
    """Questions about subscribers, as sentences."""

    def receiving(self) -> Self:
        """Those who have not stopped all mail and, where they have an account, may use it."""
        return self.filter(stopped_at__isnull=True).exclude(user__is_active=False)

    def at(self, address: str) -> Self:
        """Those whom mail to `address` reaches, however it is spelled, with or without an account."""
        spelling = stored_form(address)
        if not spelling:
            return self.none()
        return self.filter(models.Q(email=spelling) | models.Q(user__email=spelling))


class Subscriber(models.Model):
    """A person who gets mail: with an account, whose address is then used, or with nothing but an address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="subscriber"
    )
    email = models.EmailField(_("email address"), blank=True, default="")
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH)
    weekday = models.PositiveSmallIntegerField(
        _("day of weekly emails"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    stopped_at = models.DateTimeField(_("stopped all emails"), null=True, blank=True, editable=False)
    soft_bounces = models.PositiveSmallIntegerField(default=0, editable=False)
    quiet_until = models.DateTimeField(
        null=True, editable=False, help_text=_("After a temporary bounce, no emails before this time.")
    )

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="subscriber_address_once"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True, email__gt="") | models.Q(user__isnull=False, email=""),
                name="subscriber_has_one_address",
            ),
        ]
        indexes = [models.Index(fields=["stopped_at"], condition=models.Q(stopped_at__isnull=False), name="stopped")]

    def __str__(self):
        return f"subscriber-{self.pk}"

    @property
    def reading_language(self) -> str:
        """The language in which letters are read: with an account, that of all letters to it."""
        return self.user.language if self.user else self.language

    @property
    def address(self) -> str:
        """Where mail goes."""
        return self.user.email if self.user else self.email

    @property
    def audience(self) -> Audience:
        """What the person may see on the site now."""
        return Audience.of(self.user) if self.user else Audience.PUBLIC

    @property
    def masked_address(self) -> str:
        """The address as a page shows it to whoever holds a link: "a…@example.org"."""
        name, _at, domain = self.address.partition("@")
        return f"{name[:1]}…@{domain}"


class SearchQueryField(models.Field):
    """A column of PostgreSQL's type tsquery; written with an expression, read as text."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The type's name."""
        return "tsquery"


class StoredSearch(models.Model):
    """One question that any number of people follow. Equal questions share one row.

    `keys` are its codes as entries have them, of `dimensions` dimensions; `words` its text query in the configuration
    of `language` (English where there are no words, because then any language will do), as text of `edition` is cut.
    """

    fingerprint = models.CharField(max_length=32, unique=True, editable=False)
    query = models.TextField(_("search"), blank=True)
    language = models.CharField(max_length=10, choices=Language.choices)
    keys = ArrayField(KEY, default=list)
    dimensions = models.PositiveSmallIntegerField(default=0)
    words = SearchQueryField(null=True)
    can_fire = models.BooleanField(_("can match"), default=True)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")

    def __str__(self):
        return self.question.in_words()

    @property
    def question(self) -> Query:
        """What is asked."""
        return Query.parse(QueryDict(self.query))


class Pivot(models.Model):
    """One of the keys of the most selective part of a search: an entry that has none of them cannot match.

    `key` is preceded by the language of the search, as in "en topic:prisons": only that entry is held against it.
    """

    search = models.ForeignKey(StoredSearch, models.CASCADE, related_name="pivots", db_index=False)
    key = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "search"], name="pivot_once")]

    def __str__(self):
        return f"{self.key} of search {self.search_id}"


class SubscriptionQuerySet(models.QuerySet):
    """Questions about subscriptions, as sentences."""

    def running(self) -> Self:
        """Those that were confirmed and not ended."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def unconfirmed(self) -> Self:
        """Those that wait for the button behind the link in the mail."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)


class Subscription(models.Model):
    """That a subscriber follows something, how often, and how we know that they want it."""

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    purpose = models.CharField(_("what"), max_length=14, choices=Purpose.choices, default=Purpose.SEARCH)
    search = models.ForeignKey(StoredSearch, models.PROTECT, null=True, blank=True, related_name="subscriptions")
    note = models.CharField(
        _("note to yourself"),
        max_length=200,
        blank=True,
        help_text=_("Optional. Each email repeats this note, so that you know why you get it."),
    )
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    # What the person agreed to, where, and a keyed hash of whence (never the address itself).
    consent_version = models.CharField(max_length=20, editable=False)
    consent_source = models.CharField(max_length=20, editable=False)
    consent_origin = models.CharField(max_length=32, blank=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "search"],
                condition=models.Q(ended_at__isnull=True, search__isnull=False),
                name="search_followed_once",
            ),
            models.UniqueConstraint(
                fields=["subscriber", "purpose"],
                condition=models.Q(ended_at__isnull=True, search__isnull=True),
                name="purpose_followed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="search", search__isnull=False)
                | (~models.Q(purpose="search") & models.Q(search__isnull=True)),
                name="subscription_to_a_search_has_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose="newsletter", frequency__in=["at-once", "daily"]),
                name="newsletter_weekly_or_monthly",
            ),
        ]

    def __str__(self):
        return self.in_words()

    def in_words(self) -> str:
        """What is followed, in the current language."""
        return self.search.question.in_words() if self.search else str(self.get_purpose_display())

    @property
    def is_running(self) -> bool:
        """Whether mail comes of it."""
        return self.confirmed_at is not None and self.ended_at is None


class Interest(models.Model):
    """What an expert looks for and offers, taken from the approved profile; read only to write to that expert.

    `keys` are what an entry must have one of to fit: `topic:…` where somebody knows what the expert needs, `need:…`
    where somebody needs what the expert knows. `own` are the other keys of the profile, for what both have in common.
    """

    subscriber = models.OneToOneField(Subscriber, models.CASCADE, related_name="interest")
    record = models.CharField(max_length=22, unique=True)
    keys = ArrayField(KEY, default=list)
    own = ArrayField(KEY, default=list)

    class Meta:
        verbose_name = _("needs and offers of a person")
        verbose_name_plural = _("needs and offers of people")
        indexes = [GinIndex(fields=["keys"], name="interest_keys")]

    def __str__(self):
        return f"interest of {self.subscriber}"


class Introduction(models.Model):
    """That a subscriber was told of a record for the reason `key`: never twice for the same two and the same reason."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="introductions")
    record = models.CharField(max_length=22)
    key = KEY.clone()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "record", "key"], name="introduced_once_for_a_reason")
        ]

    def __str__(self):
        return f"{self.record} to {self.subscriber} for {self.key}"


class Matching(models.Model):
    """That an announcement was held against everything that people follow."""

    announcement = models.OneToOneField(Announcement, models.CASCADE, related_name="matching")
    at = models.DateTimeField(auto_now_add=True)
    hits = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.announcement}: {self.hits}"


class Hit(models.Model):
    """That an announcement matched a subscription; stored when it is announced, told in at most one message.

    `record` is the one to tell of: mostly the announced one. `at` is when it was announced, which decides its period.

    `shared` are the keys for which an introduction was made; `rank` orders introductions, the best first.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="hits")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="hits")
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="hits")
    record = models.CharField(max_length=22)
    at = models.DateTimeField()
    rank = models.PositiveSmallIntegerField(db_default=0)
    shared = ArrayField(KEY, db_default=[])
    message = models.ForeignKey("Message", models.SET_NULL, null=True, related_name="hits")

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "announcement", "record"], name="hit_once"),
        ]
        indexes = [
            models.Index(fields=["subscriber", "at"], condition=models.Q(message__isnull=True), name="hit_untold"),
            models.Index(fields=["subscriber", "record"], name="hit_of_record"),
        ]

    def __str__(self):
        return f"{self.announcement} for {self.subscription_id}"

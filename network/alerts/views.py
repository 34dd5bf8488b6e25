"""Pages on which people begin, confirm, change and stop what they follow.

No GET changes anything: scanners of mail follow every link.
"""

from datetime import timedelta
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import View

from network.alerts import searches, subscribing, tokens
from network.alerts.forms import SettingsForm, StopForm, SubscribeForm, SubscriptionForm
from network.alerts.models import Frequency, Hit, Interest, Purpose, Subscriber, Subscription
from network.catalogue.audiences import Audience
from network.catalogue.models import Entry
from network.catalogue.query import Query
from network.catalogue.rows import rows_of

# On the page of what somebody follows: as far back as a monthly digest goes, and a page full.
SHOWN_SINCE = timedelta(days=31)
MOST_SHOWN = 40
# The page on which one chooses kinds, pillars and regions, in place of the newsletter.
CHOICE = "choice"
CREATED = gettext_lazy("The alert “%(alert)s” has been created. You can change or stop it here at any time.")
shown = require_http_methods(["GET", "HEAD", "POST"])


@shown
def subscribe(request):
    """Follow what the address asks for, or the newsletter; the same answer whether or not an address is known."""
    query = searches.known(Query.parse(request.GET))
    form = SubscribeForm(
        request.POST or None,
        query=query,
        chooses=request.GET.get("what") == CHOICE,
        user=request.user,
        audience=Audience.of(request.user),
        initial={"language": get_language()},
    )
    if request.method == "POST" and form.is_valid():
        if refused := ratelimit.consume_or_429(request, action="subscribe"):
            return refused
        return _follow(request, form)
    context = {"form": form, "query": query, "followed": query.in_words() if query else ""}
    return render(request, "alerts/subscribe.html", context, status=422 if form.is_bound else 200)


def _follow(request, form):
    answers = form.cleaned_data
    followed = {
        "purpose": form.purpose,
        "search": searches.store(form.query) if form.query else None,
        "frequency": answers["frequency"],
        "note": answers["note"],
    }
    if request.user.is_authenticated:
        followed_now = subscribing.follow(request.user, **followed)
        messages.success(request, CREATED % {"alert": followed_now.in_words()})
        return redirect("alerts")
    subscribing.ask(
        answers["email"],
        language=answers["language"],
        weekday=answers["weekday"],
        ip=get_adapter().get_client_ip(request),
        **followed,
    )
    return render(request, "alerts/asked.html", {"email": answers["email"]})


@never_cache
@shown
def confirm(request, token):
    """A page with a button; pressing it begins the subscription."""
    subscription = _found(Subscription.objects.filter(ended_at__isnull=True), tokens.Use.CONFIRM, token)
    if subscription is None:
        return render(request, "alerts/expired.html", status=404)
    if request.method == "POST":
        subscribing.confirm(subscription)
    manage = tokens.make(tokens.Use.MANAGE, subscription.subscriber_id)
    is_confirmed = subscription.is_running and subscription.subscriber.stopped_at is None
    context = {
        "subscription": subscription,
        "followed": subscription.in_words() if is_confirmed else searches.in_our_words(subscription),
        "is_confirmed": is_confirmed,
        "manage": reverse("alerts-manage", args=[manage]),
    }
    return render(request, "alerts/confirm.html", context)


@csrf_exempt
@never_cache
@shown
def stop(request, token):
    """One click unsubscribes (RFC 8058): a POST from anywhere, without cookies, is answered with 200 and no redirect.

    A GET shows the choices, less often first.
    """
    subscriber = _found(Subscriber.objects.select_related("user"), tokens.Use.STOP, token)
    if subscriber is None:
        return render(request, "alerts/expired.html", status=404)
    with translation.override(subscriber.reading_language):
        return _stop(request, subscriber)


def _stop(request, subscriber):
    form = StopForm(request.POST if "choice" in request.POST else None)
    done = ""
    if request.method == "POST":
        if "resume" in request.POST:
            subscribing.resume(subscriber)
            done = "resumed"
        elif form.is_valid() and form.cleaned_data["choice"] != "stop":
            subscribing.less_often(subscriber, form.cleaned_data["choice"])
            done = "less"
        else:
            subscribing.stop(subscriber)
            done = "stopped"
    manage = reverse("alerts-manage", args=[tokens.make(tokens.Use.MANAGE, subscriber.pk)])
    context = {"subscriber": subscriber, "form": form, "done": done, "manage": manage}
    return render(request, "alerts/stop.html", context)


def _found(queryset, use, token):
    number = tokens.read(use, token)
    return queryset.filter(pk=number).first() if number is not None else None


@method_decorator([never_cache, shown], name="dispatch")
class OwnPage(View):
    """What one person follows: for members on their page, for others behind a signed link."""

    token: str | None
    subscriber: Subscriber | None

    def dispatch(self, request, *args, **kwargs):
        """Find out whose page it is; a token that is none leads nowhere."""
        self.token = kwargs.get("token")
        if self.token is None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            self.subscriber = Subscriber.objects.filter(user=request.user).first()
        else:
            self.subscriber = _found(Subscriber.objects.select_related("user"), tokens.Use.MANAGE, self.token)
            if self.subscriber is None:
                return render(request, "alerts/expired.html", status=404)
        return super().dispatch(request, *args, **kwargs)

    def address(self) -> str:
        """The page itself."""
        return reverse("alerts-manage", args=[self.token]) if self.token else reverse("alerts")

    def edit_address(self, subscription) -> str:
        """Where one subscription is changed."""
        if self.token:
            return reverse("alerts-edit", args=[self.token, subscription.key])
        return reverse("my-alert", args=[subscription.key])

    def _back(self, request, text):
        # A message needs a session, and so a cookie; whoever comes by a link gets none.
        if not self.token:
            messages.success(request, text)
        return redirect(self.address())


class Manage(OwnPage):
    """Everything that they follow."""

    def get(self, request, token=None):
        """Show what is followed."""
        return self._show(request, self._settings_form() if self.subscriber else None)

    def post(self, request, token=None):
        """Save the settings, stop or resume all mail, or begin a newsletter or introductions."""
        if "follow" in request.POST:
            return self._begin(request)
        if self.subscriber is None:
            raise Http404
        if "stop" in request.POST:
            subscribing.stop(self.subscriber)
            return self._back(request, _("All emails are stopped."))
        if "resume" in request.POST:
            subscribing.resume(self.subscriber)
            return self._back(request, _("You will get emails again."))
        form = self._settings_form(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        form.save()
        return self._back(request, _("Your email settings have been saved."))

    def _settings_form(self, data=None):
        # A link may have been forwarded: it changes nothing of an account.
        subscriber = cast(Subscriber, self.subscriber)
        return SettingsForm(data, instance=subscriber, may_set_language=not (self.token and subscriber.user))

    def _begin(self, request):
        purpose = request.POST["follow"]
        if self.token or purpose not in {Purpose.NEWSLETTER, Purpose.INTRODUCTIONS}:
            raise Http404
        followed = subscribing.follow(request.user, purpose=purpose, frequency=Frequency.WEEKLY)
        return self._back(request, CREATED % {"alert": followed.in_words()})

    def _show(self, request, form, status=200):
        followed = []
        if self.subscriber:
            running = self.subscriber.subscriptions.running().select_related("search").order_by("purpose", "pk")
            followed = [(subscription, self.edit_address(subscription)) for subscription in running]
        purposes = {subscription.purpose for subscription, _address in followed}
        context = {
            "subscriber": self.subscriber,
            "followed": followed,
            "form": form,
            "latest": self._latest(),
            "by_link": bool(self.token),
            "may_add_newsletter": not self.token and Purpose.NEWSLETTER not in purposes,
            "may_add_introductions": not self.token
            and Purpose.INTRODUCTIONS not in purposes
            and Interest.objects.filter(subscriber=self.subscriber).exists(),
        }
        return render(request, "alerts/manage.html", context, status=status)

    def _latest(self):
        """What matched lately and is visible still. A link may have been forwarded: it shows what everybody may see."""
        if self.subscriber is None:
            return []
        audience = Audience.PUBLIC if self.token else self.subscriber.audience
        since = timezone.now() - SHOWN_SINCE
        hits = Hit.objects.filter(subscriber=self.subscriber, at__gte=since, subscription__ended_at__isnull=True)
        entries = Entry.objects.filter(record__in=hits.values("record"), audience=audience, language=get_language())
        return rows_of(entries.order_by("-updated_at", "record").defer("vector", "facets")[:MOST_SHOWN])


class Edit(OwnPage):
    """Change or end one subscription."""

    def get(self, request, key, token=None):
        """Show it."""
        subscription = self._find(key)
        return self._show_one(request, subscription, SubscriptionForm(instance=subscription))

    def post(self, request, key, token=None):
        """Save it, or end it."""
        subscription = self._find(key)
        if "end" in request.POST:
            subscribing.end(subscription)
            return self._back(
                request, _("The alert “%(alert)s” has been stopped.") % {"alert": subscription.in_words()}
            )
        form = SubscriptionForm(request.POST, instance=subscription)
        if not form.is_valid():
            return self._show_one(request, subscription, form, status=422)
        form.save()
        return self._back(request, _("The alert “%(alert)s” has been saved.") % {"alert": subscription.in_words()})

    def _find(self, key):
        running = Subscription.objects.running().select_related("search", "subscriber__user")
        return get_object_or_404(running, subscriber=self.subscriber, key=key)

    def _show_one(self, request, subscription, form, status=200):
        context = {"subscription": subscription, "form": form, "address": self.address(), "by_link": bool(self.token)}
        return render(request, "alerts/edit.html", context, status=status)

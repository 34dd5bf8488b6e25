"""The board: every run with how its messages ended, a preview, a proof, and the brakes."""

from collections import defaultdict
from datetime import timedelta

from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network import cleaning
from network.alerts import planning, previews
from network.alerts.models import Frequency, MailEvent, MailSwitch, Message, Run, State
from network.alerts.transport import as_email
from network.catalogue.models import Announcement
from network.celery import knock
from network.constraints import attempt
from network.languages import Language
from network.panels import Line, Panel, Place, progress
from network.read_only_admin import ReadOnlyAdmin

COUNTED = (State.SENT, State.SKIPPED, State.FAILED, State.IN_DOUBT)
MOST_REASONS = 20
# Lines of the start page; more are not open but when something is wrong.
MOST_OPEN_RUNS = 5


class CountingChangeList(ChangeList):
    """A page of runs with the numbers of their messages, by one more query for all of them."""

    def get_results(self, request):
        """Give each run of the page its `counts` by state."""
        super().get_results(request)
        runs = list(self.result_list)
        counts: dict[int, dict[str, int]] = defaultdict(dict)
        rows = Message.objects.filter(run__in=runs).order_by().values_list("run", "state").annotate(Count("pk"))
        for run, state, count in rows:
            counts[run][state] = count
        for run in runs:
            run.counts = counts[run.pk]
        self.result_list = runs


def counted(state):
    """A column with the number of messages in `state`."""

    @admin.display(description=state.label)
    def column(self, run):
        return run.counts.get(state, 0)

    return column


@admin.register(Run)
class Board(ReadOnlyAdmin):
    """Runs, newest first."""

    change_list_template = "admin/alerts/run/board.html"
    list_display = ["title", "state", "progress", "sent", "skipped", "failed", "in_doubt", "waiting", "why"]
    list_display_links = None
    list_filter = ["kind", "frequency", "state"]
    date_hierarchy = "period_end"
    list_per_page = 30

    sent, skipped, failed, in_doubt = (counted(state) for state in COUNTED)

    @admin.display(description=_("progress"))
    def progress(self, run):
        """How many of its messages have ended."""
        return progress(str(run), run.planned - self.waiting(run), run.planned)

    @admin.display(description=_("waiting"))
    def waiting(self, run):
        """Messages that have not ended yet."""
        return run.counts.get(State.PENDING, 0) + run.counts.get(State.LEASED, 0)

    @admin.display(description=_("remark"))
    def why(self, run):
        """Why it stands as it does."""
        return run.remark_in_words

    @admin.display(description=_("run"), ordering="period_end")
    def title(self, run):
        """Its name, as a link to its page."""
        return format_html('<a href="{}">{}</a>', reverse("admin:alerts_run_watch", args=[run.pk]), run)

    def get_changelist(self, request, **kwargs):
        """With numbers."""
        return CountingChangeList

    def get_urls(self):
        """A page for each run, and the buttons."""
        wrap = self.admin_site.admin_view
        return [
            path("pause/", wrap(self.pause), name="alerts_run_pause"),
            path("now/", wrap(self.send_now), name="alerts_run_now"),
            path("<int:pk>/watch/", wrap(self.watch), name="alerts_run_watch"),
            path("<int:pk>/decide/<slug:step>/", wrap(self.decide), name="alerts_run_decide"),
            path("<int:pk>/preview/<slug:language>/", wrap(self.preview), name="alerts_run_preview"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """The list, under the state of everything."""
        context = {
            "title": _("Outgoing email"),
            "board": figures(),
            "may_send": self._may_send(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def panels(self, request):
        """How mail leaves: whether it does, what is stuck, and how far the runs are that are not done."""
        if not self.has_view_permission(request):
            return
        board, outbox = figures(), reverse("admin:alerts_message_changelist")
        lines = [
            Line(
                _("Waiting to be sent"), f"{outbox}?state__exact=pending", count=board["waiting"], since=board["oldest"]
            ),
            Line(_("Delivery uncertain"), f"{outbox}?state__exact=in_doubt", count=board["in_doubt"]),
            Line(_("Failed in 24 hours"), f"{outbox}?state__exact=failed", count=board["failed"]),
            Line(_("Complaints in 24 hours"), count=board["complaints"]),
        ]
        if board["switch"]:
            lines.insert(0, Line(_("All sending is paused."), note=board["switch"].reason))
        yield Panel(
            Place.MAIL,
            _("Outgoing email"),
            [*lines, *map(_progress, Run.objects.exclude(state=Run.State.DONE)[:MOST_OPEN_RUNS])],
            ways=[Line(_("Open the board"), reverse("admin:alerts_run_changelist"))],
        )

    @method_decorator(require_safe)
    def watch(self, request, pk):
        """One run: its numbers, the reasons behind them, previews, brakes."""
        run = self._find(request, pk)
        reasons = run.messages.exclude(reason="").order_by().values("state", "reason").annotate(count=Count("pk"))
        context = {
            **self.admin_site.each_context(request),
            "title": str(run),
            "opts": self.opts,
            "run": run,
            "states": [
                (State(state).label, count)
                for state, count in run.messages.order_by("state").values_list("state").annotate(Count("pk"))
            ],
            "reasons": [
                {**row, "state": State(row["state"]).label} for row in reasons.order_by("-count")[:MOST_REASONS]
            ],
            "languages": Language.choices,
            "may_send": self._may_send(request),
            "may_hold": run.state in {Run.State.PLANNING, Run.State.SENDING},
            "may_release": run.state in {Run.State.HELD, Run.State.STOPPED},
        }
        return TemplateResponse(request, "admin/alerts/run/watch.html", context)

    @method_decorator([require_safe, csp_replace({"style-src": ["'unsafe-inline'"], "sandbox": True})])
    def preview(self, request, pk, language):
        """A letter of the run as a mail reader shows it; made for nobody in particular."""
        run = self._find(request, pk)
        if language not in Language.values:
            raise Http404
        letter = previews.sample(run, language, request.user.email)
        return HttpResponse(letter.html if letter else gettext("There is nothing to send."))

    @method_decorator(require_POST)
    def decide(self, request, pk, step):
        """Hold or release the run, or send oneself a proof."""
        run = self._find(request, pk)
        if not self._may_send(request):
            raise PermissionDenied
        match step:
            case "hold":
                open_states = [Run.State.PLANNING, Run.State.SENDING]
                done = Run.objects.filter(pk=pk, state__in=open_states).update(
                    state=Run.State.HELD, remark=Run.Remark.HELD.with_values(by=str(request.user))
                )
                self._say(request, done, gettext("The run is on hold. Nothing is sent until someone releases it."))
            case "release":
                done = Run.objects.filter(pk=pk, state__in=[Run.State.HELD, Run.State.STOPPED]).update(
                    state=Run.State.PLANNING,
                    remark=Run.Remark.RELEASED.with_values(by=str(request.user)),
                    released_at=timezone.now(),
                )
                self._say(request, done, gettext("The run has been released."))
            case "proof":
                letter = previews.sample(run, request.user.language, request.user.email)
                if letter:
                    as_email(letter).send()
                self._say(request, letter, gettext("A test copy has been sent to your email address."))
            case _:
                raise Http404
        return HttpResponseRedirect(reverse("admin:alerts_run_watch", args=[pk]))

    @method_decorator(require_POST)
    def pause(self, request):
        """Pause all bulk mail, or let it go on."""
        if not self._may_send(request):
            raise PermissionDenied
        is_paused = "pause" in request.POST
        MailSwitch.objects.update_or_create(
            pk=1,
            defaults={
                "is_paused": is_paused,
                "reason": cleaning.one_line(request.POST.get("reason", ""))[:200],
                "by": request.user,
            },
        )
        text = gettext("All sending is paused.") if is_paused else gettext("Sending has resumed.")
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:alerts_run_changelist"))

    @method_decorator(require_POST)
    def send_now(self, request):
        """Make a digest of what waits for a frequency, outside the calendar, once it is said to how many it goes."""
        if not self._may_send(request):
            raise PermissionDenied
        frequency = request.POST.get("frequency")
        if frequency not in planning.CALENDAR:
            raise Http404
        if "confirmed" not in request.POST:
            return self._ask_before_sending(request, frequency)
        with attempt("run_once_per_period") as run:
            planning.run_extra(frequency)
        if run.is_refused:
            messages.error(request, gettext("There is already a run for this period. Open it in the list."))
        else:
            knock("network.alerts.tasks.plan")
            messages.success(request, gettext("The run has been created. Its messages will be sent shortly."))
        return HttpResponseRedirect(reverse("admin:alerts_run_changelist"))

    def _ask_before_sending(self, request, frequency):
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Send now: %(frequency)s") % {"frequency": Frequency(frequency).label},
            "opts": self.opts,
            "frequency": frequency,
            "recipients": planning.extra_recipients(frequency),
        }
        return TemplateResponse(request, "admin/alerts/run/send_now.html", context)

    def _say(self, request, done, text):
        if done:
            messages.success(request, text)
        else:
            messages.error(
                request,
                gettext("Nothing was changed: someone else acted first, or there is nothing to send. Reload the page."),
            )

    def _may_send(self, request):
        return request.user.has_perm("alerts.send_run")

    def _find(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Run, pk=pk)


def _progress(run):
    """The line of a run on the start page."""
    left = run.messages.filter(state__in=[State.PENDING, State.LEASED]).count()
    address = reverse("admin:alerts_run_watch", args=[run.pk])
    return Line(str(run), address, note=run.get_state_display(), done=run.planned - left, total=run.planned)


def figures() -> dict:
    """The state of everything, for the head of the board."""
    day_ago = timezone.now() - timedelta(days=1)
    waiting = Message.objects.filter(state=State.PENDING, not_before__lte=timezone.now())
    recent = Message.objects.filter(ended_at__gte=day_ago).order_by()
    feedback = dict(recent.exclude(feedback="").values_list("feedback").annotate(Count("pk")))
    return {
        "switch": MailSwitch.objects.filter(is_paused=True).select_related("by").first(),
        "frequencies": [(frequency.value, frequency.label) for frequency in planning.CALENDAR],
        "waiting": waiting.count(),
        "oldest": waiting.aggregate(first=Min("not_before"))["first"],
        "in_doubt": Message.objects.filter(state=State.IN_DOUBT).count(),
        "sent": recent.filter(state=State.SENT).count(),
        "failed": recent.filter(state=State.FAILED).count(),
        "bounced": feedback.get(Message.Feedback.BOUNCED, 0) + feedback.get(Message.Feedback.BLOCKED, 0),
        "complaints": feedback.get(Message.Feedback.COMPLAINED, 0),
        "unmatched": Announcement.objects.filter(matching__isnull=True).count(),
        "unprocessed": MailEvent.objects.filter(processed_at__isnull=True).count(),
    }

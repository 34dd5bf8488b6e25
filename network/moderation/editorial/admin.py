"""Where editors write: drafts, previews, publishing and withdrawing of pages."""

from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, CharField, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from network.accounts.models import User
from network.catalogue.audiences import Audience
from network.catalogue.folding import FoldedSearch
from network.files.limits import MOST_KEPT_BYTES_OF_EDITORS, files_within_limits
from network.files.models import Upload
from network.files.serving import download
from network.moderation import beginning, comparing
from network.moderation.editorial.forms import FILED, OF_PICTURE, PUBLISH, WRITTEN
from network.moderation.file_fields import removal
from network.moderation.forms import WithdrawForm
from network.moderation.models import NotPossible, Status, hold
from network.moderation.outcomes import outcome_message, status_of
from network.panels import Line, Panel, Place

# Lines of each kind on the start page.
MOST_LISTED = 5


class PageStatusFilter(admin.SimpleListFilter):
    """Where a page stands, as editors ask for it."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """The states of `state_of`."""
        return [
            ("draft", _("Draft")),
            ("waiting", _("Waiting for a colleague")),
            ("published", _("Published")),
            ("changed", _("Published, with unpublished changes")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        """The pages in the chosen state."""
        match self.value():
            case "draft":
                return queryset.filter(live__isnull=True).exclude(status__in=[Status.WITHDRAWN, Status.SUBMITTED])
            case "waiting":
                return queryset.filter(status=Status.SUBMITTED)
            case "published":
                return queryset.filter(live__isnull=False, status=Status.PUBLISHED)
            case "changed":
                return queryset.filter(live__isnull=False).exclude(status__in=[Status.PUBLISHED, Status.SUBMITTED])
            case "withdrawn":
                return queryset.filter(status=Status.WITHDRAWN)
        return queryset


class EditorialAdmin(FoldedSearch):
    """What editorial pages share. Saving makes a draft; publishing is a button of its own."""

    list_filter = [PageStatusFilter, "original_language"]
    list_select_related = ["live"]
    list_per_page = 50
    search_fields = ["title", "summary"]
    ordering = ["-edited_at"]
    actions = None
    view_on_site = False
    change_form_template = "admin/editorial/change_form.html"
    sections = ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form, which knows who writes."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.writer = request.user.pk
        return form

    def get_fieldsets(self, request, obj=None):
        """The text, then what is special to the kind, then what it is filed under."""
        return [
            (None, {"fields": [*WRITTEN, "read_edits"] + ["begins"] * (obj is None)}),
            (_("Image"), {"fields": ["new_picture", *removals(obj, "picture"), *OF_PICTURE]}),
            *self.get_sections(obj),
            (_("Filed under"), {"fields": FILED}),
        ]

    def get_sections(self, obj):
        """What is special to the kind."""
        return self.sections

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form of a page. What was sent twice from the form of a new one changes what it began the first time."""
        files_within_limits(request, MOST_KEPT_BYTES_OF_EDITORS)
        if object_id is None and request.method == "POST":
            with suppress(NotPossible):
                hold(User.objects.filter(pk=request.user.pk), attempts=3)
            if page := beginning.begun(self.model, request.user, request.POST.get("begins", "")):
                object_id, form_url = str(page.pk), self._address("change", page.pk)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_queryset(self, request):
        """With who edited each page last, by the log of the admin; else its author."""
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=Cast(OuterRef("pk"), CharField()),
        )
        last = Subquery(entries.order_by("-action_time", "-pk").values("user_id")[:1])
        return (
            super()
            .get_queryset(request)
            .annotate(last_editor=Coalesce(last, "author_id", output_field=BigIntegerField()))
        )

    def get_urls(self):
        """Preview and withdrawal stand beside the admin's own pages."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", wrap(self.preview), name=self._name("preview")),
            path("<int:pk>/withdraw/", wrap(self.withdraw), name=self._name("withdraw")),
            path("<int:pk>/files/<slug:key>/", wrap(self.file), name=self._name("file")),
            *super().get_urls(),
        ]

    def panels(self, request):
        """What the reader has begun, what colleagues ask them to publish, and where they begin something new."""
        if not self.has_change_permission(request):
            return
        pages = self.model.objects.order_by("-edited_at")
        mine = pages.by(request.user).exclude(status__in=[Status.PUBLISHED, Status.WITHDRAWN])
        of_others = pages.waiting().exclude(author=request.user)
        yield Panel(
            Place.YOURS,
            _("Your pages"),
            [*self._lines(mine[:MOST_LISTED]), *self._lines(of_others[:MOST_LISTED])],
            empty=_("You have no drafts, and no colleague waits for you."),
        )
        yield Panel(
            Place.PAGES,
            _("News, publications and events"),
            [
                Line(
                    capfirst(str(self.opts.verbose_name_plural)),
                    self._address("changelist"),
                    count=pages.published().count(),
                ),
            ],
            ways=[Line(_("Write: %(page)s") % {"page": self.opts.verbose_name}, self._address("add"))],
        )

    def _lines(self, pages):
        return [
            Line(str(page), self._address("change", page.pk), since=page.edited_at, note=self.state(page))
            for page in pages
        ]

    def has_delete_permission(self, request, obj=None):
        """A page is withdrawn, never deleted."""
        return False

    @admin.display(description=_("status"))
    def state(self, page):
        """What readers see, and whether something waits beside it."""
        if page.status == Status.SUBMITTED:
            return gettext("Waiting for a colleague")
        if page.live_id and page.status != Status.PUBLISHED:
            return gettext("Published, with unpublished changes")
        return page.get_status_display()

    @admin.display(description=_("edited by"))
    def edited_by(self, page):
        """The public name of an account, which is never an address."""
        return str(User(pk=page.last_editor))

    def save_model(self, request, obj, form, change):
        """Store the working copy; what is published stays as it is."""
        if not change:
            obj.author = request.user
        form.keep_files(obj)
        obj.save()

    def save_related(self, request, form, formsets, change):
        """Store what it is filed under; then the working copy is whole."""
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed():
            form.instance.touch()

    def response_add(self, request, obj, post_url_continue=None):
        """Publish when that was the button."""
        if PUBLISH in request.POST:
            return self._publish(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Publish when that was the button."""
        if PUBLISH in request.POST:
            return self._publish(request, obj)
        return super().response_change(request, obj)

    def _publish(self, request, page):
        """Publish what a colleague wrote; what one wrote oneself waits for a colleague, or for a moderator."""
        is_own = page.author_id == request.user.pk
        try:
            if is_own:
                page.hand_in()
            else:
                page.publish(by=request.user)
        except NotPossible as reason:
            messages.error(request, str(reason))
            return HttpResponseRedirect(self._address("change", page.pk))
        self.log_change(request, page, gettext("Submitted.") if is_own else gettext("Published."))
        done = (
            gettext("“%(page)s” is waiting for a colleague to publish it.")
            if is_own
            else gettext("“%(page)s” is published.")
        )
        messages.success(request, done % {"page": page})
        return HttpResponseRedirect(self._address("changelist"))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the addresses of preview, published page and withdrawal, and whether a colleague has to publish it."""
        context["is_own"] = obj is None or obj.author_id == request.user.pk
        if obj:
            context["saved"] = self._saved(request, obj, context["adminform"].form)
            context["state"] = self.state(obj)
            context["preview_address"] = self._address("preview", obj.pk)
            if obj.live_id:
                context["public_address"] = obj.get_absolute_url()
                context["withdraw_address"] = self._address("withdraw", obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _saved(self, request, page, form):
        """What is saved where the bound `form` says something else, if that is newer than what its editor read."""
        if not (form.is_bound and form.is_stale):
            return []
        return comparing.saved(form, type(form)(instance=self.get_object(request, str(page.pk))))

    @method_decorator(require_safe)
    def preview(self, request, pk):
        """The working copy as readers would see it."""
        page = self._find(request, pk, self.has_view_permission)
        context = {
            "card": page.preview(Audience.PUBLIC),
            "card_template": page.template_name(),
            "address_of_file": page.get_file_url,
            "edit_address": self._address("change", pk),
        }
        return TemplateResponse(request, "editorial/preview.html", context)

    @method_decorator(require_safe)
    def file(self, request, pk, key):
        """A file of the working copy, for its preview and its form."""
        page = self._find(request, pk, self.has_view_permission)
        return download(get_object_or_404(Upload.objects.of(page.key), key=key))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def withdraw(self, request, pk):
        """Take a published page down, with a reason that is kept."""
        page = self._find(request, pk, self.has_change_permission)
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with outcome_message(request, gettext("“%(page)s” is withdrawn.") % {"page": page}) as outcome:
                page.withdraw(request.user, form.cleaned_data["reason"])
            if outcome.is_done:
                self.log_change(request, page, gettext("Withdrawn."))
                return HttpResponseRedirect(self._address("change", pk))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Withdraw “%(page)s”") % {"page": page},
            "opts": self.opts,
            "page": page,
            "form": form,
            "change_address": self._address("change", pk),
        }
        return TemplateResponse(request, "admin/editorial/withdraw.html", context, status=status_of(form))

    def _find(self, request, pk, is_allowed):
        page = self.get_object(request, str(pk))
        if not is_allowed(request, page):
            raise PermissionDenied
        if page is None:
            raise Http404
        return page

    def _name(self, view):
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def _address(self, view, *args):
        return reverse(f"admin:{self._name(view)}", args=args)


def removals(page, column):
    """The name of the field that takes the file in `column` away, where there is one."""
    return [removal(column)] if page and getattr(page, column) else []

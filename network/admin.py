"""The admin as this portal's staff see it. Each room registers its own models.

Whatever is registered is guarded here: its list answers the questions that stand beside it and no others, so that
nobody reads a hidden column letter by letter, and no odd parameter is an error of the server.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import (
    ALL_VAR,
    ERROR_FLAG,
    IS_FACETS_VAR,
    IS_POPUP_VAR,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
    TO_FIELD_VAR,
)
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network import panels
from network.accounts import roles
from network.accounts.disclosure import disclose
from network.languages import Language

# What the parts we build on would show: secrets of second factors, addresses, sessions, tags that we do not use.
NEVER_SHOWN = {"mfa.authenticator", "account.emailaddress", "usersessions.usersession", "taggit.tag"}

OF_EVERY_LIST = {ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, IS_POPUP_VAR, ORDER_VAR, PAGE_VAR, SEARCH_VAR, TO_FIELD_VAR}
# Nobody types a longer question, and the database takes each of its words as one.
LONGEST_VALUE = 200
DATE_UNITS = {"year": (1900, 2999), "month": (1, 12), "day": (1, 31)}


def is_plain(text) -> bool:
    """Whether `text` is short and free of control characters, which PostgreSQL would refuse."""
    return len(text) <= LONGEST_VALUE and all(ord(character) >= 32 for character in text)


class GuardedAdmin(admin.ModelAdmin):
    """Stands before each admin class that is registered."""

    # An object has no way to the site that its room does not show, and Django's needs no permission on the object.
    view_on_site = False

    def admitted_lookups(self, request) -> set:
        """The names of the parameters by which the list may be narrowed: those of its filters and of its dates."""
        names = {f"{self.date_hierarchy}__{unit}" for unit in DATE_UNITS} if self.date_hierarchy else set()
        for item in self.get_list_filter(request):
            if isinstance(item, type):
                names.add(item.parameter_name)
                continue
            path, kind = (item, None) if isinstance(item, str) else item
            field = get_fields_from_path(self.model, path)[-1]
            if kind is admin.EmptyFieldListFilter:
                names.add(f"{path}__isempty")
            else:
                compared = f"{path}__{field.target_field.name}" if field.is_relation else path
                names |= {f"{compared}__exact", f"{path}__isnull"}
                # Where a column has no choices, Django offers the values that there are, by its bare name.
                names |= set() if field.is_relation or field.flatchoices else {path}
        return names

    def lookup_allowed(self, lookup, value, request=None):
        """Whether the list may be narrowed by `lookup`; Django would let through any field of the model."""
        return lookup in self.admitted_lookups(request)

    def get_object(self, request, object_id, from_field=None):
        """The object for any page about it; those about whom it tells something private see that staff looked.

        Where it does, the class has a method `disclosed(object)` that returns a `Look.What` and the people.
        """
        found = super().get_object(request, object_id, from_field) if is_plain(object_id) else None
        if found is None or not hasattr(self, "disclosed"):
            return found
        what, people = self.disclosed(found)
        return disclose(what, of=people, to=request.user, content=lambda: found)

    def changelist_view(self, request, extra_context=None):
        """The list; whoever asks it something else is led to it without that question, as Django does it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not (self.is_admitted(request) and self._are_keys(request.POST.getlist("_selected_action"))):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form of one object, or of a new one.

        What the database refuses, because somebody saved the same at this moment, the form then refuses in words.
        """
        if refusal := self._unless_odd(request):
            return refusal
        answer = super().changeform_view
        try:
            with transaction.atomic():
                return answer(request, object_id, form_url, extra_context)
        except IntegrityError:
            return answer(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        """The question before an object is deleted."""
        return self._unless_odd(request) or super().delete_view(request, object_id, extra_context)

    def get_changeform_initial_data(self, request):
        """Nothing: an address that fills in a form for somebody is no help of ours."""
        return {}

    def is_admitted(self, request):
        """Whether the list may be asked what `request` asks it."""
        names = OF_EVERY_LIST | self.admitted_lookups(request)
        return all(
            name in names and all(is_plain(value) and self._is_date(name, value) for value in values)
            for name, values in request.GET.lists()
        ) and self._names_the_key(request.GET)

    def _is_date(self, name, value):
        """Whether `value` is a date that calendars know, where the parameter `name` is one."""
        path, _mark, unit = name.rpartition("__")
        if path != self.date_hierarchy or unit not in DATE_UNITS:
            return True
        least, most = DATE_UNITS[unit]
        return value.isdecimal() and least <= int(value) <= most

    def _are_keys(self, values):
        """Whether each of `values` could be the primary key of an object."""
        key = self.opts.pk.target_field if self.opts.pk.is_relation else self.opts.pk
        try:
            for value in values:
                key.run_validators(key.to_python(value))
        except ValidationError:
            return False
        return all(map(is_plain, values))

    def _names_the_key(self, parameters):
        """Whether a pop-up, if it is one, refers to objects by their key; by another field one could read that."""
        return parameters.get(TO_FIELD_VAR, self.opts.pk.name) in {self.opts.pk.name, self.opts.pk.attname}

    def _unless_odd(self, request):
        if not (self._names_the_key(request.GET) and self._names_the_key(request.POST)):
            return HttpResponseBadRequest()
        return None


class PortalAdminSite(admin.AdminSite):
    """Signs people in like the rest of the site: there is no second door without second factor."""

    site_header = _("Staff desk")
    site_title = _("Expert Network staff desk")
    index_title = _("Staff desk")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Register models as Django does, guarded, and without those in NEVER_SHOWN."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        shown = [model for model in models if model._meta.label_lower not in NEVER_SHOWN]
        admin_class = admin_class or admin.ModelAdmin
        guarded = type(admin_class.__name__, (GuardedAdmin, admin_class), {"__module__": admin_class.__module__})
        super().register(shown, guarded, **options)

    def has_permission(self, request):
        """Whether a role of whoever asks is in force."""
        return roles.in_force(request.user)

    def each_context(self, request):
        """What every page has: as what one is here, beside what Django's pages need."""
        return {**super().each_context(request), "roles": roles.names(request.user), "languages": Language}

    def login(self, request, extra_context=None):
        """Sign in where everybody does. Whoever is signed in and no staff is led to their own page."""
        if request.user.is_authenticated and not request.user.is_staff:
            messages.info(request, gettext("The staff desk is for UNCCT staff. This is your own page."))
            return redirect("dashboard")
        return secure_admin_login(super().login)(request, extra_context)

    def index(self, request, extra_context=None):
        """What waits for the reader in their roles; whoever has no list here is led to where they have something."""
        if not self.get_app_list(request):
            return self._redirect_to_own_page(request)
        owners = [owner for owner in self._registry.values() if hasattr(owner, "panels")]
        gathered = panels.gathered(panel for owner in owners for panel in owner.panels(request))
        return super().index(request, {"panels": gathered, **(extra_context or {})})

    def _redirect_to_own_page(self, request):
        if request.user.has_perm("verification.speak_focalpoint"):
            return redirect("my-countries")
        messages.info(request, gettext("You have no role at the staff desk yet. This is your own page."))
        return redirect("dashboard")

    def get_urls(self):
        """Django's, without its way from any object to its page."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]

    def autocomplete_view(self, request):
        """Suggestions for a field of a form."""
        if not all(is_plain(value) for value in request.GET.values()):
            return HttpResponseBadRequest()
        return super().autocomplete_view(request)

    def password_change(self, request, extra_context=None):
        """Passwords are changed where everybody's are, after signing in again."""
        return redirect("account_change_password")

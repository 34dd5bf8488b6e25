"""Everybody's own data: what is kept, a copy of it, who looked, and erasing all of it."""

import io
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import SetPasswordForm
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import FormView

from network.accounts import copies, data_protection, factor_links, passkeys
from network.accounts.forms import LanguageForm
from network.accounts.models import Copy, Look

LOOKS_SHOWN = 50


class EraseForm(forms.Form):
    """The last question before everything is gone."""

    take_down = forms.BooleanField(
        required=False,
        label=gettext_lazy("Also withdraw my published practices"),
    )
    is_sure = forms.BooleanField(
        label=gettext_lazy("Delete my account and all information about me. I understand that this cannot be undone."),
        error_messages={
            "required": gettext_lazy("Tick this box to delete your account and all information about you.")
        },
    )


@require_safe
@cache_control(max_age=3600)
def passkeys_script(request):
    """What a page with a passkey loads; the same for everybody."""
    return HttpResponse(passkeys.script(), content_type="text/javascript; charset=utf-8")


@require_safe
@login_required
def factor_needed(request):
    """What staff without a second factor can do: ask an administrator for a link."""
    return render(request, "accounts/factor_needed.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def factor_link(request, token):
    """Set a password if there is none yet, sign in with it, and make a second factor. A GET uses nothing up."""
    link = factor_links.find(token)
    if link is None or (request.user.is_authenticated and request.user != link.user):
        raise Http404
    form = None
    if not link.user.has_usable_password():
        form = SetPasswordForm(user=link.user, data=request.POST or None)
        if request.method == "POST" and form.is_valid():
            form.save()
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    elif request.method == "POST" and request.user == link.user and factor_links.use(link, request):
        return redirect("mfa_index")
    context = {"form": form, "is_theirs": request.user == link.user}
    return render(request, "accounts/factor_link.html", context, status=422 if form and form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def language(request):
    """In which language we write to the reader."""
    form = LanguageForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=["language"])
        written = {"language": form.instance.get_language_display()}
        messages.success(request, _("We will write to you in this language: %(language)s.") % written)
        return redirect("account-language")
    return render(request, "accounts/language.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@login_required
def my_data(request):
    """What is kept about the reader, for how long, and who looked at what is private of it."""
    user = request.user
    context = {
        "kept": data_protection.REGISTRY.values(),
        "copy": Copy.objects.filter(user=user).first(),
        "looks": Look.objects.filter(subject=user).select_related("by")[:LOOKS_SHOWN],
        "consents": user.consents.all(),
    }
    return render(request, "accounts/my_data.html", context)


@require_POST
@login_required
@reauthentication_required
def ask_for_copy(request):
    """Begin a copy of everything about the reader."""
    copies.ask(request.user)
    messages.success(request, _("We are preparing your copy. Refresh this page in a minute to download it."))
    return redirect("my-data")


@require_POST
@login_required
@reauthentication_required
def fetch_copy(request, key):
    """Hand the copy over, once."""
    archive = copies.fetch(request.user, key)
    if archive is None:
        raise Http404
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(io.BytesIO(archive), as_attachment=True, filename="my-data.zip", headers=headers)


@method_decorator([login_required, reauthentication_required], "dispatch")
class Erase(FormView):
    """Ask once more, then erase. Staff decide in the name of the network; somebody else ends their role first."""

    form_class = EraseForm
    template_name = "accounts/erase.html"

    def dispatch(self, request, *args, **kwargs):
        """Refuse members of staff."""
        if request.user.is_staff:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form):
        """Show what is missing."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @transaction.atomic
    def form_valid(self, form):
        """Erase everything and sign out."""
        user = self.request.user
        logout(self.request)
        data_protection.erase(user, take_down=form.cleaned_data["take_down"])
        return render(self.request, "accounts/erased.html")

"""The page on which people write to the staff."""

from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.contact.forms import InquiryForm
from network.contact.models import ANSWER_DAYS, Subject


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request):
    """Send an inquiry. `subject` and `page` in the address fill in the form."""
    asked = {
        "subject": request.GET.get("subject") if request.GET.get("subject") in Subject.values else None,
        "page": request.GET.get("page", "")[:500],
    }
    form = InquiryForm(request.POST or None, user=request.user, language=get_language(), initial=asked)
    if request.method == "POST" and form.is_valid() and _may_write(request, form):
        form.save()
        messages.success(request, _("Your message has been sent. We will answer by email."))
        return redirect("contact")
    context = {"form": form, "answer_days": ANSWER_DAYS}
    return render(request, "contact/contact.html", context, status=422 if form.is_bound else 200)


def _may_write(request, form) -> bool:
    """Whether so little came from this address lately; otherwise `form` says so and keeps what was typed."""
    if ratelimit.consume(request, action="contact"):
        return True
    form.add_error("text", _("You have reached the limit for messages. Copy your text and send it in an hour."))
    return False

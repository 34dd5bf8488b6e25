"""Pages that belong to the whole site and to no room."""

from datetime import date, timedelta
from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.transaction import non_atomic_requests
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network import health, licence
from network.catalogue import home_sections, kinds
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged_with
from network.catalogue.overview import Overview
from network.catalogue.people import list_for
from network.catalogue.pillars import Pillar
from network.catalogue.rows import rows_of
from network.catalogue.search import for_featured, for_home
from network.languages import Language, spoken

# How much of a summary the home page shows: of what is featured, and of what is new.
WORDS_OF_FEATURED, WORDS_OF_NEWS = 60, 24
# Of the latest change of the terms of use.
TERMS_SINCE = date(2026, 11, 27)
SECURITY_TXT_GOOD_FOR = timedelta(days=90)
# English first, because it is answered soonest.
REPORTS_READ_IN = sorted(Language, key=lambda language: language != Language.ENGLISH)


@require_safe
@unchanged_with(home_sections.state)
def home(request):
    """What is here in one look: figures, the world, the pillars, what is featured, what comes next, what is new."""
    audience = Audience.of(request.user)
    featured = list_for(request.user, list(for_featured(audience)))
    newest = [
        (kind, list_for(request.user, for_home(kind, audience, shown_already=featured)))
        for kind in kinds.registered()
        if kind.home and kind.home.limit
    ]
    blocks = [
        {"kind": kind, "rows": rows_of(entries, most_words=WORDS_OF_NEWS if kind.home.has_summaries else 0)}
        for kind, entries in newest
    ]
    context = {
        "overview": Overview(audience),
        "featured": rows_of(featured, most_words=WORDS_OF_FEATURED),
        "first_blocks": [block for block in blocks if block["kind"].home.comes_first],
        "blocks": [block for block in blocks if not block["kind"].home.comes_first],
        "more_sections": home_sections.sections(request),
    }
    return render(request, "home.html", context)


@require_safe
def about(request):
    """What the network is and who runs it."""
    return render(request, "pages/about.html", {"pillars": list(Pillar)})


@require_safe
def privacy(request):
    """What is kept about people, why, and how long."""
    return render(request, "pages/privacy.html")


@require_safe
def accessibility(request):
    """What works for whom, what does not, and whom to tell."""
    return render(request, "pages/accessibility.html")


@require_safe
def guide(request):
    """How to use the portal."""
    return render(request, "pages/help.html")


@require_safe
def guidance(request):
    """What makes a good practice record, and how moderators decide."""
    return render(request, "pages/guidance.html")


@require_safe
def terms(request):
    """Under which terms people use the portal and its content."""
    return render(request, "pages/terms.html", {"licence": licence, "since": TERMS_SINCE})


@require_safe
def robots(request):
    """What crawlers may read: public records, never people's own pages."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    """The icon, for programs that look for it where it always was."""
    return redirect(static("favicon.ico"))


@require_safe
def manifest(request):
    """What a telephone calls the portal on its home screen, in the language of the address (W3C, appmanifest)."""
    icons = [
        {"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ),
    ]
    content = {
        "name": _("South-South CT/PVE Expert Network"),
        "short_name": _("Expert Network"),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fffdf9",
        "theme_color": "#0a4a57",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def security(request):
    """Where to report a weakness (RFC 9116). It is good for three months from whenever it is read."""
    expires = (timezone.now() + SECURITY_TXT_GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(map(spoken, REPORTS_READ_IN))}",
        f"Canonical: {settings.ORIGIN}{reverse('security')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@non_atomic_requests
@require_safe
def healthz(request):
    """Whether this process answers. It asks for nothing, not even for the database."""
    return HttpResponse("ok", content_type="text/plain")


@non_atomic_requests
@require_safe
def readyz(request):
    """Whether everything that the portal needs is there; 503 where requests fail, with `?strict` also where work waits.

    What is missing is named to HEALTH_NETWORKS only.
    """
    report = health.report()
    told = {"status": report.status}
    address = ip_address(get_adapter().get_client_ip(request))
    if any(address in network for network in settings.HEALTH_NETWORKS):
        told |= report._asdict()
    is_down = report.failing or ("strict" in request.GET and report.degraded)
    return JsonResponse(told, status=503 if is_down else 200)

"""Pages that belong to the whole site and to no room."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from network.catalogue import kinds
from network.catalogue.audiences import Audience
from network.catalogue.conditional import unchanged
from network.catalogue.models import Entry
from network.catalogue.pillars import Pillar
from network.catalogue.search import for_home
from network.celery import app


@require_safe
@unchanged
def home(request):
    """What is new in each kind, what is coming, and the four pillars as ways in."""
    audience = Audience.of(request.user)
    shown = [kind for kind in kinds.registered() if kind.home]
    return render(
        request,
        "home.html",
        {
            "blocks": [{"kind": kind, "entries": for_home(kind, audience)} for kind in shown],
            "pillars": list(Pillar),
        },
    )


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
def robots(request):
    """What crawlers may read: public records, never people's own pages."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request):
    """Whether this process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    """Whether everything that a request needs is there: database, migrations, broker. 503 with the names otherwise."""
    failing = [name for name, check in READINESS.items() if not _passes(check)]
    return JsonResponse({"failing": failing}, status=503 if failing else 200)


def _passes(check):
    try:
        return check()
    except Exception:
        return False


def _broker_answers():
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return True


READINESS = {
    "database": lambda: Entry.objects.exists() or True,
    "migrations": lambda: (
        not (executor := MigrationExecutor(connection)).migration_plan(executor.loader.graph.leaf_nodes())
    ),
    "broker": _broker_answers,
}

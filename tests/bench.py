"""`make bench`: how long pages and alerts take, as ratios to a floor measured in the same run.

The floor is what no page can go below: one indexed query and a constant body, through the same middleware. Figures of
different machines can be compared by their ratios only. Runs in a database of its own, which it removes at the end.
The alerts have a file of their own; `make bench ARGS=pages` leaves them out, `ARGS=alerts` the pages.
"""

import contextlib
import os
import statistics
import sys
import time

import django

ROWS = 2_000
ROUNDS = 40


def main(chosen):
    """Make the database, measure the `chosen` parts, by default all; print tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")
    django.setup()
    from tests.alerts import bench as alerts

    parts = {"pages": measure, "alerts": alerts.measure}
    with database():
        fill()
        for name, part in parts.items():
            if name in (chosen or parts):
                part()


@contextlib.contextmanager
def database():
    """A database of our own, with the settings of tests."""
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment, teardown_test_environment

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()


def fill():
    """The demonstration content, and as many copies of its entries as make `ROWS` per language."""
    from django.core.management import call_command

    from network.catalogue.models import Entry

    call_command("load_demo", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    templates = list(Entry.objects.all())
    per_language = Entry.objects.filter(language="en", audience=2).count()
    for copy in range(ROWS // per_language):
        for entry in templates:
            entry.pk, entry.record = None, f"{copy}-{entry.record}"[:22]
        Entry.objects.bulk_create(templates, ignore_conflicts=True, batch_size=2000)


def measure():
    """Print the median time of each page in milliseconds and its ratio to the floor."""
    from django.db import connection
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    from network import urls
    from network.catalogue.models import Entry

    def floor(request):
        Entry.objects.filter(pk=1).first()
        return HttpResponse("x" * 18_000)

    urls.urlpatterns.insert(0, path("floor", floor))
    client = Client()
    practice = Entry.objects.filter(kind="practice", language="en", audience=2).first().address
    pages = {
        "floor: one query, 18 KB": "/floor",
        "home": "/en/",
        "list of practices": "/en/practices/",
        "list, two filters": "/en/practices/?pillar=1&region=africa",
        "search, rare words": "/en/search/?q=amnesty",
        "search, common word": "/en/search/?q=terrorism",
        "list in Arabic": "/ar/practices/",
        "one practice": practice,
    }
    base = None
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalogue_entry")
    print(f"{Entry.objects.filter(language='en', audience=2).count()} entries per language")  # noqa: T201
    for name, address in pages.items():
        median = time_of(client, address)
        base = base or median
        print(f"{name:<26}{median:8.1f} ms  {median / base:6.1f} × floor")  # noqa: T201
    tag = client.get("/en/practices/").headers["ETag"]
    median = time_of(client, "/en/practices/", headers={"if-none-match": tag})
    print(f"{'list, unchanged (304)':<26}{median:8.1f} ms  {median / base:6.1f} × floor")  # noqa: T201


def time_of(client, address, **options) -> float:
    """Median milliseconds of `ROUNDS` requests after two to warm up."""
    times = []
    for number in range(ROUNDS + 2):
        start = time.perf_counter()
        response = client.get(address, **options)
        if number >= 2:
            times.append((time.perf_counter() - start) * 1000)
        assert response.status_code in {200, 304}, (address, response.status_code)
    return statistics.median(times)


if __name__ == "__main__":
    main(sys.argv[1:])

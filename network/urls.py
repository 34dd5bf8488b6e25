"""Every address of the portal. Pages live under their language; machines' addresses have none."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.i18n import set_language

from network import schemes, views
from network.accounts.views import passkeys_script
from network.alerts.views import stop
from network.catalogue.feeds import Atom, Rss
from network.catalogue.sitemaps import SITEMAPS
from news.calendar import calendar_in_english

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", set_language, name="set_language"),
    path("feeds/<slug:language>/<slug:kind>.rss", Rss(), name="rss"),
    path("feeds/<slug:language>/<slug:kind>.atom", Atom(), name="atom"),
    path("events.ics", calendar_in_english, name="calendar-in-english"),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="django.contrib.sitemaps.views.sitemap"),
    path("u/<str:token>/", stop, name="alerts-stop"),
    path("robots.txt", views.robots, name="robots"),
    path("passkeys.js", passkeys_script, name="passkeys-script"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("scheme/", schemes.choose, name="scheme"),
    path(".well-known/security.txt", views.security, name="security"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("network.catalogue.urls")),
        path("", include("network.moderation.urls")),
        path("", include("experts.urls")),
        path("", include("practices.urls")),
        path("", include("network.exchange.urls")),
        path("", include("network.exchange.agreements.urls")),
        path("", include("news.urls")),
        path("", include("network.alerts.urls")),
        path("", include("network.relay.urls")),
        path("", include("network.verification.urls")),
        path("", include("network.exchange.answers.urls")),
        path("", include("network.accounts.urls")),
        path("", include("network.contact.urls")),
        path("manifest.webmanifest", views.manifest, name="manifest"),
        path("about/", views.about, name="about"),
        path("privacy/", views.privacy, name="privacy"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("help/", views.guide, name="help"),
        path("guidance/", views.guidance, name="guidance"),
        path("terms/", views.terms, name="terms"),
    ),
]

# Without a secret a webhook would believe anybody.
if settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns.append(path("anymail/", include("anymail.urls")))

if settings.DEMONSTRATION:
    from network.demo import urls as demonstration

    urlpatterns += [
        path("mailbox/", include(demonstration.mailbox)),
        *i18n_patterns(path("design/", include(demonstration.components))),
    ]

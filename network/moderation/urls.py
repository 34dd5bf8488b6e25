"""The public page of each kind of record with its files, and the pages of authors."""

from django.urls import URLPattern, path

from network.catalogue import kinds
from network.moderation import public, views


def pages_of(kind: kinds.Kind) -> list[URLPattern]:
    """The addresses of the page of a record of `kind`, and of the files that it shows."""
    page = f"{kind.path}<slug:slug>/"
    return [
        path(page, public.record_page, {"kind": kind}, name=kind.code),
        path(f"{page}files/<slug:key>/", public.record_file, {"kind": kind}, name=f"{kind.code}-file"),
        path(
            f"{page}files/<slug:key>/<int:width>/", public.record_picture, {"kind": kind}, name=f"{kind.code}-picture"
        ),
    ]


urlpatterns = [
    *(address for kind in kinds.registered() for address in pages_of(kind)),
    path("me/", views.dashboard, name="dashboard"),
    path("me/files/<slug:key>/", views.file, name="my-file"),
    path("me/preview/<slug:key>/<slug:audience>/", views.preview, name="preview"),
    path("me/withdraw/<slug:key>/", views.withdraw, name="withdraw"),
    path("me/delete/<slug:key>/", views.delete_draft, name="delete-draft"),
    path("me/appeal/<slug:key>/", views.appeal, name="appeal"),
    path("me/still-correct/<slug:key>/", views.confirm, name="confirm"),
    path("still-correct/<str:token>/", views.still_correct, name="still-correct"),
]

"""How a kept file leaves: as something to save, never as a page of the portal (OWASP ASVS v5.0.0-3.2.1, -5.4.x)."""

from datetime import timedelta

from django.http import FileResponse, Http404

from network.files.models import Rendition, Stored, Upload

# A picture that everyone may see is not fetched again for each list in which it stands; when it is withdrawn, browsers
# that showed it before may do so until then. What signed-in people see is kept by nobody (network/middleware.py).
PICTURES_KEPT_FOR = timedelta(hours=1)

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
    "Accept-Ranges": "none",
}


def download(upload: Upload) -> FileResponse:
    """The response with the file of `upload`. Raises Http404 when the disk has lost it."""
    return _response(upload, upload.name, upload.media_type, HEADERS)


def picture(rendition: Rendition, *, is_for_everyone: bool) -> FileResponse:
    """The same with the file of `rendition`, which browsers may keep for a while if it `is_for_everyone`."""
    kept = {"Cache-Control": f"private, max-age={PICTURES_KEPT_FOR.total_seconds():.0f}"} if is_for_everyone else {}
    return _response(rendition, f"{rendition.width}.webp", rendition.MEDIA_TYPE, HEADERS | kept)


def _response(stored: Stored, name, media_type, headers):
    if not stored.is_stored:
        raise Http404
    file = stored.content.open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type=media_type, headers=headers)

"""How a kept file leaves: as something to save, never as a page of the portal (OWASP ASVS v5.0.0-3.2.1, -5.4.x)."""

from django.http import FileResponse, Http404

from network.files.models import Upload

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
    "Accept-Ranges": "none",
}


def download(upload: Upload) -> FileResponse:
    """The response with the file of `upload`. Raises Http404 when the disk has lost it."""
    if not upload.is_stored:
        raise Http404
    file = upload.content.open("rb")
    return FileResponse(file, as_attachment=True, filename=upload.name, content_type=upload.media_type, headers=HEADERS)

"""Where a form leads after it was sent: back to the page with its button, which is always a page of this site."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def is_local(address: str) -> bool:
    """Whether `address` is a path on this site, with a query perhaps, however browsers read slashes."""
    path = address.replace("\\", "/")
    is_path = path.startswith("/") and not path.startswith("//") and address.isprintable()
    return is_path and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def local_path(address: str, origin: str) -> str:
    """`address` without `origin`, the address of this site. Raises ValueError where it leads elsewhere."""
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" not in {"://", origin}:
        raise ValueError("It leads to another site.")
    path = parts._replace(scheme="", netloc="").geturl()
    if not is_local(path):
        raise ValueError("It is no path.")
    return path


def way_back(request: HttpRequest, otherwise: str, mark: str = "") -> HttpResponseRedirect:
    """Back to the page that the form named as `next`, at `mark` there; else to the address named `otherwise`."""
    named = request.POST.get("next", "")
    return HttpResponseRedirect(f"{named}{mark}" if is_local(named) else reverse(otherwise))

"""What pages of countries show of practices that travelled. What came stands among the kinds, by its country."""

from network.catalogue.audiences import Audience
from network.catalogue.country_sections import CountrySection, Reader, section
from practices.travels import adopted_from

MOST = 5


@section(place=10)
def what_went(code: str, reader: Reader) -> CountrySection | None:
    """The latest adoptions elsewhere of practices of the country."""
    adoptions = list(adopted_from(code, Audience.of(reader))[:MOST])
    return CountrySection("practices/_what_went.html", {"adoptions": adoptions, "country": code}) if adoptions else None

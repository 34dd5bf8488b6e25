"""The words of each consent are on file: a stored consent names its text by a digest or a version only."""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from experts.forms import VisibilityForm
from network.alerts.subscribing import CONSENT_VERSION
from network.languages import Language
from practices.forms import SharingForm

AGREED = json.loads(Path("docs/agreed-texts.json").read_text())


def texts(about, language, version=None):
    return [row["texts"][language] for row in AGREED if row["about"] == about and version in {None, row["version"]}]


@pytest.mark.django_db
@pytest.mark.parametrize("language", Language.values)
def test_what_people_agree_to_is_on_file(client, language):
    with translation.override(language):
        assert str(VisibilityForm().fields["consents"].label) in texts("listing", language)
        assert str(SharingForm().fields["accepts_licence"].label) in texts("licence", language)
        page = client.get(reverse("subscribe")).content.decode()
    [of_this_version] = texts("subscription", language, CONSENT_VERSION)
    assert escape(of_this_version) in page or of_this_version in page

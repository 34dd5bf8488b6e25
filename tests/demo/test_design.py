"""The page of components: complete, in every language, and a part of the demonstration only."""

import pytest
from django.urls import reverse

from network.demo import colours, design
from network.languages import Language

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", Language.values)
def test_it_shows_each_component_in_both_schemes(client, language):
    page = client.get(reverse("design").replace("/en/", f"/{language}/")).content.decode()
    for scheme in ("light", "dark"):
        assert page.count(f'class="specimen specimen-{scheme}"') == len(design.COMPONENTS)
    assert all(f'id="{component.code}"' in page for component in design.COMPONENTS)


def test_its_style_sheet_has_a_class_for_each_colour_that_the_palette_shows():
    styles = (colours.STYLES.parent / "design.css").read_text()
    for pair in colours.pairs():
        assert f".text-{pair.text} {{ color: var(--{pair.text}); }}" in styles
        assert f".on-{pair.ground} {{ background: var(--{pair.ground}); }}" in styles

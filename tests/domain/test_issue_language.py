"""In which language Amazon is asked what is wrong."""

import pytest

from backend.domain.marketplace import issue_language


@pytest.mark.parametrize(
    ("spoken", "place", "wanted"),
    [
        ("fr", "fr_FR", "fr_FR"), ("fr", "fr_BE", "fr_BE"), ("en", "en_IE", "en_IE"), ("en", "de_DE", "en_GB"),
        ("fr", "de_DE", "fr_FR"), ("fr", "en_CA", "fr_CA"), ("en", "es_MX", "en_US"), ("", "de_DE", "de_DE"),
        ("de", "it_IT", "it_IT"),
    ],
)  # fmt: skip
def test_it_is_the_merchants_where_amazon_has_it(spoken: str, place: str, wanted: str) -> None:
    assert issue_language(spoken, place) == wanted

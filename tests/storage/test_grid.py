"""The narrow rows of listings: they say what the listings say, whatever changes, and any filter and order reads them."""

from dataclasses import replace

import pytest

from backend.domain.by_hand import Manual
from backend.domain.money import Money
from backend.storage import listing_pages, listing_views, setting_by_hand
from backend.storage.database import Database
from backend.storage.listing_filter import SORTS, Filter, Sort
from tests.storage.test_listings import a_shop_with_listings

"""What the contract tests share."""

import pytest

from backend.sandbox.amazon.judge import Judge
from tests.contract.reference import open_judge


@pytest.fixture
def judge() -> Judge:
    """The judge over Amazon's models; skips where they are absent."""
    return open_judge()

"""What waits for the merchant at an order, in words: every part of an order's life says its own causes."""

from collections.abc import Callable, Mapping
from typing import Any

from backend.storage.order_troubles import Trouble
from backend.web import reversal_words
from backend.web.languages import _

# Part -> from cause and details to a sentence; "" for a cause that it does not know.
_SENTENCES: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "cancelling": reversal_words.trouble_sentence,
}


def sentence(trouble: Trouble) -> str:
    """Why an order waits; a cause that nobody put into words is shown as it is."""
    say = _SENTENCES.get(trouble.part)
    return (say(trouble.cause, trouble.details) if say else "") or _("It waits: %s") % trouble.cause

"""What waits for the merchant at an order, in words: every part of an order's life says its own causes."""

from collections.abc import Callable, Mapping
from typing import Any

from backend.storage import message_steps
from backend.storage.order_troubles import Trouble
from backend.web import message_words, reversal_words
from backend.web.label_words import trouble_said
from backend.web.languages import _
from backend.web.sending_words import shipping_cause

# Part -> from cause and details to a sentence; "" for a cause that it does not know.
_SENTENCES: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    message_steps.PART: message_words.trouble,
    "label": trouble_said,
    "shipping": shipping_cause,
    "cancelling": reversal_words.trouble_sentence,
}


def sentence(trouble: Trouble) -> str:
    """Why an order waits; a cause that nobody put into words is shown as it is."""
    say = _SENTENCES.get(trouble.part)
    return (say(trouble.cause, trouble.details) if say else "") or _("It waits: %s") % trouble.cause

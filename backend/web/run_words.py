"""What was done to publications, as sentences of the journal."""

from backend.storage.journal import Entry
from backend.web.hand_words import act_of_selection
from backend.web.languages import _


def run_sentence(entry: Entry) -> str:
    """A key of the journal in words; one nobody knows is shown as it is."""
    match entry.act:
        case "run_paused":
            return _("You paused a publication: nothing more of it is sent until you let it go on")
        case "run_resumed":
            return _("You let a publication go on")
        case _:
            return act_of_selection(entry)

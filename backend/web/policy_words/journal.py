"""What the journal says of policies."""

from backend.storage.journal import Entry
from backend.web.languages import _
from backend.web.policy_words.saying import named
from backend.web.run_words import run_sentence


def of_policies(entry: Entry) -> str:
    """One line in words; a key nobody knows is shown as it is."""
    said = {"name": named(str(entry.details.get("name", "")))}
    match entry.act:
        case "policy_made":
            return _("You made the policy “%(name)s”") % said
        case "policy_changed":
            return _("You changed the policy “%(name)s”") % said
        case "policy_undone":
            return _("You undid the last change of the policy “%(name)s”") % said
        case "policy_default":
            return _("You made “%(name)s” the default policy") % said
        case "policy_restored":
            return _("You took back that the policy “%(name)s” was deleted") % said
        case "policy_deleted":
            successor = named(str(entry.details.get("successor", "")))
            if successor:
                words = _("You deleted the policy “%(name)s”; “%(successor)s” took its listings over")
                return words % {**said, "successor": successor}
            return _("You deleted the policy “%(name)s”") % said
        case _:
            return run_sentence(entry)

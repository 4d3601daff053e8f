"""Which shipping template an offer names, and why, in words."""

from backend.domain.shipping_templates import Chosen, ChosenBy
from backend.web.languages import _
from backend.web.problems import title_of_problem


def template_told(chosen: Chosen) -> str:
    """One or two sentences: the template, why it is this one, and what is wrong about it."""
    name = chosen.name or chosen.template_id
    match chosen.by:
        case ChosenBy.DEFAULT:
            words = _("Your default template on Amazon.")
        case ChosenBy.POLICY:
            words = _("“%s”, as its policy says.") % name
        case ChosenBy.ATTRIBUTE:
            words = _("“%s”, as an attribute of the product says.") % name
        case ChosenBy.ELSEWHERE:
            words = _(
                "Your default template on Amazon: the one of its policy belongs to another account or country."
            )
        case ChosenBy.GONE:
            words = _("“%s”, as it was sent.") % name if name else _("Your default template on Amazon.")
    if chosen.problem:
        return f"{words} {title_of_problem(chosen.problem)}."
    return words

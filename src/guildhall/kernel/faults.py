"""What is wrong with each field of a call, in words that can be translated.

pydantic finds the faults and says them in English; here each kind of fault has a sentence.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from ninja.errors import ValidationError

from guildhall.kernel.refusals import N_

EMAIL = N_("Write an e-mail address.")
OTHER = N_("This value cannot be taken.")
NUMBER = N_("Write a number.")
WHOLE = N_("Write a whole number.")
MOMENT = N_("Write a date and time as in 2026-03-01T09:30:00Z.")
DAY = N_("Write a date as in 2026-03-01.")
NOT_UUID = N_("Write a UUID.")
CHOICE = N_("Choose one of these: {expected}.")
WORDS: Mapping[str, str] = {
    "missing": N_("This field is needed."),
    "extra_forbidden": N_("There is no such field here."),
    "string_type": N_("Write text."),
    "string_too_short": N_("Write at least {min_length} characters."),
    "string_too_long": N_("Write at most {max_length} characters."),
    "string_pattern_mismatch": N_("This text does not have the form {pattern}."),
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": WHOLE,
    "int_from_float": WHOLE,
    "float_parsing": NUMBER,
    "decimal_type": NUMBER,
    "decimal_parsing": NUMBER,
    "finite_number": NUMBER,
    "decimal_max_digits": N_("Write at most {max_digits} digits."),
    "decimal_max_places": N_("Write at most {decimal_places} decimal places."),
    "decimal_whole_digits": N_("Write at most {whole_digits} digits before the point."),
    "bool_type": N_("Write true or false."),
    "bool_parsing": N_("Write true or false."),
    "list_type": N_("Send a list."),
    "dict_type": N_("Send an object."),
    "model_type": N_("Send an object."),
    "model_attributes_type": N_("Send an object."),
    "too_short": N_("Send at least {min_length}."),
    "too_long": N_("Send at most {max_length}."),
    "greater_than": N_("It must be more than {gt}."),
    "greater_than_equal": N_("It must be {ge} or more."),
    "less_than": N_("It must be less than {lt}."),
    "less_than_equal": N_("It must be {le} or less."),
    "enum": CHOICE,
    "literal_error": CHOICE,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "datetime_object_invalid": MOMENT,
    "timezone_aware": MOMENT,
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "uuid_type": NOT_UUID,
    "uuid_parsing": NOT_UUID,
}


def faults_of(error: ValidationError) -> dict[str, Any]:
    """Return what to do about each field at fault, translated where it is read."""
    found = {}
    for entry in error.errors:
        source, *place = entry["loc"]
        inner = place[1:] if source == "body" else place  # after the name of the view's parameter
        found[".".join(str(part) for part in inner) or source] = _words(entry)
    return found


def _words(entry: Mapping[str, Any]) -> Any:
    facts = {name: str(value) for name, value in entry.get("ctx", {}).items()}
    if entry["type"] == "value_error":
        # pydantic gives a reason with addresses of e-mail alone; "error" is what our own code said
        return gettext_lazy(EMAIL if "reason" in facts else facts.get("error", OTHER))
    return format_lazy(gettext_lazy(WORDS.get(entry["type"], OTHER)), **facts)

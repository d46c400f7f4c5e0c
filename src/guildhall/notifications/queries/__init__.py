"""Everything that can be asked about mails."""

from guildhall.notifications.queries.deliveries import (
    count_deliveries,
    count_troubled,
    deliveries_about,
    find_delivery,
    list_deliveries,
)
from guildhall.notifications.queries.letters import (
    SAMPLE,
    compose,
    house_words,
    look_of,
    variables_of,
    words_of,
)

__all__ = [
    "SAMPLE",
    "compose",
    "count_deliveries",
    "count_troubled",
    "deliveries_about",
    "find_delivery",
    "house_words",
    "list_deliveries",
    "look_of",
    "variables_of",
    "words_of",
]

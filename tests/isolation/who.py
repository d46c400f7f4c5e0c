"""Who gets an answer. Callers are made in `callers` and `app_callers`.

"key", "app" and "person" have the one scope that an operation names, everywhere; "channel",
"brand" and what is called after them have it in that place alone.
"""

EVERYWHERE = frozenset({"key", "app", "app's opaque token", "person"})
IN_ITS_PLACE = EVERYWHERE | {"channel", "brand", "app of the channel", "person of the brand"}
OPEN_TO_SHOPPERS = IN_ITS_PLACE | {"publishable"}
ELSEWHERE = frozenset(
    {"wrong channel", "wrong brand", "wrong store", "app elsewhere", "person elsewhere"}
)

"""The statements that make differences of what `matching` found: docs/decisions/0044."""

from guildhall.payments.operations.matching_sql import VERDICT

# Ids are made where the rows are: a bill may differ in a million lines.
_FOUND = f"""
SELECT left(kind || ':' || coalesce(nullif(psp, ''), nullif(key, ''), position::text)
        || CASE WHEN nth > 1 THEN '#' || nth ELSE '' END, 160) AS subject, *
FROM (
    SELECT verdict, kind, key, psp, coalesce(reference, '') AS reference, event,
        ours_amount, coalesce(ours_currency, '') AS ours_currency, ours_fee, ours_at,
        amount AS theirs_amount, currency AS theirs_currency, fee AS theirs_fee,
        at AS theirs_at, position,
        row_number() OVER (PARTITION BY kind, psp, key ORDER BY position) AS nth
    FROM (SELECT *, {VERDICT} AS verdict FROM bill_judged) AS judged
    WHERE verdict NOT IN ('matched', 'noted')
) AS lines
UNION ALL
SELECT left('ours:' || kind || ':' || psp, 160), 'ours_only', kind, key, psp, reference, event,
    amount, currency, fee, at, NULL, '', NULL, NULL, NULL, 1
FROM bill_unbilled WHERE NOT pending
"""  # noqa: S608 - constants

_SAME = """(w.kind, w.ours_amount, w.ours_currency, w.ours_fee, w.theirs_amount,
    w.theirs_currency, w.theirs_fee)"""
_NEW = _SAME.replace("w.", "excluded.")

ITEMS = f"""
WITH found AS MATERIALIZED ({_FOUND}),
written AS (
    INSERT INTO payments_workitem AS w (id, bill_id, subject, kind, line_kind, key,
        psp_reference, reference, event_id, ours_amount, ours_currency, ours_fee, ours_at,
        theirs_amount, theirs_currency, theirs_fee, theirs_at, state, owner_id, solution,
        found_at, updated_at)
    SELECT gen_random_uuid(), %(bill)s, subject, verdict, kind, key, psp, reference, event,
        ours_amount, ours_currency, ours_fee, ours_at, theirs_amount, theirs_currency,
        theirs_fee, theirs_at, 'open', %(owner)s, '', %(at)s, %(at)s
    FROM found
    ON CONFLICT (bill_id, subject) DO UPDATE SET kind = excluded.kind,
        ours_amount = excluded.ours_amount, ours_currency = excluded.ours_currency,
        ours_fee = excluded.ours_fee, ours_at = excluded.ours_at,
        theirs_amount = excluded.theirs_amount, theirs_currency = excluded.theirs_currency,
        theirs_fee = excluded.theirs_fee, theirs_at = excluded.theirs_at,
        reference = excluded.reference, event_id = excluded.event_id,
        state = 'open', solution = '', solved_at = NULL, updated_at = excluded.updated_at
    WHERE {_SAME} IS DISTINCT FROM {_NEW}
       OR (w.state = 'solved' AND w.solution = 'settled_later')
    RETURNING id, kind, xmax = 0 AS is_new
),
settled AS (
    UPDATE payments_workitem w SET state = 'solved', solution = 'settled_later',
        solved_at = %(at)s, updated_at = %(at)s
    WHERE w.bill_id = %(bill)s AND w.state <> 'solved'
      AND NOT EXISTS (SELECT FROM found WHERE found.subject = w.subject)
    RETURNING id
),
elsewhere AS (
    UPDATE payments_workitem w SET state = 'solved', solution = 'settled_later',
        solved_at = %(at)s, updated_at = %(at)s
    FROM payments_bill b
    WHERE b.id = w.bill_id AND b.account_id = %(account)s AND b.id <> %(bill)s
      AND w.kind = 'ours_only' AND w.state <> 'solved'
      AND EXISTS (SELECT FROM bill_judged j WHERE j.event = w.event_id)
    RETURNING w.id
),
told AS (
    INSERT INTO payments_itemnote (item_id, what, detail, actor, at)
    SELECT id, CASE WHEN is_new THEN 'found' ELSE 'changed' END, kind, %(actor)s, %(at)s
    FROM written
    UNION ALL SELECT id, 'solve', 'settled_later', %(actor)s, %(at)s FROM settled
    UNION ALL SELECT id, 'solve', 'settled_later', %(actor)s, %(at)s FROM elsewhere
)
SELECT (SELECT count(*) FROM written),
    (SELECT count(*) FROM settled) + (SELECT count(*) FROM elsewhere)
"""  # noqa: S608 - constants

COUNTS = f"""
SELECT verdict, count(*) FROM (SELECT {VERDICT} AS verdict FROM bill_judged) AS judged
GROUP BY verdict
UNION ALL
SELECT CASE WHEN pending THEN 'pending' ELSE 'ours_only' END, count(*)
FROM bill_unbilled GROUP BY pending
"""  # noqa: S608 - constants

SUMS = """
SELECT kind, currency, fee_currency, count(*), sum(amount), sum(fee) FROM bill_incoming
GROUP BY kind, currency, fee_currency ORDER BY kind, currency, fee_currency
"""

"""The statements of `matching`, over a whole bill: docs/decisions/0044.

Both sides are compared under the provider's reference first, then under our own key, and by the
provider's time. What is far from this day is looked up one by one.
"""

# A million lines take longer than any page may, and are sorted in memory of the server's.
CREATE = """
SET LOCAL statement_timeout = '900s';
SET LOCAL work_mem = '64MB';
CREATE TEMP TABLE bill_incoming (
    position integer, kind text, key text, psp text, amount numeric(18, 4), currency text,
    fee numeric(18, 4), fee_currency text, at timestamptz, batch text,
    net numeric(18, 4), net_currency text
) ON COMMIT DROP
"""
COPY = "COPY pg_temp.bill_incoming FROM STDIN"

_STEPS = """(VALUES
    ('charge_success', 'charge', true), ('charge_failure', 'charge', false),
    ('refund_success', 'refund', true), ('refund_failure', 'refund', false),
    ('charge_back', 'charge_back', true),
    ('charge_back_reverse', 'charge_back_reverse', true),
    ('refund_reverse', 'refund_reverse', true)
) AS k (step, kind, moved)"""

# Of several events of one movement the newest by the provider's time counts.
OURS = f"""
CREATE TEMP TABLE bill_ours ON COMMIT DROP AS
SELECT * FROM (
    SELECT DISTINCT ON (psp COLLATE "C", kind) * FROM (
        SELECT e.id AS event, k.kind, k.moved, e.change AS key, e.amount, p.currency, e.fee,
            e.occurred_at AS at, p.reference, e.step,
            coalesce(nullif(e.psp_reference, ''), nullif(e.change, ''), e.id::text) AS psp
        FROM payments_paymentevent e
        JOIN payments_payment p ON p.id = e.payment_id
        JOIN {_STEPS} ON k.step = e.step
        WHERE p.account_id = %(account)s
          AND e.occurred_at >= %(opens)s - %(edge)s AND e.occurred_at < %(closes)s + %(edge)s
    ) AS moves
    ORDER BY psp COLLATE "C", kind, at DESC, step DESC, amount DESC, event DESC
) AS newest WHERE moved
"""  # noqa: S608 - constants

JUDGED = """
CREATE TEMP TABLE bill_judged ON COMMIT DROP AS
SELECT i.*, o.event, o.amount AS ours_amount, o.currency AS ours_currency, o.fee AS ours_fee,
    o.at AS ours_at, o.reference, false AS again
FROM bill_incoming i
LEFT JOIN bill_ours o ON o.psp = i.psp AND o.kind = i.kind AND i.psp <> ''
"""

_SET = """
UPDATE bill_judged j SET event = o.event, ours_amount = o.amount, ours_currency = o.currency,
    ours_fee = o.fee, ours_at = o.at, reference = o.reference
"""
_LONELY = "j.event IS NULL AND j.kind NOT IN ('fee', 'payout')"

BY_KEY = f"""{_SET} FROM bill_ours o
WHERE {_LONELY} AND j.key <> '' AND o.key = j.key AND o.kind = j.kind"""


def _far(join: str) -> str:
    return f"""{_SET} FROM (
        SELECT DISTINCT ON (j.position) j.position, e.id AS event, e.amount, p.currency, e.fee,
            e.occurred_at AS at, p.reference
        FROM bill_judged j
        {join}
        JOIN payments_payment p ON p.id = e.payment_id AND p.account_id = %(account)s
        JOIN {_STEPS} ON k.step = e.step AND k.kind = j.kind AND k.moved
        WHERE {_LONELY}
        ORDER BY j.position, e.occurred_at DESC, e.step DESC, e.amount DESC, e.id DESC
    ) AS o WHERE o.position = j.position"""  # noqa: S608 - constants


FAR_BY_PSP = _far("JOIN payments_paymentevent e ON e.psp_reference = j.psp AND j.psp <> ''")
FAR_BY_KEY = _far(
    """JOIN payments_paymentcall c
        ON c.id = CASE WHEN j.key ~ '^[0-9a-f]{32}$' THEN j.key::uuid END
    JOIN payments_paymentevent e ON e.payment_id = c.payment_id AND e.change = j.key"""
)

# A movement that a bill names twice was made once: the line that came first has it.
TWICE = """
UPDATE bill_judged j SET event = NULL, again = true, ours_amount = NULL, ours_currency = NULL,
    ours_fee = NULL, ours_at = NULL, reference = NULL
FROM (
    SELECT event, min(position) AS first FROM bill_judged
    WHERE event IS NOT NULL GROUP BY event HAVING count(*) > 1
) AS many
WHERE j.event = many.event AND j.position > many.first
"""

VERDICT = """CASE
    WHEN kind IN ('fee', 'payout') THEN 'noted'
    WHEN event IS NULL THEN 'theirs_only'
    WHEN abs(amount) <> ours_amount OR currency <> ours_currency THEN 'amount_differs'
    WHEN ours_fee IS NOT NULL AND fee <> ours_fee THEN 'fee_differs'
    ELSE 'matched' END"""

DROP_LINES = "DELETE FROM payments_billedline WHERE bill_id = %(bill)s"
WRITE_LINES = f"""
INSERT INTO payments_billedline (bill_id, position, kind, key, psp_reference, amount, currency,
    fee, fee_currency, occurred_at, batch, net, net_currency, verdict, event_id)
SELECT %(bill)s, position, kind, key, psp, amount, currency, fee, fee_currency, at, batch, net,
    net_currency, {VERDICT}, event
FROM bill_judged
"""  # noqa: S608 - constants
MEND_LINES = f"""
UPDATE payments_billedline l SET verdict = n.verdict, event_id = n.event
FROM (SELECT position, event, {VERDICT} AS verdict FROM bill_judged) AS n
WHERE l.bill_id = %(bill)s AND l.position = n.position
  AND (l.verdict, l.event_id) IS DISTINCT FROM (n.verdict::varchar, n.event)
"""  # noqa: S608 - constants

# Nothing of ours is missed before the bill of the day after its last hour is there.
UNBILLED = """
CREATE TEMP TABLE bill_unbilled ON COMMIT DROP AS
SELECT o.*, o.at >= %(closes)s - %(edge)s AS pending
FROM bill_ours o
LEFT JOIN bill_judged j ON j.event = o.event
WHERE j.event IS NULL AND o.at >= %(from)s AND o.at < %(closes)s
  AND NOT EXISTS (
    SELECT FROM payments_billedline l WHERE l.psp_reference = o.psp AND l.kind = o.kind)
  AND NOT EXISTS (SELECT FROM payments_billedline l WHERE l.event_id = o.event)
"""

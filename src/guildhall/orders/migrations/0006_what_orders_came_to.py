"""Orders from before: what was shipped or called off is counted, and what they came to is told.

Four statements, however many orders there are; orders themselves are locked by the last alone.
"""

from django.db import migrations

# A UUID of version 7 from a moment: PostgreSQL 15 makes none by itself.
ID_OF = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
       substring(int8send((extract(epoch from {at}) * 1000)::bigint) from 3) from 1 for 6),
       52, 1), 53, 1), 'hex')::uuid"""

COUNTED = f"""
INSERT INTO orders_orderdelta (id, order_id, line_id, reason, quantity, net, tax, total, tax_rate,
                               currency, base_currency, base_total, revision, at, business_date)
SELECT {ID_OF.format(at="o.placed_at")}, o.id, l.id, 'placed', l.quantity, l.net, l.tax, l.total, l.tax_rate,
       o.currency, '', NULL, 1, o.placed_at, o.business_date
  FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id;

INSERT INTO orders_orderdelta (id, order_id, line_id, reason, quantity, net, tax, total, tax_rate,
                               currency, base_currency, base_total, revision, at, business_date)
SELECT {ID_OF.format(at="o.updated_at")}, o.id, l.id, 'canceled', -l.quantity, -l.net, -l.tax, -l.total,
       l.tax_rate, o.currency, '', NULL, 1, o.updated_at, o.updated_at::date
  FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
 WHERE o.state = 'canceled';

UPDATE orders_orderline l
   SET fulfilled = CASE WHEN o.fulfillment_state = 'fulfilled' THEN l.quantity ELSE 0 END,
       shipped = CASE WHEN o.fulfillment_state = 'fulfilled' THEN l.quantity ELSE 0 END,
       canceled = CASE WHEN o.state = 'canceled' THEN l.quantity ELSE 0 END
  FROM orders_order o
 WHERE o.id = l.order_id AND (o.fulfillment_state = 'fulfilled' OR o.state = 'canceled');

UPDATE orders_order
   SET placed_total = total,
       net = CASE WHEN state = 'canceled' THEN 0 ELSE net END,
       tax = CASE WHEN state = 'canceled' THEN 0 ELSE tax END,
       total = CASE WHEN state = 'canceled' THEN 0 ELSE total END,
       units = CASE WHEN state = 'canceled' THEN 0 ELSE units END;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_life_of_an_order")]

    operations = [
        migrations.RunSQL(
            COUNTED,
            migrations.RunSQL.noop,
            hints={"expands": "It fills columns and a table that old code does not know, and sets "
                   "amounts of canceled orders to nought, which old code only shows."},
        )
    ]

-- The least SQL from an empty cart to an order whose payment is authorized: the rows that the
-- house writes, in its five transactions (cart, start, claim, answer, end), run by pgbench.
\set a random(1, 2000)
\set b (:a + random(1, 1999) - 1) % 2000 + 1
BEGIN;
SELECT gen_random_uuid() AS k1, gen_random_uuid() AS k2, gen_random_uuid() AS cart, gen_random_uuid() AS placed, gen_random_uuid() AS la, gen_random_uuid() AS lb, gen_random_uuid() AS pay, gen_random_uuid() AS saga, gen_random_uuid() AS s1, gen_random_uuid() AS s2 \gset
INSERT INTO kernel_idempotencykey (id, principal, method, path, key, body_hash) VALUES (':k1', 'key:floor', 'POST', '/floor', ':k1', sha256(':k1')) ON CONFLICT (principal, method, path, key) DO NOTHING;
SELECT max(v.id::text) FILTER (WHERE v.sku = 'SKU:a') AS va, max(v.id::text) FILTER (WHERE v.sku = 'SKU:b') AS vb, max(p.amount) FILTER (WHERE v.sku = 'SKU:a') AS pa, max(p.amount) FILTER (WHERE v.sku = 'SKU:b') AS pb, max(p.channel_id::text) AS ch FROM catalog_price p JOIN catalog_variant v ON v.id = p.variant_id JOIN catalog_product d ON d.id = v.product_id WHERE v.sku IN ('SKU:a', 'SKU:b') AND p.currency = 'USD' \gset
INSERT INTO checkout_cart (id, token, kind, state, currency, customer_group, holder, name, email, phone, note, reference, made_by, expires_at, order_number, version, channel_id, site_id) SELECT ':cart', replace(':cart', '-', ''), 'shopper', 'open', 'USD', '', 'caller:floor', 'Alice Miller', 'alice@example.com', '+1 555 0100', '', '', 'key:floor', now() + interval '30 days', '', 1, ':ch', id FROM organization_site;
INSERT INTO checkout_cartline (id, sku, quantity, cart_id) VALUES (gen_random_uuid(), 'SKU:a', 1, ':cart'), (gen_random_uuid(), 'SKU:b', 2, ':cart');
UPDATE kernel_idempotencykey SET status = 201, answer = '{"token": ":cart", "state": "open", "total": {"amount": "7.50", "currency": "USD"}}' WHERE id = ':k1';
COMMIT;
BEGIN;
INSERT INTO kernel_idempotencykey (id, principal, method, path, key, body_hash) VALUES (':k2', 'key:floor', 'POST', '/floor', ':k2', sha256(':k2')) ON CONFLICT (principal, method, path, key) DO NOTHING;
SELECT c.id, c.state, c.currency, s.number FROM checkout_cart c JOIN organization_site s ON s.id = c.site_id WHERE c.token = replace(':cart', '-', '') FOR UPDATE OF c;
SELECT sku, quantity FROM checkout_cartline WHERE cart_id = ':cart' ORDER BY id;
SELECT v.id, p.amount FROM catalog_price p JOIN catalog_variant v ON v.id = p.variant_id JOIN catalog_product d ON d.id = v.product_id WHERE v.sku IN ('SKU:a', 'SKU:b') AND p.currency = 'USD';
INSERT INTO orders_order (id, number, scopes, placed_at, business_date, currency, net, tax, total, units, state, payment_state, fulfillment_state, return_state, channel_status, channel_reference, customer_name, customer_email, customer_phone, customer_address, updated_at, channel_id, site_id) SELECT ':placed', 'ORD-2026-' || to_char(nextval('orders_number_seq'), 'FM999999000000'), '["channel:web", "brand:house"]', now(), current_date, 'USD', :pa + 2 * :pb, 0, :pa + 2 * :pb, 3, 'placed', 'unpaid', 'unfulfilled', 'none', '', '', 'Alice Miller', 'alice@example.com', '+1 555 0100', '', now(), ':ch', id FROM organization_site RETURNING number \gset
INSERT INTO orders_orderline (id, position, sku, title, unit, quantity, unit_price, tax_rate, net, tax, total, order_id, variant_id) VALUES (':la', 0, 'SKU:a', 'SKU of the house', 'each', 1, :pa, 0, :pa, 0, :pa, ':placed', ':va'), (':lb', 1, 'SKU:b', 'SKU of the house', 'each', 2, :pb, 0, 2 * :pb, 0, 2 * :pb, ':placed', ':vb');
INSERT INTO orders_orderdelta (id, reason, quantity, net, tax, total, tax_rate, currency, base_currency, base_total, revision, at, business_date, line_id, order_id) VALUES (gen_random_uuid(), 'placed', 1, :pa, 0, :pa, 0, 'USD', '', NULL, 1, now(), current_date, ':la', ':placed'), (gen_random_uuid(), 'placed', 2, 2 * :pb, 0, 2 * :pb, 0, 'USD', '', NULL, 1, now(), current_date, ':lb', ':placed');
SELECT l.id, l.variant_id, s.rank, l.on_hand - l.reserved - l.unavailable, l.location_id, l.owner FROM inventory_stocklevel l JOIN inventory_channelsource s ON s.location_id = l.location_id JOIN inventory_location p ON p.id = l.location_id WHERE l.variant_id = ANY('{:va,:vb}') AND s.channel_id = ':ch' AND p.closed_at IS NULL AND p.kind IN ('warehouse', 'store') ORDER BY l.id FOR UPDATE OF l;
UPDATE inventory_stocklevel l SET reserved = reserved + n.quantity, updated_at = now() FROM unnest('{:va,:vb}'::uuid[], '{1,2}'::numeric[]) AS n (id, quantity) WHERE l.variant_id = n.id RETURNING l.id, l.on_hand - l.reserved - l.unavailable, l.low_at, n.quantity;
INSERT INTO inventory_reservation (id, reference, quantity, backordered, promised_on, holder, made_at, expires_at, closed_at, outcome, level_id) SELECT gen_random_uuid(), ':number', CASE WHEN variant_id = ':va' THEN 1 ELSE 2 END, 0, NULL, '', now(), now() + interval '30 min', NULL, '', id FROM inventory_stocklevel WHERE variant_id IN (':va', ':vb');
INSERT INTO payments_payment (id, reference, method, currency, key, amount, expires_at, scopes, strategy, way, account_id) SELECT ':pay', ':number', provider, 'USD', ':pay', :pa + 2 * :pb, now() + interval '27 min', '["channel:web", "brand:house"]', 'authorize', 'card', id FROM payments_provideraccount WHERE code = 'plain';
INSERT INTO payments_paymentcall (id, command, kind, state, amount, final, note, asked, sealed_means, actor, attempts, next_at, reason, vendor_code, payment_id) VALUES (':pay', 'begin', 'begin', 'waiting', :pa + 2 * :pb, false, '', '{"title": ":number", "return_url": "", "payer_ip": "127.0.0.1"}', 'sealed', 'key:floor', 0, now() + interval '5 s', '', '', ':pay');
INSERT INTO payments_paymentevent (id, key, psp_reference, step, amount, actor, occurred_at, payment_id, change, source) VALUES (gen_random_uuid(), 'ask::pay', '', 'authorize_request', :pa + 2 * :pb, 'key:floor', now(), ':pay', ':pay', 'asked');
UPDATE checkout_cart SET state = 'placing', order_number = ':number', version = 2 WHERE id = ':cart';
INSERT INTO checkout_checkout (id, token, order_number, scopes, state, waits_for, reason, currency, total, return_url, attempts, next_at, deadline, started_at, cart_id) VALUES (':saga', replace(':saga', '-', ''), ':number', '["channel:web", "brand:house"]', 'running', '', '', 'USD', :pa + 2 * :pb, '', 0, now() + interval '5 s', now() + interval '27 min', now(), ':cart');
INSERT INTO checkout_checkoutstep (id, position, kind, state, provider, way, amount, payment, call, attempts, reason, started_at, ended_at, checkout_id) VALUES (gen_random_uuid(), 0, 'place', 'done', '', '', NULL, NULL, NULL, 1, '', now(), now(), ':saga'), (':s1', 1, 'authorize', 'running', 'plain', 'card', :pa + 2 * :pb, ':pay', ':pay', 1, '', now(), NULL, ':saga'), (':s2', 2, 'complete', 'waiting', '', '', NULL, NULL, NULL, 0, '', NULL, NULL, ':saga');
INSERT INTO kernel_fact (fact_id, type, subject, payload, occurred_at, actor_kind, actor_name, request_id) VALUES (gen_random_uuid(), 'stock.reserved', 'stock::number', '{"reference": ":number", "lines": [{"sku": "SKU:a", "quantity": "1"}, {"sku": "SKU:b", "quantity": "2"}]}', now(), 'api_key', 'key:floor', ':k2'), (gen_random_uuid(), 'order.placed', 'order::number', '{"number": ":number", "state": "placed", "total": {"amount": "7.50", "currency": "USD"}}', now(), 'api_key', 'key:floor', ':k2'), (gen_random_uuid(), 'payment.begun', 'order::number', '{"reference": ":number", "payment": ":pay", "amount": {"amount": "7.50", "currency": "USD"}}', now(), 'api_key', 'key:floor', ':k2'), (gen_random_uuid(), 'checkout.started', 'checkout::saga', '{"checkout": ":saga", "number": ":number", "total": {"amount": "7.50", "currency": "USD"}}', now(), 'api_key', 'key:floor', ':k2');
UPDATE kernel_idempotencykey SET status = 202, answer = '{"token": ":saga", "state": "running", "total": {"amount": "7.50", "currency": "USD"}}' WHERE id = ':k2';
COMMIT;
BEGIN;
UPDATE payments_paymentcall c SET state = 'sent', attempts = 1, sent_at = now(), lease = ':k2', lease_until = now() + interval '1 min', next_at = now() + interval '1 min' FROM payments_payment p JOIN payments_provideraccount a ON a.id = p.account_id WHERE p.id = c.payment_id AND c.id = ':pay' AND c.state = 'waiting' RETURNING a.sealed;
COMMIT;
BEGIN;
SELECT id, psp_reference FROM payments_payment WHERE id = ':pay' FOR UPDATE;
SELECT key, step, amount FROM payments_paymentevent WHERE payment_id = ':pay';
INSERT INTO payments_paymentevent (id, key, psp_reference, step, amount, actor, occurred_at, payment_id, change, source) VALUES (gen_random_uuid(), 'told::pay', 'pay_1', 'authorize_success', :pa + 2 * :pb, 'payments.calls', now(), ':pay', ':pay', 'answer');
UPDATE payments_payment SET psp_reference = 'pay_1' WHERE id = ':pay';
UPDATE payments_paymentcall SET state = 'done', sealed_means = '', lease = NULL, lease_until = NULL, next_at = NULL, ended_at = now() WHERE id = ':pay';
INSERT INTO kernel_fact (fact_id, type, subject, payload, occurred_at, actor_kind, actor_name, request_id) VALUES (gen_random_uuid(), 'payment.authorized', 'order::number', '{"reference": ":number", "payment": ":pay", "amount": {"amount": "7.50", "currency": "USD"}}', now(), 'system', 'payments.calls', ':k2');
COMMIT;
BEGIN;
SELECT state, cart_id, order_number FROM checkout_checkout WHERE id = ':saga' FOR UPDATE;
SELECT id, kind, state FROM checkout_checkoutstep WHERE checkout_id = ':saga' ORDER BY position;
SELECT p.id, c.state, e.step, e.amount FROM payments_payment p JOIN payments_paymentcall c ON c.payment_id = p.id JOIN payments_paymentevent e ON e.payment_id = p.id WHERE p.reference = ':number';
UPDATE orders_order SET state = 'confirmed', updated_at = now() WHERE id = ':placed' AND state = 'placed';
UPDATE inventory_reservation SET expires_at = NULL WHERE reference = ':number' AND outcome = '' AND expires_at > now();
UPDATE checkout_checkout SET state = 'done', next_at = NULL, ended_at = now(), updated_at = now() WHERE id = ':saga';
UPDATE checkout_checkoutstep SET state = 'done', attempts = 1, ended_at = now() WHERE id IN (':s1', ':s2');
UPDATE checkout_cart SET state = 'placed', version = version + 1 WHERE id = ':cart';
INSERT INTO kernel_fact (fact_id, type, subject, payload, occurred_at, actor_kind, actor_name, request_id) VALUES (gen_random_uuid(), 'order.confirmed', 'order::number', '{"number": ":number"}', now(), 'system', 'checkout', ':k2'), (gen_random_uuid(), 'checkout.completed', 'checkout::saga', '{"checkout": ":saga", "number": ":number"}', now(), 'system', 'checkout', ':k2');
COMMIT;

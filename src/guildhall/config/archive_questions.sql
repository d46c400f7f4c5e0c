-- What a business knows about itself: one value each. Asked of the snapshot that is archived, and
-- again of what is restored from it.

-- orders
SELECT count(*) FROM orders_order;

-- orders_by_state
SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) n FROM orders_order GROUP BY 1)
    s;

-- orders_total
SELECT jsonb_object_agg(currency, t) FROM (SELECT currency, sum(total) t FROM orders_order
    GROUP BY 1) s;

-- orders_newest
SELECT number FROM orders_order ORDER BY placed_at DESC, id DESC LIMIT 1;

-- best_day
SELECT business_date FROM orders_order GROUP BY 1 ORDER BY sum(total) DESC, 1 LIMIT 1;

-- lines_sold
SELECT sum(quantity) FROM orders_orderline;

-- best_seller
SELECT sku FROM orders_orderline GROUP BY sku ORDER BY sum(quantity) DESC, sku LIMIT 1;

-- lines_without_order
SELECT count(*) FROM orders_orderline l WHERE NOT EXISTS (SELECT FROM orders_order o WHERE o.id
    = l.order_id);

-- stock_on_hand
SELECT sum(on_hand) FROM inventory_stocklevel;

-- stock_reserved
SELECT sum(reserved) FROM inventory_stocklevel;

-- stock_by_place
SELECT jsonb_object_agg(code, n) FROM (SELECT p.code, sum(on_hand) n FROM inventory_stocklevel
    s JOIN inventory_location p ON p.id = s.location_id GROUP BY 1) s;

-- movements
SELECT count(*) || ' of ' || sum(quantity) FROM inventory_movement;

-- open_holds
SELECT count(*) FROM inventory_reservation WHERE closed_at IS NULL;

-- payments
SELECT count(*) FROM payments_payment;

-- paid_by_step
SELECT jsonb_object_agg(step, a) FROM (SELECT step, sum(amount) a FROM payments_paymentevent
    GROUP BY 1) s;

-- products_on_sale
SELECT count(*) FROM catalog_product WHERE is_active;

-- variants_without_price
SELECT count(*) FROM catalog_variant v WHERE NOT EXISTS (SELECT FROM catalog_price p WHERE
    p.variant_id = v.id);

-- price_list
SELECT md5(string_agg(v.sku || p.currency || p.amount, ',' ORDER BY v.sku, p.currency, p.id))
    FROM catalog_price p JOIN catalog_variant v ON v.id = p.variant_id;

-- stores
SELECT string_agg(code, ',' ORDER BY code) FROM organization_store;

-- people_who_may_sign_in
SELECT count(*) FROM identity_user WHERE is_active;

-- newest_fact
SELECT max(sequence) FROM kernel_fact;

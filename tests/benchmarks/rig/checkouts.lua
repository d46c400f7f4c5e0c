-- From an empty cart to an order that is asked for: HOST TOKEN SITE SKUS RUN CARTS RATE
-- CARTS is where carts are opened; without an answer's token both requests go there (the noop).
-- RATE is how many orders begin in a second, whoever waits for whom; 0 is as fast as can be.
require("told")
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long ns; } moment; int clock_gettime(int, moment *);")
local told, open, count, turns, begun = ffi.new("moment"), {}, 0, 0, nil

local function now()
  ffi.C.clock_gettime(1, told)
  return tonumber(told.s) * 1000 + tonumber(told.ns) / 1e6
end

function init(args)
  local site = args[3]
  skus, run, carts, rate = tonumber(args[4]), args[5], args[6], tonumber(args[7])
  math.randomseed(tonumber(string.sub(run, -6), 16))
  wrk.method = "POST"
  wrk.headers["Host"] = args[1]
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[2]
  cart = '{"site":' .. site .. ',"currency":"USD","lines":[{"sku":"SKU%d","quantity":"1"},'
    .. '{"sku":"SKU%d","quantity":"2"}],"contact":{"name":"Alice Miller",'
    .. '"email":"alice@example.com","phone":"+1 555 0100"}}'
  -- Each SKU costs 2.50.
  buying = '{"total":{"amount":"7.50","currency":"USD"},'
    .. '"tenders":[{"account":"plain","way":"card","token":"ok"}]}'
end

-- A cart that is open is bought by whoever is free; the next one is opened when its time comes.
function delay()
  if rate == 0 or #open > 0 then return 0 end
  begun = begun or now()
  local wait = begun + turns * 1000 / rate - now()
  turns = turns + 1
  return math.max(0, math.floor(wait))
end

function request()
  count = count + 1
  wrk.headers["Idempotency-Key"] = run .. "-" .. count
  local token = table.remove(open, 1)
  if token then
    return wrk.format(nil, token == "" and carts or carts .. "/" .. token .. "/checkout", nil, buying)
  end
  local first = math.random(skus)
  local second = (first + math.random(skus - 1) - 1) % skus + 1
  return wrk.format(nil, carts, nil, string.format(cart, first, second))
end

function response(_status, _headers, body)
  local token = string.match(body, '^{"token": ?"([%w_-]+)", ?"state": ?"open"')
  if token then open[#open + 1] = token
  elseif string.sub(body, 1, 5) == '{"ok"' then
    bare = not bare
    if bare then open[#open + 1] = "" end
  end
end

-- Orders of two lines, each with a key of its own: HOST TOKEN SITE SKUS RUN
require("told")
local count = 0

function init(args)
  local host, token, site = args[1], args[2], args[3]
  skus, run = tonumber(args[4]), args[5]
  math.randomseed(tonumber(string.sub(run, -6), 16))
  wrk.method = "POST"
  wrk.headers["Host"] = host
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. token
  cart = '{"site":' .. site .. ',"currency":"USD","lines":[{"sku":"SKU%d","quantity":"1"},'
    .. '{"sku":"SKU%d","quantity":"2"}],"customer":{"name":"Alice Miller","email":'
    .. '"alice@example.com","phone":"+1 555 0100","address":"1 Main Street, Springfield"}}'
end

function request()
  count = count + 1
  wrk.headers["Idempotency-Key"] = run .. "-" .. count
  local first = math.random(skus)
  local second = (first + math.random(skus - 1) - 1) % skus + 1
  return wrk.format(nil, nil, nil, string.format(cart, first, second))
end

-- GETs over one connection, timed one by one: a turn through all hosts for each way, again and
-- again. Each time goes to a file, since wrk's own figures are of all together.
-- FILE WAY,WAY,… HOST…
require("told")
local ffi = require("ffi")
ffi.cdef[[
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
]]
local now = ffi.new("moment")
local made, count, began = {}, 0, 0
local file

local function us()
  ffi.C.clock_gettime(1, now)
  return tonumber(now.seconds) * 1e6 + tonumber(now.nanoseconds) / 1e3
end

function init(args)
  file = io.open(args[1], "w")
  for way in string.gmatch(args[2], "[^,]+") do
    for turn = 3, #args do
      wrk.headers["Host"] = args[turn]
      made[#made + 1] = { way = way, text = wrk.format("GET", "/reads/" .. way) }
    end
  end
end

function request()
  count = count % #made + 1
  began = us()
  return made[count].text
end

function response(status)
  file:write(made[count].way, " ", us() - began, "\n")
  if count == #made then file:flush() end
end

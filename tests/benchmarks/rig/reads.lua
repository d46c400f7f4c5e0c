-- GETs that walk through paths made from a format, and through hosts: TOKEN FORMAT FIRST LAST HOST…
require("told")
local made, count = {}, 0

function init(args)
  local format, first, last = args[2], tonumber(args[3]), tonumber(args[4])
  wrk.headers["Authorization"] = "Bearer " .. args[1]
  local host = 5
  for number = first, last do
    wrk.headers["Host"] = args[host]
    made[#made + 1] = wrk.format("GET", string.format(format, number))
    host = host < #args and host + 1 or 5
  end
end

function request()
  count = count % #made + 1
  return made[count]
end

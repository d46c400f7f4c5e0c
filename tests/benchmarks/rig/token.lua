-- Programs that ask for a token, each with its secret: HOST BASIC
require("told")

function init(args)
  wrk.method = "POST"
  wrk.headers["Host"] = args[1]
  wrk.headers["Authorization"] = "Basic " .. args[2]
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  wrk.body = "grant_type=client_credentials&scope=catalog:view"
end

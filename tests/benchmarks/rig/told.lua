-- What every script ends with: one line of JSON for the benchmark.
function done(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  print(string.format(
    '\n{"requests": %d, "us": %d, "failed": %d, "p50_us": %d, "p99_us": %d}',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end

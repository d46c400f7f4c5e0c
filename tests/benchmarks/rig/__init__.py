"""What benchmarks stand on: a database of their own, a real web server, wrk, CPU clocks."""

"""What every room stands on: money, time, states, facts. No business noun."""

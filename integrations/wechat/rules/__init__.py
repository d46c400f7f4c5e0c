"""What WeChat Pay's API v3 demands, as values in and values out."""

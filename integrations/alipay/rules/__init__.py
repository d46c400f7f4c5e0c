"""What Alipay's open gateway demands, as values in and values out."""

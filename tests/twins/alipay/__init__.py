"""Alipay's open gateway as a server of ours."""

"""Judgement about codes, keys, proofs and assertions. Pure: values in, values out."""

"""Everything that changes about archives.

Work on whole schemas lasts longer than a transaction: each step commits for itself, can be
done again, and the next run goes on where a killed one stopped.
"""

class LocalServerFailed(RuntimeError):
    """An embedded server cannot be had; the message names it, the reason and its log."""


class ProgramGaveUp(RuntimeError):
    """A supervised program failed or ended too often; the message ends with its log."""

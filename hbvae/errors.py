"""Errors that the user can fix. A job prints only their message, without a traceback."""


class HbvaeError(Exception):
    """Base class; each message says what was expected, what was found, where, and what to do."""


class AudioError(HbvaeError):
    """A track cannot be read or is too short. It is rejected and the run continues."""


class DatasetError(HbvaeError):
    """A dataset's description, table or folder is missing or invalid."""


class ConfigError(HbvaeError, ValueError):
    """A setting is out of range, or two settings contradict each other."""


class StoreError(HbvaeError):
    """A result file is missing, damaged, or of another kind or version."""

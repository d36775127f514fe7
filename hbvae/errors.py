"""Problems that a person can fix. A task shows only their message, without a traceback."""


class HbvaeError(Exception):
    """Base of the errors whose message says what was expected, what came, where, and what to do."""


class AudioError(HbvaeError):
    """A track cannot be read or is too short; it is rejected and the run goes on."""


class DatasetError(HbvaeError):
    """A dataset's description, table or folder is not as it should be."""


class ConfigError(HbvaeError, ValueError):
    """Settings that are out of range or do not fit together."""


class StoreError(HbvaeError):
    """A file of results is not what its reader expects."""

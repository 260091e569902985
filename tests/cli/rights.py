"""A process without the rights of root, for tests that run as root too."""

import ctypes
import os

PR_CAPBSET_DROP = 24
MAY_WRITE_ANYWHERE, MAY_READ_ANYWHERE = 1, 2


def without_rights() -> None:
    """Root may write where nobody else may; a program that is started after this may not."""
    if os.getuid() == 0:
        for capability in (MAY_WRITE_ANYWHERE, MAY_READ_ANYWHERE):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)

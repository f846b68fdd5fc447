"""What is known of the drive under a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

#: File systems with files of less than 4 GiB, as the systems call them.
_SMALL_FILES = {"vfat", "msdos", "fat", "fat12", "fat16", "fat32", "msdosfs", "umsdos"}
_NETWORK = {
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.davfs2",
    "fuse.sshfs", "fuse.rclone", "ncpfs", "9p", "afs", "ceph", "fuse.glusterfs",
}  # fmt: skip


class Volume(NamedTuple):
    """``file_system`` is what the system calls it, empty where it does not tell."""

    file_system: str
    is_network: bool

    @property
    def takes_large_files(self) -> bool:
        """Whether a file may have 4 GB and more."""
        return self.file_system.lower() not in _SMALL_FILES


def volume_of(folder: Path) -> Volume:
    """Return the drive of ``folder``, which need not exist."""
    import psutil  # only where it is asked for: the window's start imports this file

    resolved = folder.resolve()
    if sys.platform == "win32" and str(resolved).startswith("\\\\"):
        return Volume("", is_network=True)
    best = ""
    found = Volume("", is_network=False)
    for partition in psutil.disk_partitions(all=True):
        mounted = partition.mountpoint
        # Of several on one place the last one counts: it lies on top.
        if len(mounted) >= len(best) and resolved.is_relative_to(mounted):
            is_network = partition.fstype.lower() in _NETWORK or "remote" in partition.opts.split(",")
            best, found = mounted, Volume(partition.fstype, is_network)
    return found


def nearest_existing(folder: Path) -> Path | None:
    """Return ``folder`` or the nearest one above it that exists; None where the whole drive is away."""
    return next((place for place in (folder, *folder.parents) if os.path.lexists(place)), None)


def are_on_one_volume(first: Path, second: Path) -> bool:
    """Tell whether a file can be renamed from one folder to the other; neither need exist."""
    places = nearest_existing(first), nearest_existing(second)
    return all(places) and len({place.stat().st_dev for place in places if place is not None}) == 1

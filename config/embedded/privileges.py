"""How PostgreSQL, which refuses to run as root, is started by root without touching the mode of any folder."""

import ctypes
import functools
import os
import pwd
import subprocess
from collections.abc import Callable
from pathlib import Path

from config.embedded.complaints import Unavailable

CLONE_NEWUSER = 0x10000000
PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 8, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 4
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
ROOT = 0

libc = ctypes.CDLL(None, use_errno=True)


def step_down(data: Path, *, probe: list[str]) -> Callable[[], None] | None:
    """What a child must do between fork and exec so that it is not root; None when nobody here is root.

    `probe` is a harmless command with which the way is tried before it is taken.
    """
    if os.geteuid() != ROOT:
        return None
    owner = _owner(data)
    if owner != ROOT:
        return _dropping_to(owner, _group_of(owner))
    someone = _someone()
    namespace = functools.partial(_enter_namespace, someone.pw_uid, someone.pw_gid)
    if _works(namespace, probe):
        return namespace
    dropping = _dropping_to(someone.pw_uid, someone.pw_gid)
    if not _works(dropping, probe):
        raise Unavailable(
            "PostgreSQL 不允许以 root 身份运行，而本机又不允许 root 切换身份；请改用普通用户运行，"
            "或用 DATABASE_URL 指定数据库。",
            "PostgreSQL does not run as root and root may not change its identity here; run as an ordinary user, "
            "or name a database with DATABASE_URL.",
        )
    _hand_over(data, someone.pw_uid, someone.pw_gid)
    return dropping


def _owner(data: Path) -> int:
    """Of the data, or who is to own them: whoever owns the folder, if initdb will find his name."""
    if data.exists():
        return data.stat().st_uid
    uid = data.parent.stat().st_uid
    return uid if any(entry.pw_uid == uid for entry in pwd.getpwall()) else ROOT


def _someone() -> pwd.struct_passwd:
    """Any account but root: initdb looks its own name up, and "nobody" owns nothing else."""
    others = [entry for entry in pwd.getpwall() if entry.pw_uid != ROOT]
    if not others:
        raise Unavailable(
            "本机除 root 外没有任何用户，PostgreSQL 无法启动；请先建立一个普通用户。",
            "There is no user but root here, and PostgreSQL does not run as root; create an ordinary user first.",
        )
    return next((entry for entry in others if entry.pw_name == "nobody"), others[0])


def _group_of(uid: int) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return uid


def _works(way: Callable[[], None], probe: list[str]) -> bool:
    try:
        tried = subprocess.run(probe, preexec_fn=way, capture_output=True, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return tried.returncode == 0


def _enter_namespace(uid: int, gid: int) -> None:
    """A user namespace in which root's files belong to `uid`: outside they stay root's, and 0700 folders open."""
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outside_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outside_gid} 1")


def _dropping_to(uid: int, gid: int) -> Callable[[], None]:
    return functools.partial(_drop, uid, gid)


def _drop(uid: int, gid: int) -> None:
    """Becomes `uid` but keeps, where allowed, the right to walk through folders closed to it."""
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    # Without this, access(2), with which initdb looks for its programs, forgets that right.
    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    kept = 1 << CAP_DAC_OVERRIDE
    # Effective, permitted, inheritable; the second three are for capabilities above 31. Where this is refused
    # (no such right in the container) the server still starts, provided its folders are open to `uid`.
    if libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept, kept, 0, 0, 0)) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def _hand_over(folder: Path, uid: int, gid: int) -> None:
    """Data that root made where namespaces were allowed go to the account that must now serve them."""
    for path in _everything_in(folder):
        os.chown(path, uid, gid, follow_symlinks=False)


def leave_to_owner(var: Path) -> None:
    """Whoever runs `sudo` once in his own folder does not lock himself out of what root wrote there."""
    owner = var.stat()
    if os.geteuid() != ROOT or owner.st_uid == ROOT:
        return
    for path in _everything_in(var):
        if path.lstat().st_uid == ROOT:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _everything_in(folder: Path) -> list[Path]:
    if not folder.exists():
        return []
    return [Path(place, name) for place, _, files in os.walk(folder) for name in ("", *files)]

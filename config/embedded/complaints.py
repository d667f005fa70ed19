"""What is said when an embedded server cannot be started: one plain sentence, in Chinese and in English."""

import errno
from pathlib import Path


class Unavailable(Exception):
    """A server is needed and cannot be had; the text says why and what to do."""

    def __init__(self, chinese: str, english: str):
        super().__init__(f"{chinese}\n{english}")


def about_folder(folder: Path, error: OSError) -> Unavailable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    return unwritable(folder)


def disk_full(folder: Path) -> Unavailable:
    return Unavailable(
        f"磁盘空间不足，无法在 {folder} 写入；请清理磁盘后重新启动，已有数据没有丢失。",
        f"The disk is full: nothing can be written in {folder}. Free some space and start again; nothing was lost.",
    )


def unwritable(folder: Path) -> Unavailable:
    return Unavailable(
        f"无法写入文件夹 {folder}（只读，或属于其他用户）；请换一个可写的目录，或用环境变量 VAR_DIR 指定，"
        "已有数据没有丢失。",
        f"The folder {folder} cannot be written (read-only, or another user's); use a writable one, or name one with "
        "VAR_DIR. Nothing was lost.",
    )


def not_installed(program: str, variable: str) -> Unavailable:
    return Unavailable(
        f"没有找到 {program} 程序；请先按 README 安装 requirements.txt 中的软件包，或用环境变量 {variable} 指定"
        "已有的服务。",
        f"{program} was not found; install requirements.txt as the README says, or name a running server with "
        f"{variable}.",
    )


def other_version(folder: Path, found: str, wanted: str) -> Unavailable:
    return Unavailable(
        f"{folder} 中是 PostgreSQL {found} 的数据，本版本使用 PostgreSQL {wanted}；请先用旧版本导出（pg_dump），"
        "把该文件夹改名保存，再启动新版本并导入，已有数据没有改动。",
        f"{folder} holds data of PostgreSQL {found}, this release runs {wanted}; dump it with the old release, put the "
        "folder aside, start again and restore. Nothing was changed.",
    )


def incomplete(folder: Path) -> Unavailable:
    return Unavailable(
        f"{folder} 不是完整的 PostgreSQL 数据文件夹；请用备份恢复它，或把它改名保存后重新启动（将建立新的空数据库）。",
        f"{folder} is no whole PostgreSQL data folder; restore it from a backup, or put it aside and start again with an "
        "empty database.",
    )


def in_use(folder: Path) -> Unavailable:
    return Unavailable(
        f"数据文件夹 {folder} 正被另一个 PostgreSQL 进程使用；请先停止它，再重新启动。",
        f"Another PostgreSQL process is using {folder}; stop it and start again.",
    )


def failed(program: str, log: Path, reason: str) -> Unavailable:
    return Unavailable(
        f"{program} 没有启动成功，原因见 {log}：{reason}",
        f"{program} did not start; the log {log} has the reason. Nothing was lost.",
    )


def from_log(program: str, *, log: Path, folder: Path, said: str) -> Unavailable:
    """Turns what a server wrote before it gave up into a sentence; `said` is that part of its log."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return disk_full(folder)
    if "Read-only file system" in said or "Permission denied" in said or "Operation not permitted" in said:
        return unwritable(folder)
    telling = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
    lines = telling or said.splitlines() or ["没有留下记录"]
    return failed(program, log, lines[-1].strip())

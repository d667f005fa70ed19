"""A yes or a no that explains itself; pages show the reason, actions raise it."""

from dataclasses import dataclass


class Refused(Exception):
    """Nothing was changed; the text says in Chinese why, and what to do instead."""


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def or_raise(self) -> None:
        if not self.allowed:
            raise Refused(self.reason)


YES = Verdict(True)


def no(reason: str) -> Verdict:
    return Verdict(False, reason)

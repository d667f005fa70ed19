"""How complete a site's file is: a share of facts that are known, and the names of those that are missing. Pure."""

from dataclasses import dataclass

_FACTS = (
    ("owner", "责任主体"), ("address", "地址"), ("latitude", "位置"), ("opened_on", "投用日期"),
)  # fmt: skip


@dataclass(frozen=True)
class Completeness:
    known: int
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        return 100 * self.known // self.total if self.total else 100


def completeness(site, *, attributes, has_keeper: bool, has_photo: bool) -> Completeness:
    """`attributes` are those of the site's kind; only counting ones are asked for."""
    facts = [(label, getattr(site, name) not in (None, "")) for name, label in _FACTS]
    facts += [("责任人", has_keeper), ("照片", has_photo)]
    facts += [
        (attribute.label, site.attributes.get(attribute.key) not in (None, ""))
        for attribute in attributes
        if attribute.counts and not attribute.retired
    ]
    missing = tuple(label for label, known in facts if not known)
    return Completeness(len(facts) - len(missing), len(facts), missing)

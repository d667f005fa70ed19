"""A ledger's filters kept under a name."""

from apps.common.verdicts import Refused
from apps.problems.models import SavedView

MOST_VIEWS = 12


def save_view(*, by, name: str, query: str) -> SavedView:
    """The same name again takes over the new filters."""
    name = name.strip()
    if not name or len(name) > 20:
        raise Refused("请给这个视图起一个名字，最多20个字。")
    if not name.isprintable():
        raise Refused("名字里有不能用的符号，请重新写。")
    if len(query) > 1000:
        raise Refused("条件太多，存不下。请去掉一些条件。")
    own = SavedView.objects.filter(person=by)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise Refused(f"最多存{MOST_VIEWS}个常用视图，请先删掉不用的。")
    view, _ = SavedView.objects.update_or_create(person=by, name=name, defaults={"query": query})
    return view


def forget_view(view, *, by) -> None:
    SavedView.objects.filter(pk=view.pk, person=by).delete()

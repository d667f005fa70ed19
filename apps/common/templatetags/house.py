"""Template tags of the house's components. docs/components.md shows how each is used."""

from django import template
from django.forms import Field
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join

from apps.common import charts, deadlines

register = template.Library()

# Tone and shape of each state of the ledger; other words take a tone of their own: {% badge "已导入" "done" %}.
STATES = {
    "reported": ("new", "state-reported"),
    "dispatched": ("moving", "state-dispatched"),
    "rectifying": ("moving", "state-rectifying"),
    "submitted": ("moving", "state-submitted"),
    "verified": ("done", "state-verified"),
    "closed": ("closed", "state-closed"),
    "rejected": ("quiet", "state-rejected"),
    "suspended": ("quiet", "state-suspended"),
}
SHAPES_OF_TONES = {
    "new": "state-reported",
    "moving": "state-dispatched",
    "done": "state-verified",
    "closed": "state-closed",
    "quiet": "state-other",
    "late": "late",
    "soon": "soon",
}
CHOSEN_WIDGETS = {
    "select", "selectmultiple", "radioselect", "checkboxselectmultiple", "checkbox", "file", "clearablefile", "date", "day",
    "photos",
}  # fmt: skip
PAGING = ("cursor", "page")


@register.simple_tag
def icon(name, label=""):
    """An icon of the sprite; without a label it is decoration beside words and hidden from screen readers."""
    href = f"{static('img/icons.svg')}#{name}"
    if not label:
        return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)
    return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)


# --- Headings and frames around content -----------------------------------------------------------------------------


@register.simple_block_tag
def page_heading(content, title, count=None, unit="条", intro="", back_url="", back_label="返回"):
    """Heading of a page; the content between the tags is its actions."""
    back = (
        format_html('<a class="back-link" href="{}">{}{}</a>', back_url, icon("left"), back_label) if back_url else ""
    )
    counted = "" if count is None else format_html('<span class="heading-count">{}{}</span>', f"{count:,}", unit)
    said = format_html('<p class="heading-intro">{}</p>', intro) if intro else ""
    actions = format_html('<div class="heading-actions">{}</div>', content) if content.strip() else ""
    return format_html(
        '<header class="page-heading"><div>{}<h1>{}{}</h1>{}</div>{}</header>', back, title, counted, said, actions
    )


@register.simple_block_tag
def panel(content, title="", link_url="", link_label="查看全部", name=""):
    """A white sheet with a heading and, if wanted, one quiet link at its right."""
    link = (
        format_html('<a class="panel-link" href="{}">{}{}</a>', link_url, link_label, icon("right")) if link_url else ""
    )
    head = format_html('<header class="panel-head"><h2>{}</h2>{}</header>', title, link) if title else ""
    anchor = format_html(' id="{}"', name) if name else ""
    return format_html('<section class="panel"{}>{}{}</section>', anchor, head, content)


@register.simple_block_tag
def ledger(content, label, wide=False):
    """A table on the computer, cards on the phone. `wide` tables scroll sideways instead of growing with the page."""
    scroll = format_html(' tabindex="{}"', 0) if wide else ""
    return format_html(
        '<div class="ledger-wrap{}" role="region" aria-label="{}"{}><table class="ledger">{}</table></div>',
        " is-wide" if wide else "", label, scroll, content,
    )  # fmt: skip


# --- State and deadline ---------------------------------------------------------------------------------------------


@register.simple_tag
def state_badge(state, label):
    """The state of a problem in words, colour and shape: {% state_badge problem.state problem.get_state_display %}."""
    tone, shape = STATES.get(str(state), ("quiet", "state-other"))
    return format_html('<span class="badge-state tone-{}">{}{}</span>', tone, icon(shape), label)


@register.simple_tag
def badge(label, tone="quiet"):
    """Any other state. Tones: new, moving, done, closed, quiet; late and soon only for what is or will be late."""
    shape = SHAPES_OF_TONES.get(tone, "state-other")
    return format_html('<span class="badge-state tone-{}">{}{}</span>', tone, icon(shape), label)


@register.simple_tag
def deadline(on, today, finished=False, kind="dated", finished_on=None, show_date=True, provisional=False):
    """Days left or late in words, with the date beside them; a provisional date says so."""
    label = deadlines.deadline_label(on, today, finished, kind=kind, finished_on=finished_on)
    mark = icon(label.tone) if label.tone in {"late", "soon"} else ""
    date = ""
    if show_date and label.on:
        written = f"{label.on.month}月{label.on.day}日"
        if label.on.year != today.year:
            written = f"{label.on.year}年{written}"
        if provisional:
            written = f"{written}（{deadlines.PROVISIONAL_SHORT}）"
        date = format_html('<time class="deadline-date" datetime="{}">{}</time>', label.on.isoformat(), written)
    words = format_html('<span class="deadline-words">{}{}</span>', mark, label.words)
    return format_html('<span class="deadline deadline-{}">{}{}</span>', label.tone, words, date)


# --- Filters in the address -----------------------------------------------------------------------------------------


def _address(context, changes):
    """The page's address with some parameters changed; any change of filter goes back to the first page."""
    query = context.request.GET.copy()
    for key in PAGING:
        query.pop(key, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None and value != "":
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def chip(context, label, name, value, count=None):
    """One filter as a link that switches it on, or off when it is on already. An empty value means 全部."""
    value = str(value)
    is_on = context.request.GET.get(name, "") == value
    counted = "" if count is None else format_html(' <span class="chip-count">{}</span>', f"{count:,}")
    current = format_html(' aria-current="{}"', "true") if is_on else ""
    href = _address(context, {name: None if is_on else value})
    return format_html('<a class="chip" href="{}"{}>{}{}</a>', href, current, label, counted)


@register.simple_tag(takes_context=True)
def filter_tag(context, label, name):
    """A folded filter that is on, said in words, with its own way out."""
    href = _address(context, {name: None})
    return format_html('<a class="filter-tag" href="{}">{}{}</a>', href, label, icon("close", "取消这个条件"))


@register.simple_tag(takes_context=True)
def keep_query(context, form=None):
    """What the address says beside this GET form's own fields, as hidden fields."""
    dropped = {*PAGING, *(form.fields if form else ())}
    pairs = ((key, value) for key, values in context.request.GET.lists() if key not in dropped for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


# --- Facts and figures ----------------------------------------------------------------------------------------------


@register.simple_tag
def fact(label, value=None, url="", missing="未填写"):
    """One line of <dl class="facts">."""
    if value is None or value == "":
        value = format_html('<span class="fact-missing">{}</span>', missing)
    elif url:
        value = format_html('<a href="{}">{}</a>', url, value)
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value)


@register.inclusion_tag("components/figure_card.html")
def figure_card(label, value, unit="件", url="", last_month=None, last_year=None, better="", series=None):
    """`better` is "less" or "more": it makes a change for the better green; a change for the worse is only said."""
    changes = [("比上月", last_month), ("比去年同月", last_year)]
    return {
        "label": label,
        "value": f"{value:,}" if isinstance(value, int) else charts.number(value),
        "unit": "" if value is None else unit,
        "url": url,
        "changes": [
            {"against": against, "words": change_words(value, then, unit), "good": is_better(value, then, better)}
            for against, then in changes
            if then not in (None, "")  # Django's word for a figure that has nothing to be compared with
        ],
        "trend": charts.sparkline(series, title=f"{label}走势") if series else "",
    }


def change_words(now, then, unit):
    """A change in words: 多2件, 少3件, 高1.2个百分点, 持平."""
    if now is None:
        return "无法比较"
    change = round(now - then, 2)
    if not change:
        return "持平"
    if unit == "%":
        return f"{'高' if change > 0 else '低'}{charts.number(abs(change))}个百分点"
    return f"{'多' if change > 0 else '少'}{charts.number(abs(change))}{unit}"


def is_better(now, then, better):
    if now is None or now == then:
        return False
    return better == ("more" if now > then else "less")


# --- Charts ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def sparkline(values, title, desc=""):
    return charts.sparkline(values, title=title, desc=desc)


@register.inclusion_tag("components/age_bar.html")
def age_bar(parts, title, unit="件"):
    """A stacked bar with its legend; `parts` is a list of charts.Part."""
    parts = list(parts)
    return {"parts": parts, "drawing": charts.stacked_bar(parts, title=title, unit=unit), "unit": unit, "title": title}


# --- Forms ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def field_errors(field):
    """A field's mistakes; Django's own word for an empty field is replaced by a sentence that names it."""
    errors = [sentence for error in field.errors.as_data() for sentence in _sentences(error, field)]
    lines = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in errors))
    return format_html('<ul class="errorlist" id="{}_error">{}</ul>', field.auto_id, lines) if errors else ""


def _sentences(error, field):
    if error.code == "required" and str(error.message) == str(Field.default_error_messages["required"]):
        return [f"请{'选择' if field.widget_type in CHOSEN_WIDGETS else '填写'}“{field.label}”。"]
    return error.messages


@register.filter
def mark(field):
    """必填 where most fields are optional, 选填 where most are required; nothing for the majority."""
    needed = [other.field.required for other in field.form.visible_fields()]
    mostly_optional = sum(needed) * 2 < len(needed)
    if field.field.required:
        return "必填" if mostly_optional else ""
    return "" if mostly_optional else "选填"


@register.filter
def is_switch(field):
    """A single checkbox, whose label stands behind it."""
    return field.widget_type == "checkbox"

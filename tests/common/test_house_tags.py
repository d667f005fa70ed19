"""Template tags: what a page says, and what stays in its address."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from apps.common.templatetags import house
from apps.common.verdicts import YES, no
from apps.common.widgets import DayInput

TODAY = date(2026, 11, 22)


def rendered(source, address="/problems/", **context):
    request = RequestFactory().get(address)
    return Template("{% load house %}" + source).render(RequestContext(request, context, use_l10n=False))


def plain(source, **context):
    return Template("{% load house %}" + source).render(Context(context))


def test_icon_beside_words_is_hidden_from_screen_readers():
    assert plain('{% icon "camera" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/img/icons.svg#camera"></use></svg>'
    )


def test_icon_alone_has_a_name():
    assert 'role="img" aria-label="关闭"' in plain('{% icon "close" "关闭" %}')


def test_heading_counts_in_thousands_and_holds_actions():
    html = plain(
        '{% page_heading title count=10128 unit="件" %}<a href="/new/">登记</a>{% endpage_heading %}', title="<台账>"
    )

    assert '<h1>&lt;台账&gt;<span class="heading-count">10,128件</span></h1>' in html
    assert '<div class="heading-actions"><a href="/new/">登记</a></div>' in html


def test_heading_without_actions_leaves_no_empty_box():
    assert "heading-actions" not in plain('{% page_heading "台账" %} {% endpage_heading %}')


@pytest.mark.parametrize(
    "state", ["reported", "dispatched", "rectifying", "submitted", "verified", "closed", "rejected", "suspended"]
)
def test_every_state_has_a_shape_of_its_own(state):
    assert f"icons.svg#state-{state}" in plain("{% state_badge state '词' %}", state=state)


def test_unknown_state_is_still_said_in_words():
    assert plain('{% state_badge "new_one" "新状态" %}').endswith("新状态</span>")


def test_late_deadline_is_said_with_its_date():
    html = plain("{% deadline on today %}", on=date(2026, 11, 17), today=TODAY)

    assert 'class="deadline deadline-late"' in html
    assert "超期5天" in html
    assert '<time class="deadline-date" datetime="2026-11-17">11月17日</time>' in html


def test_deadline_of_another_year_names_the_year():
    assert "2027年1月21日" in plain("{% deadline on today %}", on=date(2027, 1, 21), today=TODAY)


def test_deadline_without_a_date():
    assert plain('{% deadline None today kind="long_term" %}', today=TODAY) == (
        '<span class="deadline deadline-calm"><span class="deadline-words">长期坚持</span></span>'
    )


def test_chip_switches_a_filter_on_and_returns_to_the_first_page():
    html = rendered('{% chip "已超期" "state" "late" 7 %}', "/problems/?unit=3&cursor=abc")

    assert html == '<a class="chip" href="?unit=3&amp;state=late">已超期 <span class="chip-count">7</span></a>'


def test_chip_that_is_on_switches_off():
    assert rendered('{% chip "已超期" "state" "late" %}', "/problems/?state=late&unit=3") == (
        '<a class="chip" href="?unit=3" aria-current="true">已超期</a>'
    )


def test_filter_tag_removes_only_its_own_filter():
    assert '<a class="filter-tag" href="?state=late">来源：12345' in rendered(
        '{% filter_tag "来源：12345" "source" %}', "/problems/?state=late&source=12345"
    )


def test_filter_form_keeps_what_it_does_not_ask():
    form = SimpleNamespace(fields={"unit": None})

    assert rendered("{% keep_query form %}", "/problems/?state=late&unit=3&cursor=abc", form=form) == (
        '<input type="hidden" name="state" value="late">'
    )


@pytest.mark.parametrize(
    ("now", "then", "unit", "words"),
    [
        (128, 134, "件", "少6件"),
        (128, 120, "件", "多8件"),
        (7, 7, "件", "持平"),
        (92.5, 90, "%", "高2.5个百分点"),
        (90, 92.5, "%", "低2.5个百分点"),
        (None, 3, "件", "无法比较"),
    ],
)
def test_change_of_a_figure_is_said_in_words(now, then, unit, words):
    assert house.change_words(now, then, unit) == words


def test_only_a_change_for_the_better_is_green():
    assert house.is_better(5, 8, "less")
    assert not house.is_better(8, 5, "less")
    assert house.is_better(8, 5, "more")
    assert not house.is_better(5, 5, "more")
    assert not house.is_better(None, 5, "more")
    assert not house.is_better(8, 5, "")


def test_figure_is_a_link_to_its_rows():
    html = plain('{% figure_card "超期" 1234 "件" "/problems/?state=late" last_month=1230 better="less" %}')

    assert '<a href="/problems/?state=late" aria-label="超期：1,234件，查看明细">' in html
    assert "<li>比上月 <span>多4件</span></li>" in html


def test_figure_of_nothing_is_a_dash_without_a_unit():
    html = plain('{% figure_card "按期率" None "%" %}')

    assert '<span class="figure-number">—</span>' in html
    assert "figure-unit" not in html


def test_fact_shows_nought_and_says_what_is_missing():
    assert plain('{% fact "经费" 0 %}') == "<div><dt>经费</dt><dd>0</dd></div>"
    assert "未填写" in plain('{% fact "目标" "" "/x/" %}')


class ReportForm(forms.Form):
    what = forms.CharField(label="发现了什么")
    kind = forms.ChoiceField(label="类别", choices=[("1", "垃圾")])
    on = forms.DateField(label="日期", widget=DayInput())
    phone = forms.CharField(label="电话", required=False, help_text="可以不填。")


class FilterForm(forms.Form):
    unit = forms.CharField(label="单位")
    start = forms.DateField(label="从", required=False)
    end = forms.DateField(label="到", required=False)


def test_the_rarer_kind_of_field_is_marked():
    assert [house.mark(field) for field in ReportForm()] == ["", "", "", "选填"]
    assert [house.mark(field) for field in FilterForm()] == ["必填", "", ""]


def test_errors_stand_beside_the_field_in_sentences_that_name_it():
    html = str(ReportForm({"phone": "1"}))

    assert '<ul class="errorlist" id="id_what_error"><li>请填写“发现了什么”。</li></ul>' in html
    assert "请选择“类别”。" in html
    assert 'aria-describedby="id_what_error"' in html


def test_day_input_speaks_the_browsers_dates():
    assert 'type="date" name="on" value="2026-11-22"' in str(ReportForm(initial={"on": TODAY})["on"])


def action(**more):
    return {"label": "销号", "url": "/close/", **more}


def test_refusing_verdict_shows_its_reason_instead_of_a_button():
    html = render_to_string("components/action.html", {"action": action(verdict=no("还在公示期。"))})

    assert "<strong>暂不能销号</strong>还在公示期。" in html
    assert "/close/" not in html


def test_agreeing_verdict_shows_the_button():
    assert '<a class="btn btn-quiet" href="/close/">销号</a>' in render_to_string(
        "components/action.html", {"action": action(verdict=YES)}
    )
    assert '<a class="btn btn-primary" href="/close/">销号</a>' in render_to_string(
        "components/action.html", {"action": action(), "look": "btn-primary"}
    )


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html"])
def test_pages_of_failure_need_nothing_around_them(name):
    html = render_to_string(name)

    assert "/static/css/house.css" in html
    assert "<script" not in html


def test_running_job_asks_again_and_finished_job_does_not():
    running = {"name": "导入", "done": 120, "total": 200, "unit": "行", "url": "/jobs/1/"}

    drawn = render_to_string("components/progress.html", running)
    assert ('hx-get="/jobs/1/"' in drawn, 'hx-trigger="every 1s"' in drawn) == (True, True)
    assert "hx-get" not in render_to_string("components/progress.html", {**running, "finished": True})

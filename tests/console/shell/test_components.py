import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from guildhall.console.shell.parts import Chip, chips
from guildhall.console.shell.statuses import status_of
from guildhall.kernel.paging import Page
from guildhall.kernel.refusals import NotFound


class OrderFilter(forms.Form):
    q = forms.CharField(required=False, label="Search")
    state = forms.ChoiceField(
        required=False, label="Status", choices=[("", "Any"), ("placed", "Placed")]
    )


def render(source: str, **context: object) -> str:
    template = Template("{% load shell %}" + source)
    return re.sub(r"\s+", " ", template.render(Context(context)))


def test_a_word_may_mean_something_else_on_one_axis() -> None:
    assert status_of("none", axis="payment").label == "Unpaid"
    assert status_of("none").label == "None"


def test_a_state_of_a_channel_that_nobody_listed_shows_as_it_is_and_escaped() -> None:
    shown = render("{% status state %}", state="<b>odd</b>")

    assert "&lt;b&gt;odd&lt;/b&gt;" in shown
    assert "state-neutral" in shown


def test_a_state_is_told_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert "已发货" in render('{% status "shipped" %}')


def test_an_icon_that_no_sprite_has_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="unicorn"):
        render('{% icon "unicorn" %}')


def test_each_filter_in_the_url_is_a_chip_that_leads_to_the_list_without_it() -> None:
    request = RequestFactory().get("/orders", {"q": "milk", "state": "placed", "cursor": "abc"})

    found = chips(request, OrderFilter(request.GET))

    assert found == (
        Chip("Search", "milk", "?state=placed"),
        Chip("Status", "Placed", "?q=milk"),
    )


def test_an_empty_filter_is_no_chip() -> None:
    request = RequestFactory().get("/orders", {"q": "", "state": ""})

    assert chips(request, OrderFilter(request.GET)) == ()


def test_a_link_to_older_rows_keeps_the_filters() -> None:
    request = RequestFactory().get("/orders", {"state": "placed"})

    shown = render_to_string("shell/pager.html", {"page": Page((1, 2), "next")}, request)

    assert 'href="?state=placed&amp;cursor=next"' in shown
    assert "2 rows" in shown


def test_a_list_that_fits_on_one_page_has_no_pager() -> None:
    request = RequestFactory().get("/orders")

    shown = render_to_string("shell/pager.html", {"page": Page((1,), None)}, request)

    assert shown.strip() == ""


def test_a_refusal_is_told_with_its_facts_and_its_code() -> None:
    problem = NotFound(kind="order", key="ORD-1")

    shown = render('{% include "shell/problem.html" %}', problem=problem)

    assert "There is no order ORD-1 here." in shown
    assert "not_found" in shown


def test_a_dialog_posts_its_fields_with_the_token_and_escapes_its_title() -> None:
    shown = render(
        '{% confirm id="cancel" action="/x" title=title button="Cancel" danger="1" %}'
        '<input name="reason">{% endconfirm %}',
        title="<i>",
        csrf_token="token",
    )

    assert '<dialog class="dialog" id="cancel"' in shown
    assert 'value="token"' in shown
    assert '<input name="reason">' in shown
    assert "&lt;i&gt;" in shown


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_needs_no_context(name: str) -> None:
    with translation.override("zh-hans"):
        page = render_to_string(f"{name}.html")

    assert '<html lang="zh-hans">' in page
    assert "返回首页" in page


@pytest.mark.parametrize("pattern", [r"<script(?![^>]*\ssrc=)", r"\sstyle=", r"\son[a-z]+="])
def test_no_page_needs_an_inline_script_style_or_handler(pattern: str) -> None:
    page = render_to_string("404.html")

    assert re.findall(pattern, page) == []

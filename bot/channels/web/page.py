"""The page at `/`: a district's page about the inspection, with the widget on it.

It says the notice's facts in plain HTML, so it is of use without script as well.
"""

from __future__ import annotations

from html import escape
from string import Template

from sanic.response import HTTPResponse, html

from bot.channels.web.about import plain_facts
from bot.channels.web.assets import STATIC
from bot.notice import Notice, day

SECURITY = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

DEMONSTRATION = (
    '<p class="demonstration">这是巡问的演示页面,不是政府网站。'
    "把下面这一行放进任何网页,就有了右下角的问答:"
    '<code tabindex="0">&lt;script src="{address}/chat/widget.js" async&gt;&lt;/script&gt;</code>'
    "</p>"
)

_TEMPLATE = Template((STATIC / "page.html").read_text(encoding="utf-8"))


def front(notice: Notice, banner: str | None, address: str | None) -> HTTPResponse:
    """The page for this notice.

    Args:
        banner: the line shown outside the inspection's period.
        address: this server's, as the visitor wrote it, where the page is to say that
            it is a demonstration; None where it is the real thing.
    """
    source = notice.source
    published = "  ".join(
        words
        for words in (
            source.published and f"发布日期:{day(source.published)}",
            source.publisher and f"来源:{source.publisher}",
        )
        if words
    )
    return html(
        _TEMPLATE.substitute(
            place=escape(notice.target.name),
            team=escape(notice.team.name),
            title=escape(source.title),
            published=escape(published),
            banner=f'<p class="banner" role="note">{escape(banner)}</p>' if banner else "",
            demonstration=DEMONSTRATION.format(address=escape(address)) if address else "",
            facts="".join(
                f"<div><dt>{escape(label)}</dt><dd>{_callable(words, notice)}</dd></div>"
                for label, words in plain_facts(notice)
            ),
        ),
        headers=SECURITY,
    )


def _callable(words: str, notice: Notice) -> str:
    """Words as HTML; the telephone number as a link that dials it."""
    phone = notice.contact.phone
    if words == phone:
        return f'<a href="tel:{escape(phone)}">{escape(phone)}</a>'
    return escape(words)

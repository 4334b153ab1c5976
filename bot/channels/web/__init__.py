"""The web channel: the widget, the page it is shown on, and its messages."""

from bot.channels.web.channel import WebInput

__all__ = ["WebInput"]

"""The channel of a WeChat official account (微信公众号); see docs/wechat.md."""

from bot.channels.wechat.channel import WeChatInput

__all__ = ["WeChatInput"]

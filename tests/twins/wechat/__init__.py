"""WeChat Pay, API v3, as a server of ours."""

from tests.twins.wechat.twin import WeChatTwin

__all__ = ["WeChatTwin"]

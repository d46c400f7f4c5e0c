from tests.twins.base import main
from tests.twins.wechat import WeChatTwin

main(WeChatTwin)

"""What the channel itself says. Answers to questions come from the assistant alone."""

from __future__ import annotations

GREETING = "你好"
HOW_TO_REPORT = "有哪些联系方式"

HOLDING = "抱歉,这个问题还在查。请过一会儿回复“继续”查看答案,或把问题再发一次。"
TOO_FAST = "抱歉,您发得太快了,请过一分钟再发。"
NO_SUCH_CHOICE = "抱歉,没有这个选项,请回复 1 到 {last} 之间的数字,或直接输入您的问题。"

NOT_KEPT = "抱歉,这里只能看懂文字,您发的{what}没有打开,也没有保存。请不要在此提交举报内容。"
NOT_HEARD = "抱歉,没能听清您的语音,语音也没有保存。请打字再问一次,请不要在此提交举报内容。"
NOT_SHOWN = "抱歉,这里看不懂这种消息,内容没有保存。请打字提问,请不要在此提交举报内容。"

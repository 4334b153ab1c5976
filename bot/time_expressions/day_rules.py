"""The words for days: a table of patterns, each with the function that reads it."""

from __future__ import annotations

from bot.time_expressions import days, festivals
from bot.time_expressions.days import AND, WEEKDAY
from bot.time_expressions.numerals import HAN, NUMBER
from bot.time_expressions.scanning import Role, Rule
from bot.time_expressions.words import ASKED_OF

_WEEK = r"(?:周|星期|礼拜)"
_TO = r"(?:到|至|[-~—]+)"
_REL_WEEK = r"(?P<rel>这个?|本|(?<!一)下下个?|下个?|上上个?|上个?)"
_REL_MONTH = r"(?P<rel>这个?|本|当|下下个?|下个?|上个?|次)月份?的?"
_YEAR = r"(?:(?P<y>\d{4}|\d{2}|[〇零一二三四五六七八九]{4}|今|明|去|前|后|本|当)年的?)?"
_MONTH = rf"{_YEAR}(?<![\d.个几两])(?P<m>{NUMBER}|正|元)月份?的?"
_REAL_MONTH = (
    rf"{_YEAR}(?<![\d.个几两])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)月份?的?"
)
# A number before 号 is an address, a line or a box when it stands with these.
_NO_ADDRESS = r"(?<![\dA-Za-z.\-#第路街巷道弄栋楼座区幢组门牌院村])"
_NO_THING = (
    r"(?!信箱|邮箱|楼|栋|线|文|门|院|店|馆|车|室|单元|公告|令|房|厅|窗|井|机|厂|公寓|柜|台|码|召"
    r"|称|角|子|地|桥|路|仓|矿|工|牌|选手|首长|会议|附|宿舍|电话(?![有能打还可接照通行开没冇会在])|巷|街|桌|病|床)"
)
_PART = r"(?P<part>初(?![一二三四五六七八九十])|头(?!一[天个])|上旬|中旬|下旬|中|底|末|尾)"
_EDGE = r"(?:的?(?P<edge>(?:最后[一1]|第[一1]|头一)(?:天|个?(?:工作|上班)日)))"
_DATED_NAMES = "|".join(festivals.DATED)
_N = NUMBER
_HOLIDAY = (
    r"(?P<holiday>(?:节?(?:假期|假日|长假|放假|休假)|小长假|黄金周|期间|[那这][几些]天|几天)*)"
)
_WHICH_DAY = rf"第(?P<n>{_N})天"

DAY_RULES = (
    # The day before or after another.
    Rule(Role.SHIFT, r"的?(?P<earlier>[前头])一天", festivals.shift),
    Rule(Role.SHIFT, r"再?后一天|的?后一天|第二天|第2天|次日|翌日|隔天", festivals.shift),
    Rule(
        Role.SHIFT,
        rf"再?(?:往后(?:[挪推移延拖]|(?=一))|推[后迟]|延[后迟]|[晚迟晏]"
        rf"|(?P<earlier>往前[挪推移]?|提[前早]|早))(?P<n>{_N})(?P<unit>天|日|周|个?(?:星期|礼拜))"
        rf"(?={ASKED_OF})",
        festivals.shift,
    ),
    # Dates with a year.
    Rule(
        Role.DAY,
        r"(?<![\d.\-])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.\-])[日号]?",
        days.explicit,
    ),
    Rule(
        Role.DAY,
        r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)[日号]?",
        days.explicit,
    ),
    # A month and what follows it.
    Rule(
        Role.DAY,
        rf"{_MONTH}(?P<d>{_N})[日号]?{_TO}(?:(?P<m2>{_N})月份?)?(?P<d2>{_N})(?:[日号](?!信箱)|(?<=\d)(?![\d点:]))",
        days.month_range,
    ),
    Rule(Role.DAY, rf"{_MONTH}(?P<ds>{_N}(?:{AND}{_N})+)[日号](?!信箱)", days.month_days),
    Rule(Role.DAY, rf"{_MONTH}(?P<ds>[一二三四五六七八九]{{2}})[日号](?!信箱)", days.month_days),
    Rule(
        Role.DAY, r"(?P<fest>八月十五|九月初九)(?![日号\d])(?P<day>那天|当天)?", festivals.festival
    ),
    Rule(Role.DAY, rf"{_MONTH}(?P<d>{_N})[日号](?!信箱)", days.month_day),
    Rule(
        Role.DAY,
        rf"{_MONTH}(?P<d>{_N})(?![\d{HAN}]|个|点|时|天|次|人|年|月|周|小时|万|元|块|成|岁|名|条|分|%|:|\.)",
        days.month_day,
    ),
    Rule(Role.DAY, rf"{_REAL_MONTH}{_PART}?{_EDGE}?(?![\d球饼亮光])", days.of_month),
    Rule(Role.DAY, rf"{_REL_MONTH}(?P<d>{_N})[日号]", days.relative_month_day),
    Rule(Role.DAY, rf"{_REL_MONTH}{_PART}?{_EDGE}?", days.relative_month),
    Rule(
        Role.DAY,
        rf"(?<![\d个{HAN}])月(?P<part>底|末|尾|初|头|中(?!秋)){_EDGE}?",
        days.bare_month_part,
    ),
    Rule(
        Role.DAY,
        r"(?:(?P<y>今|明|后|去|本)年?)?年(?P<part>底|末|尾|初|头)(?![一二三])",
        days.year_part,
    ),
    Rule(Role.DAY, r"(?<![以之])(?P<y>明|后|去|(?:19|20)\d\d)年(?![级龄度纪轻])", days.year_part),
    # Figures only.
    Rule(
        Role.DAY,
        r"(?<![\d/.])(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])(?![\d/])[日号]?",
        days.numeric,
    ),
    Rule(
        Role.DAY,
        r"(?<![\dA-Za-z.:/第])(?P<m>0?[1-9]|1[0-2])\.(?P<d>0?[1-9]|[12]\d|3[01])"
        r"(?![\d.%‰:]|[元万亿千块米倍版折℃度岁级寸吨克斤GgKkMm]|个|公里|小时)[日号]?",
        days.numeric,
    ),
    Rule(
        Role.DAY,
        r"(?<![\d\-:.A-Za-z])(?:(?=0|1[0-2]-\d(?!\d)|\d+-(?:0|19|2|3))(?P<m>0[1-9]|1[0-2]|[1-9])"
        r"-(?P<d>0?[1-9]|[12]\d|3[01]))(?![\d\-点时:天个])[日号]?",
        days.numeric,
    ),
    # Days of the month.
    Rule(
        Role.DAY,
        rf"{_NO_ADDRESS}(?P<d>{_N})[日号]?{_TO}(?P<d2>{_N})[号日]{_NO_THING}",
        days.day_range,
    ),
    Rule(Role.DAY, rf"{_NO_ADDRESS}(?P<ds>{_N}(?:{AND}{_N})+)号{_NO_THING}", days.days_of_month),
    Rule(Role.DAY, rf"{_NO_ADDRESS}(?P<d>{_N})号{_NO_THING}", days.day_of_month),
    Rule(
        Role.DAY,
        rf"{_NO_ADDRESS}(?<!最近)(?P<d>\d{{1,2}}|[二三]?十[一二三四五六七八九]?)日"
        r"(?!内|后|游|之|以|报|均|化|前|夜|子|常|志|期|程|个|元|本)",
        days.day_of_month,
    ),
    # Weeks.
    Rule(
        Role.DAY,
        rf"{_REL_WEEK}?{_WEEK}(?P<w>{WEEKDAY}){_TO}(?:(?:这个?|本|下个?)?{_WEEK})?(?P<w2>{WEEKDAY})"
        r"(?![点时:\d号月])",
        days.weekday_range,
    ),
    Rule(
        Role.DAY,
        rf"{_REL_WEEK}?{_WEEK}(?P<ws>{WEEKDAY}(?:{AND}?{WEEKDAY})+)(?![点时:\d号月个半刻日])",
        days.weekdays,
    ),
    Rule(Role.DAY, rf"{_REL_WEEK}?{_WEEK}[末未](?:两天|这两天|那两天)?", days.weekend),
    Rule(Role.DAY, rf"(?:{_REL_WEEK}的?)?双休日?", days.weekend),
    Rule(Role.DAY, rf"{_REL_WEEK}?的?{_WEEK}(?P<w>{WEEKDAY})(?!(?<=\d)[:\d点时])", days.weekday),
    Rule(Role.DAY, rf"(?P<rel>下下?个?|上上?个?){_WEEK}的?(?:今天|这一?天)", days.this_day_of_week),
    Rule(Role.DAY, r"(?P<w>mon|tues|wednes|thurs|fri|satur|sun)day", days.weekday),
    Rule(Role.DAY, rf"{_WEEK}[八九十890](?![点时:\d月号日天])", days.no_weekday),
    Rule(
        Role.DAY,
        rf"{_REL_WEEK}{_WEEK}(?:之?内|以内|里|中)?{_EDGE}?(?![一二三四五六日天末未\d几边围期])",
        days.week,
    ),
    # Near today.
    Rule(
        Role.DAY,
        r"(?P<rel>大后|大前|外后)(?:[天日]子?|儿个?)",
        days.relative,
    ),
    Rule(Role.DAY, r"(?P<rels>今明|明后|昨今)(?:这?两)?(?:天|日)?", days.today_and_tomorrow),
    Rule(
        Role.DAY,
        r"(?<![以之然今最往])(?P<rel>今|明|后|昨)(?:天|日子?|儿个?|朝子?)",
        days.relative,
    ),
    Rule(Role.DAY, r"(?<![以之目当提生眼面])(?P<rel>前)(?:天|日子?|儿个?)", days.relative),
    Rule(
        Role.DAY,
        r"(?<![以之然往从至如])(?P<rel>今|明|昨|后)(?=[早晚晨夜](?!点|一点|些|饭|会|报)|上午|中午|下午|傍晚|凌晨|清晨)",
        days.relative,
    ),
    Rule(Role.DAY, r"这(?P<two>两)天|(?:这几|这些|近几|最近几|最近这几)天", days.these_days),
    Rule(
        Role.DAY,
        rf"(?:再?过|等|隔)?(?P<n>半|{_N})(?P<unit>天|日|周|个?(?:星期|礼拜)|个月)"
        r"(?:(?P<ago>(?:之|以)?前(?!天|日))|(?:之|以|过|往)?后(?!天|日|年|面)|(?:之)?后的今天)",
        days.in_days,
    ),
    Rule(
        Role.DAY,
        rf"(?:再过|过|再等|隔)(?P<n>半|{_N})(?P<unit>天|日|周|个?(?:星期|礼拜)|个月)",
        days.in_days,
    ),
    Rule(
        Role.DAY,
        rf"(?:未来|接下来|往后|最近|今后)(?P<n>{_N})(?P<unit>天|周|个?(?:星期|礼拜))",
        days.within_days,
    ),
    Rule(
        Role.DAY,
        rf"(?<![个])(?P<n>{_N})(?P<unit>天|日|周|个?(?:星期|礼拜))(?:之|以)?内",
        days.within_days,
    ),
    Rule(Role.DAY, r"(?:下一?个|最近的?一?个?|第一个)(?:工作|上班)日", days.next_working_day),
    # Festivals and holidays.
    Rule(
        Role.DAY,
        rf"(?P<done>过完|过了|放完|休完)?{_YEAR}"
        r"(?P<fest>(?<![李王张刘陈杨赵黄周吴])国庆(?!局|书记|主任|同志|路|街|村)|中秋|元旦|新年|春节|过年|大年(?!初|三)|清明|劳动(?=节)|端午|重阳"
        r"|(?<![第〇零一二两三四五六七八九十百初双周期拜\d])十一"
        r"(?=$|[,.??!]|期间|假|长假|小长|放|黄金|节|那|当|前|后|过|有|能|可|上班|打|休|还|呢|吗|的|会|开|接|值|不|第)"
        r"|(?<![第〇零一二两三四五六七八九十百\d])五一"
        r"(?=$|[,.??!]|期间|假|长假|小长|放|黄金|节|那|当|前|后|过|有|能|可|上班|打|休|还|呢|吗|的|会|开|接|值|不|第|劳动))"
        rf"(?:节日?|劳动节)?{_HOLIDAY}的?"
        rf"(?:{_WHICH_DAY}|(?P<last>最后一天|尾巴)|(?P<eve>前一天|前夕|头一天|前的?最后一(?:天|个工作日))"
        r"|(?P<make_up>(?:的)?(?:调休|补班)(?:上班|补班)?(?:的?那[几两一]?天|日)?)"
        r"|(?P<after>(?:放|过|休)?假?(?:完|过后|以后|之后|结束|后(?!天))(?:了)?(?:以后|之后|后(?!天))?(?:的?第一[天个](?:工作日|上班)?|上班)?"
        r"|后?上班(?:的?(?:第一|那)天))"
        r"|(?P<day>(?:那|当)[天日]|正日子?|那一天))?",
        festivals.festival,
    ),
    Rule(
        Role.DAY,
        rf"除夕|(?:大?年)三十|(?:大年|正月)初(?P<n>{_N})",
        festivals.new_year,
    ),
    Rule(
        Role.DAY,
        "|".join(f"{name}(?:节)?(?:那天|当天)?" for name in festivals.DATED),
        festivals.dated,
    ),
    Rule(
        Role.DAY,
        rf"(?P<after>(?:节|假|收假|放完假|休完假|过完节|节假日|长假|假期)(?:期)?(?:结束|过完|完|过)?(?:以后|之后|过后|后(?!天))"
        r"(?:的?第一[天个](?:工作日|上班)?|上班)?|放完假|收假|过完节)"
        r"|(?P<eve>(?:节|长假|假期|放假)的?前(?:一天|夕|的?最后一(?:天|个工作日))|[节假]前)"
        rf"|(?:长假|小长假|黄金周|假期|放假)(?:的)?(?:(?P<last>最后一天)|{_WHICH_DAY})"
        r"|(?:长假|小长假|黄金周)(?:期间)?",
        festivals.next_holiday,
    ),
    Rule(
        Role.SOFT_DAY,
        rf"(?:调休|补班)(?:上班|补班)?(?:的)?(?:那[几两一]?天|日子?|这[几两一]?天)?(?:的?那?个?{_WEEK}(?P<w>[六日天]))?",
        festivals.make_up,
    ),
    # The inspection's own days.
    Rule(
        Role.DAY,
        r"(?:巡视|检查|公告|进驻)?(?:期间|期限|组|期)?的?"
        r"(?:最后一天(?!是?[哪几]|是什么|在[哪几])|(?:截止|结束)(?:的?那[天日]|当[天日])|截止日(?!期|是?[哪几]))",
        festivals.last_day,
    ),
    Rule(
        Role.DAY,
        r"(?:巡视|进驻)(?:期间)?的?(?:第一天|头一天|首日)(?!是?[哪几])"
        r"|(?:巡视|进驻)?(?:组?来|开始|进驻|进场)的?(?:那[天日]|当[天日]|第一天)",
        festivals.first_day,
    ),
    Rule(Role.DAY, r"最后(?:一个?|那个?)?(?:周|星期|礼拜)", festivals.last_week),
    Rule(
        Role.DAY,
        r"(?:巡视|你们|期限)?(?<![休假节会])(?:结束|期满|到期|截止|走|撤)了?(?:以后|之后|过后|后(?!天|续))",
        festivals.after_end,
    ),
    Rule(Role.DAY, r"(?:巡视|进驻)?(?:开始|进驻)(?:以|之)?前(?!天|后)", festivals.before_start),
    Rule(Role.DAY, r"(?:动员会|开会)的?(?:那天|当天)", festivals.meeting_day),
    Rule(Role.DAY, r"(?:那|当|同一)(?:一)?[天日](?!津)", days.spoken_of),
)

"""The words for days: what each pattern means, as dates.

Each `read` function takes the rule's match and the frame and returns the days meant,
in order. It raises NoSuchTime for a date that does not exist, NotATime for a word that
says nothing here.

How an incomplete date is completed:
- a month and day without a year: the year in which it falls in the notice's period,
  else the year in which it is nearest to today;
- a day without a month: today or the next such day;
- a weekday without a week: today or the next such day; 这周 and 上周 are taken by the
  calendar week, Monday to Sunday;
- a festival without a year: the one in the notice's period, else the next one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from bot import workdays
from bot.time_expressions.frame import Frame, NoSuchTime, NotATime
from bot.time_expressions.numerals import HAN, NUMBER, number, year
from bot.time_expressions.scanning import Role, Rule, group

Days = tuple[date, ...]
Match = re.Match[str]

_WEEKDAY = "[一二三四五六日天1-7]"
_WEEK = r"(?:周|星期|礼拜)"
_TO = r"(?:到|至|[-~—]+)"
_AND = "[、,和跟与及或]"
_REL_WEEK = r"(?P<rel>这个?|本|下下个?|下个?|上上个?|上个?)"
_REL_MONTH = r"(?P<rel>这个?|本|当|下下个?|下个?|上个?|次)月份?的?"
_YEAR = r"(?:(?P<y>\d{4}|\d{2}|[〇零一二三四五六七八九]{4}|今|明|去|前|后|本|当)年的?)?"
_MONTH = rf"{_YEAR}(?<![\d.个几两])(?P<m>{NUMBER}|正|元)月份?的?"
_REAL_MONTH = rf"{_YEAR}(?<![\d.个几两])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)月份?的?"
# A number before 号 is an address, a line or a box when it stands with these.
_NO_ADDRESS = r"(?<![\dA-Za-z.\-#第路街巷道弄栋楼座区幢组门牌院村])"
_NO_THING = (
    r"(?!信箱|邮箱|楼|栋|线|文|门|院|店|馆|车|室|单元|公告|令|房|厅|窗|井|机|厂|公寓|柜|台|码|召"
    r"|称|角|子|地|桥|路|仓|矿|工|牌|选手|首长|会议|附|宿舍|电话|巷|街|桌|病|床)"
)
_MONTH_PARTS = {
    "初": (1, 5),
    "头": (1, 5),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (26, 31),
    "末": (26, 31),
    "尾": (26, 31),
}
_PART = r"(?P<part>初|头|上旬|中旬|下旬|中|底|末|尾)"
_RELATIVE = {"今": 0, "明": 1, "后": 2, "大后": 3, "外后": 3, "昨": -1, "前": -2, "大前": -3}
_FESTIVALS = {
    "国庆": "国庆节",
    "十一": "国庆节",
    "中秋": "中秋节",
    "八月十五": "中秋节",
    "元旦": "元旦",
    "新年": "元旦",
    "春节": "春节",
    "过年": "春节",
    "大年": "春节",
    "清明": "清明节",
    "五一": "劳动节",
    "劳动": "劳动节",
    "端午": "端午节",
    "重阳": "重阳节",
}
# Days that are no holiday but that people date by.
_DATED = {
    "教师节": (9, 10),
    "万圣节": (10, 31),
    "光棍节": (11, 11),
    "双十一": (11, 11),
    "双11": (11, 11),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
}


# Dates.


def _explicit(match: Match, frame: Frame) -> Days:
    return (_date(int(match["y"]), int(match["m"]), int(match["d"])),)


def _month_day(match: Match, frame: Frame) -> Days:
    return (_in_year(match, frame, _month(match), _day(match["d"])),)


def _month_days(match: Match, frame: Frame) -> Days:
    month = _month(match)
    return tuple(_in_year(match, frame, month, _day(d)) for d in _numbers(match["ds"]))


def _month_range(match: Match, frame: Frame) -> Days:
    first = _in_year(match, frame, _month(match), _day(match["d"]))
    last_month = group(match, "m2")
    month = _day(last_month) if last_month else first.month
    last = _date(first.year, month, _day(match["d2"]))
    return span(first, last if last >= first else _date(first.year + 1, last.month, last.day))


def _numeric(match: Match, frame: Frame) -> Days:
    return (_nearest(frame, int(match["m"]), int(match["d"])),)


def _of_month(match: Match, frame: Frame) -> Days:
    """The named part of a named month, or all of it."""
    month = _month(match)
    if group(match, "y"):
        return _part_of(date(_year(match["y"], frame), month, 1), group(match, "part"))
    firsts = _years(frame, month, 1)
    if frame.base:
        first = min(d for d in firsts if _month_end(d) >= frame.base)
    else:
        firsts = [d for d in firsts if _touches_period(frame, d)] or firsts
        first = min(firsts, key=lambda d: abs((d - frame.today).days))
    return _part_of(first, group(match, "part"))


def _relative_month(match: Match, frame: Frame) -> Days:
    first = _shifted_month(frame.today, _month_shift(match["rel"]))
    return _part_of(first, group(match, "part"))


def _relative_month_day(match: Match, frame: Frame) -> Days:
    first = _shifted_month(frame.today, _month_shift(match["rel"]))
    return (_date(first.year, first.month, _day(match["d"])),)


def _bare_month_part(match: Match, frame: Frame) -> Days:
    days = _part_of(frame.origin.replace(day=1), match["part"])
    if days[-1] < frame.origin:
        days = _part_of(_shifted_month(frame.origin, 1), match["part"])
    return days


def _year_part(match: Match, frame: Frame) -> Days:
    first = date(_year(group(match, "y"), frame), 1, 1)
    part = group(match, "part")
    if part is None:
        return span(first, first.replace(month=12, day=31))
    month = first if part in "初头" else first.replace(month=12)
    return span(month, _month_end(month))


def _day_of_month(match: Match, frame: Frame) -> Days:
    return (_next_day(frame.origin, _day(match["d"])),)


def _days_of_month(match: Match, frame: Frame) -> Days:
    days: list[date] = []
    for text in _numbers(match["ds"]):
        days.append(_next_day(days[-1] if days else frame.origin, _day(text)))
    return tuple(days)


def _day_range(match: Match, frame: Frame) -> Days:
    first = _next_day(frame.origin, _day(match["d"]))
    # A range that has begun is this month's: 20号到25号 asked on the 21st.
    begun = frame.today.replace(day=1) + timedelta(_day(match["d"]) - 1)
    last_number = _day(match["d2"])
    if not frame.base and begun.day == first.day and begun <= frame.today:
        end = _next_day(begun, last_number)
        first = begun if end >= frame.today else first
    return span(first, _next_day(first, last_number))


# Weeks.


def weekday(match: Match, frame: Frame) -> Days:
    return (_in_week(group(match, "rel"), match["w"], frame),)


def _weekdays(match: Match, frame: Frame) -> Days:
    first, *others = re.findall(_WEEKDAY, match["ws"])
    days = [_in_week(group(match, "rel"), first, frame)]
    for other in others:
        days.append(_on_or_after(days[0], _weekday_number(other)))
    return tuple(days)


def _weekday_range(match: Match, frame: Frame) -> Days:
    if group(match, "rel"):
        first = _in_week(group(match, "rel"), match["w"], frame)
        return span(first, _on_or_after(first, _weekday_number(match["w2"])))
    start, end = _weekday_number(match["w"]), _weekday_number(match["w2"])
    first = _monday(frame.today) + timedelta(start)
    last = _on_or_after(first, end)
    if last < frame.today:
        first, last = first + timedelta(7), last + timedelta(7)
    return span(first, last)


def weekend(match: Match, frame: Frame) -> Days:
    week = group(match, "rel")
    saturday = _monday(frame.today) + timedelta(5 + 7 * _week_shift(week))
    days = (saturday, saturday + timedelta(1))
    # On Sunday the weekend that is left is that Sunday.
    return tuple(d for d in days if week or d >= frame.today)


def _week(match: Match, frame: Frame) -> Days:
    monday = _monday(frame.today) + timedelta(7 * _week_shift(match["rel"]))
    days = span(monday, monday + timedelta(6))
    return days if _week_shift(match["rel"]) else tuple(d for d in days if d >= frame.today)


# Days near today.


def _relative(match: Match, frame: Frame) -> Days:
    return (frame.today + timedelta(_RELATIVE[match["rel"]]),)


def _today_and_tomorrow(match: Match, frame: Frame) -> Days:
    return tuple(frame.today + timedelta(_RELATIVE[word]) for word in match["rels"])


def _these_days(match: Match, frame: Frame) -> Days:
    return span(frame.today, frame.today + timedelta(1 if group(match, "two") else 2))


def _in_days(match: Match, frame: Frame) -> Days:
    sign = -1 if group(match, "ago") else 1
    if match["n"] == "半" and match["unit"] == "个月":
        return (frame.today + timedelta(15 * sign),)
    amount = _day(match["n"]) * sign
    if match["unit"] == "个月":
        target = _shifted_month(frame.today, amount)
        return (target.replace(day=min(frame.today.day, _month_end(target).day)),)
    return (frame.today + timedelta(amount * _unit(match)),)


def _within_days(match: Match, frame: Frame) -> Days:
    days = _day(match["n"]) * _unit(match)
    return span(frame.today, frame.today + timedelta(days))


def _unit(match: Match) -> int:
    return 1 if match["unit"] in "天日" else 7


def _next_working_day(match: Match, frame: Frame) -> Days:
    day = frame.today + timedelta(1)
    while not workdays.about(day).working:
        day += timedelta(1)
    return (day,)


def _spoken_of(match: Match, frame: Frame) -> Days:
    if not frame.spoken_of:
        raise NotATime
    return frame.spoken_of


# Festivals and holidays.


def _festival(match: Match, frame: Frame) -> Days:
    name = _FESTIVALS[match["fest"]]
    when = _year(match["y"], frame) if group(match, "y") else _festival_year(name, frame)
    free = workdays.holiday(name, when)
    day = workdays.festival(name, when)
    if day is None and not free:
        raise NotATime
    block = _block(free) if free else (day,) if day else ()
    if group(match, "make_up"):
        return _make_up_days(name, when)
    if group(match, "eve"):
        return (block[0] - timedelta(1),)
    if group(match, "after") or group(match, "done"):
        return (block[-1] + timedelta(1),)
    if group(match, "last"):
        return (free or block)[-1:]
    if count := group(match, "n"):
        return (_nth(_day(count), day, block, in_holiday=group(match, "holiday") is not None),)
    if group(match, "day") and day:
        return (day,)
    return free or block


def _nth(count: int, day: date | None, block: Days, *, in_holiday: bool) -> date:
    """国庆第三天 is October 3rd, 国庆假期第三天 the third day off.

    Counted from the festival only while that stays among the days off.
    """
    if day and not in_holiday:
        counted = day + timedelta(count - 1)
        if counted in block:
            return counted
    if not 1 <= count <= len(block):
        raise NoSuchTime(f"假期第{count}天")
    return block[count - 1]


def _next_holiday(match: Match, frame: Frame) -> Days:
    """The holiday under way or the next: 节后, 长假最后一天."""
    day = frame.today
    for _ in range(400):
        about = workdays.about(day)
        if not about.working and about.reason != workdays.WEEKEND:
            block = _block((day,))
            break
        day += timedelta(1)
    else:
        raise NotATime
    if group(match, "after"):
        return (block[-1] + timedelta(1),)
    if group(match, "eve"):
        return (block[0] - timedelta(1),)
    if group(match, "last"):
        return block[-1:]
    if count := group(match, "n"):
        return (_nth(_day(count), None, block, in_holiday=True),)
    return block


def _make_up(match: Match, frame: Frame) -> Days:
    period = frame.notice.period
    days = [d for d in span(period.start, period.end) if workdays.about(d).make_up]
    coming = [d for d in days if d >= frame.today] or days
    if weekday := group(match, "w"):
        coming = [d for d in coming if d.weekday() == _weekday_number(weekday)]
    if not coming:
        raise NotATime
    return tuple(coming)


def _make_up_days(name: str, when: int) -> Days:
    around = span(date(when - 1, 12, 1), date(when, 12, 31))
    reason = workdays.MAKE_UP.format(name)
    days = tuple(d for d in around if workdays.about(d).reason == reason)
    if not days:
        raise NotATime
    return days


def _dated(match: Match, frame: Frame) -> Days:
    month, day = next(value for key, value in _DATED.items() if match.group().startswith(key))
    return (_nearest(frame, month, day),)


def _new_year(match: Match, frame: Frame) -> Days:
    """除夕 and 大年初三, by the day of 春节."""
    first = workdays.festival("春节", _festival_year("春节", frame))
    if first is None:
        raise NotATime
    count = group(match, "n")
    return (first + timedelta(_day(count) - 1 if count else -1),)


# The inspection's own days.


def _last_day(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.end,)


def _first_day(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.start,)


def _last_week(match: Match, frame: Frame) -> Days:
    end = frame.notice.period.end
    return span(end - timedelta(6), end)


def _after_end(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.end + timedelta(1),)


def _before_start(match: Match, frame: Frame) -> Days:
    return (frame.notice.period.start - timedelta(1),)


def _meeting_day(match: Match, frame: Frame) -> Days:
    if frame.notice.meeting is None:
        raise NotATime
    return (frame.notice.meeting.date,)


def _shift(match: Match, frame: Frame) -> int:
    return -1 if "前" in match.group() or "头" in match.group() else 1


_N = NUMBER
_HOLIDAY = r"(?P<holiday>(?:节?假期|节?长假|小长假|黄金周|节?放假|节?休假|节?假日|期间|那几天|这几天|几天)*)"
_WHICH_DAY = rf"第(?P<n>{_N})天"

DAY_RULES = (
    # Dates with a year.
    Rule(
        Role.DAY,
        r"(?<![\d.\-])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.\-])[日号]?",
        _explicit,
    ),
    Rule(
        Role.DAY,
        r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)[日号]?",
        _explicit,
    ),
    # A month and what follows it.
    Rule(
        Role.DAY,
        rf"{_MONTH}(?P<d>{_N})[日号]?{_TO}(?:(?P<m2>{_N})月份?)?(?P<d2>{_N})(?:[日号](?!信箱)|(?<=\d)(?![\d点:]))",
        _month_range,
    ),
    Rule(Role.DAY, rf"{_MONTH}(?P<ds>{_N}(?:{_AND}{_N})+)[日号](?!信箱)", _month_days),
    Rule(Role.DAY, rf"{_MONTH}(?P<ds>[一二三四五六七八九]{{2}})[日号](?!信箱)", _month_days),
    Rule(Role.DAY, r"(?P<fest>八月十五)(?![日号\d])(?P<day>那天|当天)?", _festival),
    Rule(Role.DAY, rf"{_MONTH}(?P<d>{_N})[日号](?!信箱)", _month_day),
    Rule(
        Role.DAY,
        rf"{_MONTH}(?P<d>{_N})(?![\d{HAN}]|个|点|时|天|次|人|年|月|周|小时|万|元|块|成|岁|名|条|分|%|:|\.)",
        _month_day,
    ),
    Rule(Role.DAY, rf"{_REAL_MONTH}{_PART}?(?![\d球饼亮光])", _of_month),
    Rule(Role.DAY, rf"{_REL_MONTH}(?P<d>{_N})[日号]", _relative_month_day),
    Rule(Role.DAY, rf"{_REL_MONTH}{_PART}?", _relative_month),
    Rule(Role.DAY, rf"(?<![\d个{HAN}])月(?P<part>底|末|尾|初|头)", _bare_month_part),
    Rule(Role.DAY, r"(?:(?P<y>今|明|后|去|本)年?)?年(?P<part>底|末|尾|初|头)(?![一二三])", _year_part),
    Rule(Role.DAY, r"(?<![以之])(?P<y>明|后|去|(?:19|20)\d\d)年(?![级龄度纪轻])", _year_part),
    # Figures only.
    Rule(
        Role.DAY,
        r"(?<![\d/.])(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])(?![\d/])[日号]?",
        _numeric,
    ),
    Rule(
        Role.DAY,
        r"(?<![\dA-Za-z.\-:/第])(?P<m>0?[1-9]|1[0-2])\.(?P<d>0?[1-9]|[12]\d|3[01])"
        r"(?![\d.%‰:]|[元万亿千块米倍版折℃度岁级寸吨克斤GgKkMm]|个|公里|小时)[日号]?",
        _numeric,
    ),
    Rule(
        Role.DAY,
        r"(?<![\d\-:.A-Za-z])(?:(?=0|1[0-2]-\d(?!\d)|\d+-(?:0|19|2|3))(?P<m>0[1-9]|1[0-2]|[1-9])"
        r"-(?P<d>0?[1-9]|[12]\d|3[01]))(?![\d\-点时:天个])[日号]?",
        _numeric,
    ),
    # Days of the month.
    Rule(
        Role.DAY,
        rf"{_NO_ADDRESS}(?P<d>{_N})[日号]?{_TO}(?P<d2>{_N})[号日]{_NO_THING}",
        _day_range,
    ),
    Rule(Role.DAY, rf"{_NO_ADDRESS}(?P<ds>{_N}(?:{_AND}{_N})+)号{_NO_THING}", _days_of_month),
    Rule(Role.DAY, rf"{_NO_ADDRESS}(?P<d>{_N})号{_NO_THING}", _day_of_month),
    Rule(
        Role.DAY,
        rf"{_NO_ADDRESS}(?<!最近)(?P<d>\d{{1,2}}|[二三]?十[一二三四五六七八九]?)日"
        r"(?!内|后|游|之|以|报|均|化|前|夜|子|常|志|期|程|个|元|本)",
        _day_of_month,
    ),
    # Weeks.
    Rule(
        Role.DAY,
        rf"{_REL_WEEK}?{_WEEK}(?P<w>{_WEEKDAY}){_TO}(?:(?:这个?|本|下个?)?{_WEEK})?(?P<w2>{_WEEKDAY})"
        r"(?![点时:\d号月])",
        _weekday_range,
    ),
    Rule(
        Role.DAY,
        rf"{_REL_WEEK}?{_WEEK}(?P<ws>{_WEEKDAY}(?:{_AND}?{_WEEKDAY})+)(?![点时:\d号月个半刻日])",
        _weekdays,
    ),
    Rule(Role.DAY, rf"{_REL_WEEK}?{_WEEK}[末未](?:两天|这两天|那两天)?", weekend),
    Rule(Role.DAY, rf"(?:{_REL_WEEK}的?)?双休日?", weekend),
    Rule(Role.DAY, rf"{_REL_WEEK}?的?{_WEEK}(?P<w>{_WEEKDAY})(?!(?<=\d)[:\d点时])", weekday),
    Rule(
        Role.DAY,
        rf"{_REL_WEEK}{_WEEK}(?:之?内|以内|里|中)?(?![一二三四五六日天末未\d几边围期])",
        _week,
    ),
    # Near today.
    Rule(
        Role.DAY,
        r"(?P<rel>大后|大前|外后)(?:[天日]子?|儿个?)",
        _relative,
    ),
    Rule(Role.DAY, r"(?P<rels>今明|明后|昨今)(?:这?两)?(?:天|日)?", _today_and_tomorrow),
    Rule(
        Role.DAY,
        r"(?<![以之然今最往])(?P<rel>今|明|后|昨)(?:天|日子?|儿个?|朝子?)",
        _relative,
    ),
    Rule(Role.DAY, r"(?<![以之目当提生眼面])(?P<rel>前)(?:天|日子?|儿个?)", _relative),
    Rule(
        Role.DAY,
        r"(?<![以之然往从至如])(?P<rel>今|明|昨|后)(?=[早晚晨夜](?!点|一点|些|饭|会|报)|上午|中午|下午|傍晚|凌晨|清晨)",
        _relative,
    ),
    Rule(Role.DAY, r"这(?P<two>两)天|(?:这几|这些|近几|最近几|最近这几)天", _these_days),
    Rule(
        Role.DAY,
        rf"(?:再?过|等|隔)?(?P<n>半|{_N})(?P<unit>天|日|周|个?(?:星期|礼拜)|个月)"
        r"(?:(?P<ago>(?:之|以)?前(?!天|日))|(?:之|以|过|往)?后(?!天|日|年|面)|(?:之)?后的今天)",
        _in_days,
    ),
    Rule(
        Role.DAY,
        rf"(?:再过|过|再等|隔)(?P<n>半|{_N})(?P<unit>天|日|周|个?(?:星期|礼拜)|个月)",
        _in_days,
    ),
    Rule(
        Role.DAY,
        rf"(?:未来|接下来|往后|最近|今后)(?P<n>{_N})(?P<unit>天|周|个?(?:星期|礼拜))",
        _within_days,
    ),
    Rule(
        Role.DAY,
        rf"(?<![个])(?P<n>{_N})(?P<unit>天|日|周|个?(?:星期|礼拜))(?:之|以)?内",
        _within_days,
    ),
    Rule(Role.DAY, r"(?:下一?个|最近的?一?个?|第一个)(?:工作|上班)日", _next_working_day),
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
        rf"(?:{_WHICH_DAY}|(?P<last>最后一天|尾巴)|(?P<eve>前一天|前夕|头一天)"
        r"|(?P<make_up>(?:的)?(?:调休|补班)(?:上班|补班)?(?:的?那[几两一]?天|日)?)"
        r"|(?P<after>(?:放|过|休)?假?(?:完|过后|以后|之后|结束|后(?!天))(?:了)?(?:以后|之后|后(?!天))?(?:的?第一[天个](?:工作日|上班)?|上班)?"
        r"|后?上班(?:的?(?:第一|那)天))"
        r"|(?P<day>(?:那|当)[天日]|正日子?|那一天))?",
        _festival,
    ),
    Rule(
        Role.DAY,
        rf"除夕|(?:大?年)三十|(?:大年|正月)初(?P<n>{_N})",
        _new_year,
    ),
    Rule(Role.DAY, "|".join(f"{name}(?:节)?(?:那天|当天)?" for name in _DATED), _dated),
    Rule(
        Role.DAY,
        rf"(?P<after>(?:节|假|收假|放完假|休完假|过完节|节假日|长假|假期)(?:期)?(?:结束|过完|完|过)?(?:以后|之后|过后|后(?!天))"
        r"(?:的?第一[天个](?:工作日|上班)?|上班)?|放完假|收假|过完节)"
        r"|(?P<eve>(?:节|长假|假期)(?:的)?前(?:一天|夕)|节前)"
        rf"|(?:长假|小长假|黄金周|假期|放假)(?:的)?(?:(?P<last>最后一天)|{_WHICH_DAY})"
        r"|(?:长假|小长假|黄金周)(?:期间)?",
        _next_holiday,
    ),
    Rule(
        Role.SOFT_DAY,
        rf"(?:调休|补班)(?:上班|补班)?(?:的)?(?:那[几两一]?天|日子?|这[几两一]?天)?(?:的?那?个?{_WEEK}(?P<w>[六日天]))?",
        _make_up,
    ),
    # The inspection's own days.
    Rule(
        Role.DAY,
        r"(?:巡视|检查|公告|进驻)?(?:期间|期限|组|期)?的?"
        r"(?:最后一天(?!是?[哪几]|是什么|在[哪几])|(?:截止|结束)(?:的?那[天日]|当[天日])|截止日(?!期|是?[哪几]))",
        _last_day,
    ),
    Rule(
        Role.DAY,
        r"(?:巡视|进驻)(?:期间)?的?(?:第一天|头一天|首日)(?!是?[哪几])"
        r"|(?:巡视|进驻)?(?:开始|进驻|进场)的?(?:那[天日]|当[天日]|第一天)",
        _first_day,
    ),
    Rule(Role.DAY, r"最后(?:一个?|那个?)?(?:周|星期|礼拜)", _last_week),
    Rule(
        Role.DAY,
        r"(?:巡视|你们|期限)?(?<![休假节会])(?:结束|期满|到期|截止|走|撤)了?(?:以后|之后|过后|后(?!天|续))",
        _after_end,
    ),
    Rule(Role.DAY, r"(?:巡视|进驻)?(?:开始|进驻)(?:以|之)?前(?!天|后)", _before_start),
    Rule(Role.DAY, r"(?:动员会|开会)的?(?:那天|当天)", _meeting_day),
    Rule(Role.SHIFT, r"的?前一天|的?头一天", _shift),
    Rule(Role.SHIFT, r"(?:的?后一天|第二天|第2天|次日|翌日|隔天)", _shift),
    Rule(Role.DAY, r"(?:那|当|同一)(?:一)?[天日](?!津)", _spoken_of),
)


# Reckoning.


def span(first: date, last: date) -> Days:
    """Every day from `first` to `last`, both included; at most two years of them."""
    return tuple(first + timedelta(n) for n in range(min((last - first).days + 1, 731)))


def _date(year_: int, month: int, day: int) -> date:
    try:
        return date(year_, month, day)
    except ValueError:
        raise NoSuchTime(f"{month}月{day}日") from None


def _day(text: str) -> int:
    value = number(text)
    if value is None:
        raise NotATime
    return value


def _month(match: Match) -> int:
    text = match["m"]
    value = 1 if text in "正元" else number(text)
    if value is None:
        raise NotATime
    if not 1 <= value <= 12:
        raise NoSuchTime(f"{value}月")
    return value


def _numbers(text: str) -> list[str]:
    parts = re.split(_AND, text)
    return list(text) if len(parts) == 1 and number(text) is None else parts


def _year(text: str | None, frame: Frame) -> int:
    relative = {None: 0, "今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "去": -1, "前": -2}
    if text in relative:
        return frame.today.year + relative[text]
    value = year(text or "")
    if value is None or not 1900 <= value <= 2199:
        raise NoSuchTime(f"{text}年")
    return value


def _in_year(match: Match, frame: Frame, month: int, day: int) -> date:
    if match["y"]:
        return _date(_year(match["y"], frame), month, day)
    return _nearest(frame, month, day)


def _nearest(frame: Frame, month: int, day: int) -> date:
    """The date in the notice's period, after a range's first day, or nearest to today."""
    found = _years(frame, month, day)
    if frame.base:
        return min(d for d in [*found, date.max] if d >= frame.base)
    period = frame.notice.period
    within = [d for d in found if period.start <= d <= period.end]
    return min(within or found, key=lambda d: abs((d - frame.today).days))


def _years(frame: Frame, month: int, day: int) -> list[date]:
    """That month and day in the years around, as far as it exists in them."""
    found = []
    period = frame.notice.period
    around = {frame.today.year + n for n in (-4, -3, -2, -1, 0, 1, 2, 3, 4)}
    leap = (month, day) == (2, 29)
    for year_ in sorted({period.start.year, period.end.year, *around}):
        try:
            if leap or abs(year_ - frame.today.year) <= 1 or year_ not in around:
                found.append(date(year_, month, day))
        except ValueError:
            continue
    if not found:
        raise NoSuchTime(f"{month}月{day}日")
    return found


def _touches_period(frame: Frame, first: date) -> bool:
    period = frame.notice.period
    return first <= period.end and _month_end(first) >= period.start


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _part_of(first: date, part: str | None) -> Days:
    start, end = _MONTH_PARTS.get(part or "", (1, 31))
    last = _month_end(first)
    return span(first.replace(day=start), min(last, first + timedelta(end - 1)))


def _shifted_month(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _month_shift(text: str) -> int:
    if text.startswith("下下"):
        return 2
    if text.startswith(("下", "次")):
        return 1
    return -1 if text.startswith("上") else 0


def _next_day(after: date, day: int) -> date:
    """The first date from `after` on with this day of the month."""
    if not 1 <= day <= 31:
        raise NoSuchTime(f"{day}号")
    while after.day != day:
        after += timedelta(1)
    return after


def _weekday_number(text: str) -> int:
    return "一二三四五六日".index("日" if text in "天7" else _han(text))


def _han(text: str) -> str:
    return "〇一二三四五六"[int(text)] if text.isdigit() else text


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta((weekday - day.weekday()) % 7)


def _in_week(rel: str | None, text: str, frame: Frame) -> date:
    weekday = _weekday_number(text)
    if not rel:
        return _on_or_after(frame.origin, weekday)
    return _monday(frame.today) + timedelta(7 * _week_shift(rel) + weekday)


def _week_shift(rel: str | None) -> int:
    words = {"下下": 2, "上上": -2, "下": 1, "上": -1}
    return next((n for word, n in words.items() if (rel or "").startswith(word)), 0)


def _festival_year(name: str, frame: Frame) -> int:
    period = frame.notice.period
    for year_ in range(period.start.year, period.end.year + 1):
        days = [*workdays.holiday(name, year_), workdays.festival(name, year_)]
        if any(day and period.start <= day <= period.end for day in days):
            return year_
    for year_ in (frame.today.year, frame.today.year + 1):
        days = [*workdays.holiday(name, year_), workdays.festival(name, year_)]
        if any(day and day >= frame.today for day in days):
            return year_
    return frame.today.year


def _block(days: Days) -> Days:
    """The whole run of days off that these belong to."""
    first, last = days[0], days[-1]
    while not workdays.about(first - timedelta(1)).working:
        first -= timedelta(1)
    while not workdays.about(last + timedelta(1)).working:
        last += timedelta(1)
    return span(first, last)

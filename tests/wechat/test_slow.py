"""Slow answers, two workers, lost Redis, restarts: the platform's clock at a third.

`SCALE` shortens the platform's 5 seconds and the channel's 4 alike.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bot.channels.wechat import menu
from tests.wechat.host import SLOW_KEY
from tests.wechat.hosting import SCALE, Host, wait_for
from tests.wechat.platform import Account, Api, Delivery, Platform

DEADLINE = round(4 * SCALE, 2)
SAFE = Account()


@pytest.fixture(scope="module")
def workers(serve_channel: Callable[..., Host], redis_url: str) -> list[Host]:
    """Two processes that share one Redis."""
    shared = {"redis_url": redis_url, "reply_deadline_seconds": DEADLINE}
    return [serve_channel(SAFE, **shared) for _ in range(2)]


@pytest.fixture
def platform(workers: list[Host]) -> Platform:
    """Sends the first try to one worker, the second to the other."""
    return Platform(SAFE, *(host.url for host in workers), scale=SCALE)


def slow(seconds: float, what: str) -> str:
    """A question that the scripted assistant takes so long for, in platform seconds."""
    return f"慢{seconds * SCALE:.2f}秒{what}"


def asked(workers: list[Host], question: str) -> int:
    return sum(host.asked(question) for host in workers)


def test_a_quick_answer_needs_one_try(platform: Platform) -> None:
    delivery = platform.text(platform.resident(), "快")
    assert (delivery.shown, delivery.tries) == ("答:快", 1)


@pytest.mark.parametrize("seconds,tries", [(2, 1), (7, 2), (12, 3)])
def test_a_late_answer_is_left_for_the_retry(
    platform: Platform, workers: list[Host], seconds: float, tries: int
) -> None:
    question = slow(seconds, "留给重试")
    delivery = platform.text(platform.resident(), question)
    assert (delivery.shown, delivery.tries) == (f"答:{question}", tries)
    assert asked(workers, question) == 1


def test_a_slow_event_is_left_for_the_retry(platform: Platform, workers: list[Host]) -> None:
    """An event has no MsgId: sender and time tell that it is the same."""
    delivery = platform.event(platform.resident(), "CLICK", EventKey=SLOW_KEY)
    assert (delivery.shown, delivery.tries) == (f"答:{menu.question(SLOW_KEY)}", 2)
    assert asked(workers, menu.question(SLOW_KEY)) == 1


def test_where_three_tries_are_not_enough_the_resident_is_told(
    platform: Platform, workers: list[Host]
) -> None:
    resident, question = platform.resident(), slow(18, "太慢")
    delivery = platform.text(resident, question)
    assert delivery.tries == 3 and "再发一次" in delivery.shown
    end = time.monotonic() + 30
    while (shown := platform.text(resident, "继续").shown) != f"答:{question}":
        assert shown == "答:继续" and time.monotonic() < end
        time.sleep(0.2)
    assert asked(workers, question) == 1


def test_a_try_of_ten_seconds_age_is_the_last(platform: Platform) -> None:
    """The earlier tries met a server that was starting; no later one would come."""
    created = int(time.time()) - 11
    delivery = platform.text(platform.resident(), slow(9, "旧"), CreateTime=created)
    assert delivery.tries == 1 and "再发一次" in delivery.shown


def test_duplicates_in_parallel_are_computed_once(platform: Platform, workers: list[Host]) -> None:
    question = slow(1, "并行")
    xml = platform.message(platform.resident(), "text", Content=question)
    answers: list[str | None] = []

    def send(url: str) -> None:
        answers.append(platform.judge_text(platform.attempt(xml, url)))

    threads = [threading.Thread(target=send, args=(workers[n % 2].url,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [f"答:{question}"] * 20
    assert asked(workers, question) == 1


def test_choices_are_shared_by_workers(platform: Platform, workers: list[Host]) -> None:
    resident = platform.resident()
    Platform.text(platform, resident, "选")
    platform.urls.reverse()
    assert platform.text(resident, "3").shown == "答:问题3?"


def test_a_worker_that_dies_is_taken_over(platform: Platform, workers: list[Host]) -> None:
    """Killed while it computes; the retry reaches the other worker."""
    question = slow(3, "接手")
    found: list[Delivery] = []
    resident = platform.resident()
    pushing = threading.Thread(target=lambda: found.append(platform.text(resident, question)))
    pushing.start()
    wait_for(lambda: workers[0].asked(question) == 1)
    workers[0].kill()
    pushing.join()
    assert found[0].shown == f"答:{question}" and not found[0].fault
    assert workers[1].asked(question) == 1
    workers[0].start()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_an_answer_outlives_a_restart(
    platform: Platform, workers: list[Host], how: signal.Signals
) -> None:
    """Computed, not delivered, restarted: the retry is answered and nothing asked again."""
    question = slow(1, f"重启{how.name}")
    resident = platform.resident()
    xml = platform.message(resident, "text", Content=question)
    one = Platform(SAFE, workers[0].url, scale=SCALE)
    assert one.judge(resident, *one.attempt(xml)) == f"答:{question}"
    workers[0].stop(how)
    workers[0].start()
    assert one.judge(resident, *one.attempt(xml)) == f"答:{question}"
    assert asked(workers, question) == 0


def test_a_server_that_is_stopped_finishes_what_it_began(
    serve_channel: Callable[..., Host],
) -> None:
    host = serve_channel(SAFE, reply_deadline_seconds=DEADLINE)
    platform = Platform(SAFE, host.url, scale=SCALE)
    resident, question = platform.resident(), slow(2, "停机")
    xml = platform.message(resident, "text", Content=question)
    found: list[Delivery] = []
    pushing = threading.Thread(target=lambda: found.append(platform.push(resident, xml)))
    pushing.start()
    wait_for(lambda: host.asked(question) == 1)
    host.stop()
    pushing.join()
    assert (found[0].shown, found[0].tries) == (f"答:{question}", 1)


def test_a_restart_while_computing_without_redis(serve_channel: Callable[..., Host]) -> None:
    """Memory only: the retry after the restart is computed again, and answered."""
    host = serve_channel(SAFE, reply_deadline_seconds=DEADLINE)
    platform = Platform(SAFE, host.url, scale=SCALE)
    resident = platform.resident()
    xml = platform.message(resident, "text", Content=slow(3, "内存"))
    threading.Thread(target=lambda: platform.push(resident, xml), daemon=True).start()
    wait_for(lambda: host.asked(slow(3, "内存")) == 1)
    host.kill()
    host.start()
    assert platform.push(resident, xml).shown == f"答:{slow(3, '内存')}"


def test_a_lost_redis_silences_nobody(serve_channel: Callable[..., Host]) -> None:
    host = serve_channel(SAFE, redis_url="redis://127.0.0.1:9/0")
    platform = Platform(SAFE, host.url)
    resident = platform.resident()
    assert platform.text(resident, "选").tries == 1
    assert platform.text(resident, "2").shown == "答:问题2?"
    assert "wechat.store.lost" in host.log()


# ---- the customer-service API --------------------------------------------------------


@pytest.fixture(scope="module")
def served(
    workers: list[Host], serve_channel: Callable[..., Host], redis_url: str
) -> Iterator[tuple[Platform, Api, Host]]:
    """An account that may send, on a worker of its own."""
    account = Account(app_id="wxabcdefabcdef0123")
    api = Api(Platform(account, ""))
    host = serve_channel(
        account,
        redis_url=redis_url,
        reply_deadline_seconds=DEADLINE,
        app_secret=account.app_secret,
        customer_service=True,
        api_base=api.url,
    )
    api.platform.urls = [host.url]
    api.platform.scale = SCALE
    yield api.platform, api, host
    api.close()


def test_a_very_late_answer_is_sent(served: tuple[Platform, Api, Host]) -> None:
    platform, api, host = served
    resident, question = platform.resident(), slow(16, "客服")
    api.met(resident)
    delivery = platform.text(resident, question)
    assert (delivery.shown, delivery.tries) == (None, 3)
    wait_for(lambda: resident.seen == [f"答:{question}"])
    assert host.asked(question) == 1


def test_an_expired_token_is_renewed_and_a_busy_platform_asked_again(
    served: tuple[Platform, Api, Host],
) -> None:
    platform, api, _ = served
    api.expire_tokens()
    api.busy = [-1]
    resident, question = platform.resident(), slow(15, "过期")
    api.met(resident)
    platform.text(resident, question)
    wait_for(lambda: resident.seen == [f"答:{question}"])


@pytest.mark.parametrize("reason", ["quota", "window"])
def test_a_failed_call_is_not_recorded_as_sent(
    served: tuple[Platform, Api, Host], reason: str
) -> None:
    """What could not be sent is still there for the resident to ask for."""
    platform, api, host = served
    resident, question = platform.resident(), slow(15, reason)
    api.met(resident)
    if reason == "quota":
        api.minute_limit = 0
    else:
        api.met(resident, ago=49 * 3600)
    sent = host.log().count("wechat.customer_service.sent")
    failed = host.log().count("wechat.customer_service.failed")
    platform.text(resident, question)
    wait_for(lambda: host.log().count("wechat.customer_service.failed") == failed + 1)
    assert host.log().count("wechat.customer_service.sent") == sent and resident.seen == []
    api.minute_limit = 1000
    assert platform.text(resident, "继续").shown == f"答:{question}"


def test_after_48_hours_nothing_is_sent(served: tuple[Platform, Api, Host]) -> None:
    platform, api, host = served
    resident, question = platform.resident(), slow(15, "两天前")
    calls = len(api.calls)
    platform.text(resident, question, CreateTime=int(time.time()) - 49 * 3600)
    wait_for(lambda: "wechat.customer_service.too_late" in host.log())
    assert len(api.calls) == calls
    assert platform.text(resident, "继续").shown == f"答:{question}"


def test_logs_of_the_slow_name_nobody(
    served: tuple[Platform, Api, Host], workers: list[Host], platform: Platform
) -> None:
    log = served[2].log() + "".join(host.log() for host in workers)
    assert "wechat.late" in log
    for resident in [*served[0].residents, *platform.residents]:
        assert resident not in log
    assert "留给重试" not in log

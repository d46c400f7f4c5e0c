"""A commit that no standby confirmed is unknown, and is not told as done."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings

from guildhall.config.environment import database
from guildhall.kernel.notices import CommitNotReplicated
from guildhall.kernel.tenancy import PLATFORM, enter
from guildhall.kernel.tenancy.backend.base import DatabaseWrapper
from tests.harness.cluster import Cluster, scratch_cluster
from tests.harness.open_shop import Shop, open_shop
from tests.harness.pgbouncer import pgbouncer
from tests.harness.processes import Web, wait_until, web_server

CANCEL = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@dataclass(frozen=True, slots=True)
class Lonely:
    """A house whose primary waits for a standby that never comes, once it is told to."""

    cluster: Cluster
    web: Web
    behind: Web
    shop: Shop

    def wait_for_nobody(self) -> None:
        self.cluster.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        self._reload("nobody")

    def wait_no_more(self) -> None:
        self.cluster.ask("ALTER SYSTEM RESET synchronous_standby_names")
        self._reload("")

    def _reload(self, expected: str) -> None:
        self.cluster.ask("SELECT pg_reload_conf()")
        wait_until(
            lambda: self.cluster.ask("SHOW synchronous_standby_names") == expected,
            what="the new settings",
        )

    def without_a_standby(self, run: Callable[[], Any]) -> Any:
        """Cancel every wait for the standby that `run` comes to; return what it was told."""
        canceled = 0
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(run)
            while not told.done():
                canceled += self.cluster.ask(CANCEL)
        assert canceled, "nothing waited for the standby"
        return told.result()

    def order(self, key: str, *, web: Web | None = None) -> httpx.Response:
        with (web or self.web).client(self.shop.host, key=self.shop.key) as client:
            return client.post(
                "/storefront/v1/orders",
                json=self.shop.cart("APPLE"),
                headers={"Idempotency-Key": key},
            )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lonely]:
    folder = tmp_path_factory.mktemp("lonely")
    with scratch_cluster(folder, fsync=True) as cluster:
        cluster.build_house()
        shop = open_shop("alpha", env=cluster.env)
        (folder / "behind").mkdir()
        with (
            web_server(folder, **cluster.env) as web,
            pgbouncer(folder, before=cluster.env) as pooler,
            web_server(folder / "behind", **(cluster.env | pooler.env)) as behind,
        ):
            yield Lonely(cluster, web, behind, shop)


@pytest.fixture
def lonely(house: Lonely) -> Iterator[Lonely]:
    house.wait_for_nobody()
    yield house
    house.wait_no_more()


def test_stock_psycopg_is_told_success(lonely: Lonely) -> None:
    """The control: without our notice handler the lie is believed."""
    with psycopg.connect(lonely.cluster.owner_url) as connection:
        connection.execute("CREATE TABLE public.believed (id int)")

        assert lonely.without_a_standby(connection.commit) is None


def test_an_order_that_no_standby_confirmed_is_not_told_as_placed(lonely: Lonely) -> None:
    answer = lonely.without_a_standby(lambda: lonely.order("unconfirmed"))

    assert answer.status_code == 503, answer.text
    assert answer.json()["code"] == "http.try_again"
    assert answer.headers["Retry-After"] == "1"


def test_behind_a_transaction_pooler_it_is_not_told_either(lonely: Lonely) -> None:
    answer = lonely.without_a_standby(lambda: lonely.order("behind", web=lonely.behind))
    lonely.wait_no_more()
    again = lonely.order("behind", web=lonely.behind)

    assert answer.status_code == 503, answer.text
    assert answer.json()["code"] == "http.try_again"
    assert again.status_code == 201, again.text
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_repeated_answer_is_not_told_before_a_standby_has_it(lonely: Lonely) -> None:
    lonely.without_a_standby(lambda: lonely.order("again"))

    second = lonely.without_a_standby(lambda: lonely.order("again"))
    lonely.wait_no_more()
    third = lonely.order("again")

    assert second.status_code == 503, second.text
    assert third.status_code == 201, third.text
    assert third.headers["Idempotency-Replayed"] == "true"


def test_connections_work_on_after_an_unconfirmed_commit(lonely: Lonely) -> None:
    lonely.without_a_standby(lambda: lonely.order("one"))

    lonely.wait_no_more()

    assert {lonely.order(f"later-{number}").status_code for number in range(40)} == {201}


def test_a_warning_from_before_says_nothing_about_a_transaction(lonely: Lonely) -> None:
    """Nobody hears of it outside a transaction; it must not spoil one that comes later."""
    values = database(lonely.cluster.app_url, pin="role")
    wrapper = DatabaseWrapper({**settings.DATABASES["default"], **values}, alias="lonely")
    wrapper.inc_thread_sharing()

    def write() -> None:
        with enter(PLATFORM), wrapper.cursor() as cursor:
            cursor.execute("SELECT pg_logical_emit_message(true, 'test', '')")

    lonely.without_a_standby(write)
    lonely.wait_no_more()
    wrapper.set_autocommit(False)
    write()
    wrapper.commit()
    write()
    lonely.wait_for_nobody()
    with pytest.raises(CommitNotReplicated):
        lonely.without_a_standby(wrapper.commit)
    wrapper.close()

"""How a server reaches its database, and with how many connections."""

import threading
import time
from pathlib import Path

import httpx
from psycopg.conninfo import conninfo_to_dict

from app.engine import conninfo
from tests import postgres
from tests.house import Place
from tests.servers.fleet import NO_SCRIPTS, fleet

POOL, HINTS = 4, 2


def test_what_the_url_says_wins_over_the_products_own_values():
    found = conninfo_to_dict(conninfo("postgresql://hall@db/yingbin?connect_timeout=10&keepalives_idle=5"))
    assert (found["connect_timeout"], found["keepalives_idle"], found["keepalives_interval"]) == ("10", "5", "1")
    assert "target_session_attrs" not in found


def test_of_several_hosts_the_one_that_takes_writes_is_meant_unless_the_url_says_otherwise():
    several = "postgresql://hall@one:5432,two:5433/yingbin"
    found = conninfo_to_dict(conninfo(several))
    assert (found["host"], found["port"], found["target_session_attrs"]) == ("one,two", "5432,5433", "read-write")
    assert conninfo_to_dict(conninfo(several + "?target_session_attrs=any"))["target_session_attrs"] == "any"


def test_a_busy_server_opens_no_more_connections_than_the_setting_and_its_hints(shared_hall: Place, tmp_path: Path):
    shared_hall.data.engine.dispose()
    counting = (
        f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{shared_hall.data.url.rpartition('/')[2]}'"
        " AND application_name = 'yingbin'"
    )
    over = threading.Event()
    bearer = {"Authorization": f"Bearer {shared_hall.tokens['integration']}"}

    def ask(address: str) -> None:
        with httpx.Client(headers=bearer, timeout=10) as http:
            while not over.is_set():
                http.get(f"{address}/api/v1/halls/dongcheng/log")

    with fleet(shared_hall, tmp_path, 1, NO_SCRIPTS, YINGBIN_DATABASE_POOL=str(POOL)) as (server,):
        threads = [threading.Thread(target=ask, args=(server.address,)) for _ in range(12)]
        for thread in threads:
            thread.start()
        found = []
        for _ in range(20):
            time.sleep(0.1)
            found.append(postgres.shared().execute(counting)[0][0])
        over.set()
        for thread in threads:
            thread.join()
    most = max(int(str(count)) for count in found)
    assert POOL + HINTS - 1 <= most <= POOL + HINTS + 1, found  # one may be on its way out

"""Asks DuckDB for the figures that insight answers, over the facts that `regulars facts export` wrote.

duckdb-figures.py FOLDER: prints lines "WHAT JSON", the middle of three runs in milliseconds, with as many threads as cores.
"""

import datetime
import json
import statistics
import sys
import time

import duckdb

folder = sys.argv[1]
today = datetime.date.today()
before, end = today - datetime.timedelta(days=401), today - datetime.timedelta(days=35)
con = duckdb.connect()
facts = f"read_parquet('{folder}/facts.parquet')"
# A sale that was given back whole does not count; days of one customer are merged.
DAYS = f"""select distinct customer, occurred_on as day from {facts}
           where customer <> 0 and not is_refund and ended_at is null and occurred_on <= date '{end}'"""


def standing(day):
    return f"""select customer, case
      when date '{day}' - max(day) > 180
       and (count(*) = 1 or (date '{day}' - max(day)) * (count(*) - 1) > 4 * (max(day) - min(day))) then 'lost'
      else 'active' end as standing from days where day <= date '{day}' group by customer"""


QUERIES = {
    "cohorts": f"""with days as ({DAYS}), firsts as (
        select customer, date_trunc('month', min(day)) as first from days group by customer)
        select first, date_diff('month', first, date_trunc('month', day)) as later, count(distinct customer)
        from days join firsts using (customer) group by 1, 2 order by 1, 2""",
    "structure": f"""with days as ({DAYS}), a as ({standing(before)}), b as ({standing(end)})
        select a.standing, b.standing, count(*) from b left join a using (customer) group by 1, 2""",
    "concentration": f"""with spend as (select customer, greatest(sum(amount), 0) as spend from {facts}
        where customer <> 0 group by customer), ranked as (
        select spend, row_number() over (order by spend) as place, count(*) over () as everybody from spend)
        select 2 * sum(place * spend) / (max(everybody) * sum(spend)) - (max(everybody) + 1) / max(everybody)
        from ranked""",
}

for what, query in QUERIES.items():
    runs = []
    for _ in range(3):
        started = time.perf_counter()
        con.execute(query).fetchall()
        runs.append((time.perf_counter() - started) * 1000)
    print(f"duckdb_{what}", json.dumps({"ms": round(statistics.median(runs))}), flush=True)

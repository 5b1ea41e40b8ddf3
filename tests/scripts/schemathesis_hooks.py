"""A key of its own for each request of a scenario: a kept answer would name what another scenario has removed since."""

import itertools

import schemathesis
from schemathesis.generation.meta import TestPhase

numbers = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.phase.name != TestPhase.STATEFUL:
        return
    key = (case.headers or {}).get("Idempotency-Key")
    # What is too short or too long is to be refused.
    if isinstance(key, str) and 1 <= len(key) <= 200:
        case.headers["Idempotency-Key"] = f"{key}-{next(numbers)}"

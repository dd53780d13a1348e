"""What the log shows of a record: a line, or a traceback where somebody has something to mend."""

import logging

from django.db.utils import OperationalError


def in_one_line(record: logging.LogRecord) -> bool:
    """A refused request is no fault of ours, and a database that is away no bug: their lines come without a
    traceback."""
    problem = record.exc_info[1] if record.exc_info else None
    if getattr(record, "status_code", 500) != 500 or (isinstance(problem, OperationalError) and _is_away(problem)):
        record.exc_info = None
    return True


def _is_away(problem: OperationalError) -> bool:
    """Whether the connection failed, and not a statement. 57P is Postgres' class of what an operator does to it."""
    state = getattr(problem.__cause__, "sqlstate", None)
    return state is None or str(state).startswith("57P")

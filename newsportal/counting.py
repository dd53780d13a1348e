"""Counting in Redis, for the limits of `articles`: Django's own cache, whose failures have a name that they know."""

from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from articles.moderation.limiting import CounterDownError


class Counters(RedisCache):
    """`add` and `incr` are all that is asked of it; CounterDownError when Redis does not answer, or refuses."""

    def add(self, *args: Any, **options: Any) -> bool:
        try:
            return bool(super().add(*args, **options))
        except RedisError as problem:
            raise CounterDownError(f"Redis keeps no counters: {problem}") from problem

    def incr(self, *args: Any, **options: Any) -> int:
        try:
            return int(super().incr(*args, **options))
        except RedisError as problem:
            raise CounterDownError(f"Redis keeps no counters: {problem}") from problem

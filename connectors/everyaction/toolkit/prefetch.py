"""Several slow reads at once, handed on in order.

Edit toolkit/ at the root only, then `sfl sync-toolkit`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def prefetch(read: Callable[[Item], Result], items: Iterable[Item], parallel: int) -> Iterator[tuple[Item, Result]]:
    """Each item with what `read` made of it, in the items' order, at most `parallel` of them read ahead.

    An error is raised at its item's turn, after everything before it was handed on.
    """
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    pool = ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="prefetch")
    try:
        for item in items:
            waiting.append((item, pool.submit(read, item)))
            if len(waiting) >= parallel:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)

"""What every list of the admin has in common: nothing is edited round the domain, and no whole table is counted."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property


class ReadOnly:
    """Nothing may be added, changed or deleted by a form of the admin."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FirstPages(Paginator):  # type: ignore[type-arg]
    """Pages of the first MOST rows; for what lies beyond there are filters, days and the search."""

    MOST = 2000

    @cached_property
    def count(self) -> int:
        return self.object_list.values("pk")[: self.MOST].count()  # type: ignore[union-attr]


class Bounded:
    """A list whose cost does not grow with its table."""

    paginator = FirstPages
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0

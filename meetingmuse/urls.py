"""HTTP routes of the whole site."""

from django.contrib import admin
from django.urls import include, path

from scheduling.pages.reply import reply

urlpatterns = [
    path("", include("conversations.urls")),
    path("", include("scheduling.pages.urls")),
    path("reply/<str:token>", reply, name="reply"),
    path("admin/", admin.site.urls),
]

"""HTTP routes of the whole site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("conversations.urls")),
    path("", include("scheduling.pages.urls")),
    path("admin/", admin.site.urls),
]

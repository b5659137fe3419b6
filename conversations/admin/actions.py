"""What staff may do about conversations, each by its right and with a line in the admin's log. How is done elsewhere."""

import json
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse

from conversations import interventions, retention
from conversations.exporting import export
from conversations.models import Conversation, Message

MOST_EXPORTED = 100
Chosen = QuerySet[Conversation]


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that is possible on a conversation's page: its name and what its button says."""

    name: str
    label: str
    grave: bool = False


class Actions(admin.ModelAdmin):
    """The actions of the list, which the page of a conversation offers too."""

    actions = ["export_as_json", "ask_again", "say_something", "expire", "delete_everything"]

    def has_intervene_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("conversations.change_conversation")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("conversations.delete_conversation")

    def actions_for(self, request: HttpRequest, conversation: Conversation) -> list[Offer]:
        """Return what this member of staff may do about the conversation as it stands."""
        live = conversation.status != Conversation.Status.EXPIRED
        offers = [Offer("export_as_json", "Export as JSON")]
        if self.has_intervene_permission(request) and live:
            last = conversation.messages.filter(role=Message.Role.USER).last()
            if last and last.status == Message.Status.FAILED:
                offers.append(Offer("ask_again", "Answer the failed message now"))
            offers += [Offer("say_something", "Send a notice …"), Offer("expire", "Expire")]
        if self.has_erase_permission(request):
            offers.append(Offer("delete_everything", "Delete with everything …", grave=True))
        return offers

    @admin.action(description="Export as JSON", permissions=["view"])
    def export_as_json(self, request: HttpRequest, chosen: Chosen) -> HttpResponse:
        told = [export(conversation) for conversation in chosen[:MOST_EXPORTED]]
        for conversation in chosen[:MOST_EXPORTED]:
            self.log_change(request, conversation, "Exported as JSON.")
        text = json.dumps(told, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False, default=str)
        name = (
            f"conversation-{told[0]['conversation']['client_id']}.json"
            if len(told) == 1
            else "conversations.json"
        )
        return HttpResponse(
            text,
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @admin.action(description="Answer the last message if it failed", permissions=["intervene"])
    def ask_again(self, request: HttpRequest, chosen: Chosen) -> None:
        asked = 0
        for conversation in chosen:
            if message := interventions.ask_again(conversation):
                asked += 1
                self.log_change(request, conversation, f"Had message {message.pk} asked again.")
        self._say(request, asked, "asked again", "nothing to ask again: the last message did not fail")

    @admin.action(description="Send a notice …", permissions=["intervene"])
    def say_something(self, request: HttpRequest, chosen: Chosen) -> HttpResponseBase | None:
        live = chosen.exclude(status=Conversation.Status.EXPIRED)
        text = request.POST.get("text", "").replace("\0", "").strip()[: interventions.LONGEST]
        if not text:
            return self._ask(request, live, "say_something", "notice.html")
        told = 0
        for conversation in live:
            interventions.say(conversation, text)
            told += 1
            self.log_change(request, conversation, f"Sent a notice: {text}")
        self._say(request, told, "told", "nobody to tell: the conversation has expired")
        return None

    @admin.action(description="Expire", permissions=["intervene"])
    def expire(self, request: HttpRequest, chosen: Chosen) -> None:
        live = list(chosen.exclude(status=Conversation.Status.EXPIRED))
        expired = retention.expire([conversation.pk for conversation in live])
        for conversation in live:
            self.log_change(request, conversation, "Expired.")
        self._say(request, expired, "expired", "expired already")

    @admin.action(description="Delete with everything …", permissions=["erase"])
    def delete_everything(self, request: HttpRequest, chosen: Chosen) -> HttpResponseBase | None:
        if "sure" not in request.POST:
            return self._ask(request, chosen, "delete_everything", "delete.html")
        self.log_deletions(request, chosen)
        deleted = retention.delete([conversation.pk for conversation in chosen])
        self._say(request, deleted.get("deleted", 0), "deleted", "nothing deleted")
        return None

    def _ask(self, request: HttpRequest, chosen: Chosen, action: str, template: str) -> HttpResponseBase:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Send a notice" if action == "say_something" else "Delete with everything",
            "chosen": chosen,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "longest": interventions.LONGEST,
        }
        return TemplateResponse(request, f"admin/conversations/conversation/{template}", context)

    def _say(self, request: HttpRequest, count: int, done: str, otherwise: str) -> None:
        if count:
            what = "conversation" if count == 1 else "conversations"
            self.message_user(request, f"{count} {what} {done}.", messages.SUCCESS)
        else:
            self.message_user(request, f"{otherwise.capitalize()}.", messages.WARNING)

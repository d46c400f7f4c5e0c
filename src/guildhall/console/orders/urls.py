"""Pages of orders."""

from django.urls import path

from guildhall.console.inbox import views as inbox
from guildhall.console.orders import acting, canceling, desk, editing, papers

app_name = "orders"
urlpatterns = [
    path("", inbox.show_list, name="list"),
    path("/<str:number>", acting.show, name="order"),
    path("/<str:number>/customer", acting.show_customer, name="customer"),
    path("/<str:number>/confirm", acting.confirm, name="confirm"),
    path("/<str:number>/ship", acting.ship, name="ship"),
    path("/<str:number>/cancel", acting.cancel, name="cancel"),
    path("/<str:number>/cancel-part", canceling.cancel_part, name="cancel_part"),
    path("/<str:number>/pay", acting.pay, name="pay"),
    path("/<str:number>/edit", editing.edit, name="edit"),
    path("/<str:number>/edit/changes", editing.change, name="edit_changes"),
    path("/<str:number>/edit/confirm", editing.confirm, name="edit_confirm"),
    path("/<str:number>/edit/decline", editing.decline, name="edit_decline"),
    path("/<str:number>/hold", desk.hold, name="hold"),
    path("/<str:number>/release", desk.release, name="release"),
    path("/<str:number>/review", desk.review, name="review"),
    path("/<str:number>/judge", desk.judge, name="judge"),
    path("/<str:number>/duplicate", desk.duplicate, name="duplicate"),
    path("/<str:number>/no-duplicate", desk.no_duplicate, name="no_duplicate"),
    path("/<str:number>/tags", desk.tag, name="tags"),
    path("/<str:number>/notes", desk.note, name="notes"),
    path("/<str:number>/people", desk.suggest_people, name="people"),
    path("/<str:number>/papers/<str:paper>", papers.show, name="paper"),
]

"""Where visits begin and end at a company's host."""

from django.urls import path

from guildhall.operators import entering

app_name = "visits"

urlpatterns = [
    path("/enter", entering.enter, name="enter"),
    path("/callback", entering.come_back, name="come_back"),
    path("/over", entering.over, name="over"),
    path("/end", entering.end, name="end"),
]

"""What a new company still has to do, and the pages on which it does so."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.console.setup.queries import Task, get_checklist
from guildhall.identity.models import ApiKey, StaffRole, User
from guildhall.identity.operations import dismiss_notice
from guildhall.identity.queries import actor_of_staff
from guildhall.identity.states import Role
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.operations import open_store
from guildhall.organization.queries import list_stores
from tests.console.conftest import SignIn
from tests.factories.company import make_company


def _owner(email: str = "olga@example.com") -> Stamp:
    user = User(email=email, name="Olga")
    user.set_unusable_password()
    user.save(force_insert=True)
    StaffRole(user=user, role=Role.OWNER).save(force_insert=True)
    return Stamp(actor_of_staff(user), clock.now())


def _done(stamp: Stamp) -> set[Task]:
    found = get_checklist(actor=stamp.by)
    assert found is not None
    return {task for task, done in found.tasks if done}


def test_a_new_company_has_everything_still_to_do(alpha: Scope) -> None:
    assert _done(_owner()) == set()


def test_a_task_is_done_by_what_is_there(alpha: Scope, stamp: Stamp) -> None:
    owner = _owner()
    open_store("S1", name="High Street", city="Springfield", stamp=stamp)

    assert _done(owner) == {Task.STORE}


def test_a_company_at_work_is_left_one_task_at_most(alpha: Scope, stamp: Stamp) -> None:
    owner = _owner()
    make_company(stamp=stamp)

    assert _done(owner) >= {Task.STORE, Task.PRODUCT, Task.STOCK, Task.KEY}


def test_what_it_costs_does_not_depend_on_what_is_there(alpha: Scope, stamp: Stamp) -> None:
    owner = _owner()

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            get_checklist(actor=owner.by)
        return len(asked)

    before = statements()
    make_company(stamp=stamp)

    assert statements() == before <= 1 + len(Task) + 1


def test_whoever_hides_it_does_not_see_it_again_and_others_do(alpha: Scope) -> None:
    olga, nina = _owner(), _owner("nina@example.com")

    dismiss_notice("setup", stamp=olga)
    dismiss_notice("setup", stamp=olga)

    assert get_checklist(actor=olga.by) is None
    assert get_checklist(actor=nina.by) is not None


def test_a_clerk_has_nothing_to_set_up(sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS)

    assert b"setup-tasks" not in clerk.get("/").content
    for place in ("setup/store", "keys/make"):
        assert clerk.get(f"/{place}").status_code == 403


def _send(client: Client, place: str, **data: object) -> str:
    return client.post(f"/setup/{place}", {"token": str(new_id()), **data}).content.decode()


def test_a_store_is_added_on_its_page(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)

    _send(owner, "store", code="N9", name="North", city="Oslo", time_zone="Europe/Oslo")

    assert "N9" in [store.code for store in list_stores()]


def test_whoever_sets_up_a_company_is_led_to_the_page_that_makes_keys(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    ApiKey.objects.update(revoked_at=clock.now())

    assert 'href="/keys/make"' in owner.get("/").content.decode()

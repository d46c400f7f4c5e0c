"""What somebody may do, why, and which limit hides a row."""

from guildhall.identity.states import COMPANY_CAPABILITIES, Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.conftest import Hire, SignIn
from tests.console.reading import text_of
from tests.factories.company import Company, make_order


def test_everybody_may_ask_what_they_may_do_themselves(sign_in: SignIn, hire: Hire) -> None:
    olga = hire(Role.OWNER)
    bob = sign_in(Role.WAREHOUSE, scope="location:S1")

    mine = bob.get("/people/me", follow=True)

    assert "What you may do, and why" in text_of(mine)
    assert "In places by Warehouse, Location S1" in text_of(mine)
    assert bob.get(f"/people/{olga}").status_code == 403


def test_an_explanation_names_the_role_that_gives_and_the_limit_that_hides(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    here, there = (
        make_order(shop, {"APPLE": 1}, store=store, stamp=stamp).row.number
        for store in ("S1", "S2")
    )
    bob = sign_in(Role.WAREHOUSE, scope="location:S1")

    told = {
        number: text_of(bob.get(f"/people/me?q={number}", follow=True)) for number in (here, there)
    }

    assert "Orders Yes by Warehouse, Location S1" in told[here]
    assert "Orders Not here Warehouse reaches only: Location S1" in told[there]
    assert bob.get(f"/orders/{here}").status_code == 200
    refused = bob.get(f"/orders/{there}")
    assert refused.status_code == 403
    assert f'href="/people/me?q={there}"' in refused.content.decode()


def test_an_order_that_is_not_there_is_told_on_the_page(sign_in: SignIn) -> None:
    answer = sign_in(Role.OWNER).get("/people/me?q=ORD-1", follow=True)

    assert "ORD-1" in text_of(answer)
    assert "What you may do, and why" in text_of(answer)


def test_an_owner_may_everything_by_being_owner(sign_in: SignIn) -> None:
    told = text_of(sign_in(Role.OWNER).get("/people/me", follow=True))

    assert told.count("Yes by Owner, Whole company") == len(COMPANY_CAPABILITIES)
    assert "Not here" not in told


def test_nobody_reads_who_somebody_unknown_is(sign_in: SignIn) -> None:
    assert sign_in(Role.OWNER).get(f"/people/{new_id()}").status_code == 404

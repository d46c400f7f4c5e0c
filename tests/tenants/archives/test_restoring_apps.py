"""What apps could do yesterday they cannot do again because yesterday comes back."""

from guildhall.identity.models import User
from guildhall.identity.oauth.models import App, Installation, SigningKey, Token, TokenFamily
from guildhall.identity.oauth.operations import key_that_signs, rotate_signing_keys, start_family
from guildhall.identity.oauth.operations.families import issue
from guildhall.identity.oauth.queries import public_jwks
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.restoring import restore
from tests.factories.apps import install, make_app
from tests.factories.company import Company

SCOPE = ("orders:view",)


def test_apps_sign_in_anew_after_a_restore_and_what_was_taken_from_them_stays_taken(
    shop: Company, stamp: Stamp
) -> None:
    with enter(shop.scope):
        kept, gone = make_app("Kept", kind="confidential"), make_app("Gone")
        install(kept, *SCOPE)
        app, user = App.objects.get(id=kept.id), User(email="ann@example.com", name="Ann")
        user.save(force_insert=True)
        family = start_family(app, user=user.pk, scope=SCOPE, stamp=stamp)
        issue(family, app=app, scope=SCOPE, stamp=stamp)
        key_that_signs(stamp=stamp)
    make_archive("delta", stamp=stamp)
    with enter(shop.scope):
        rotate_signing_keys(stamp=stamp, at_once=True)
        known = [key["kid"] for key in public_jwks(at=clock.now())]
        App.objects.filter(id=gone.id).update(disabled_at=clock.now())
        App.objects.filter(id=kept.id).update(secret_digest=b"another")
        Installation.objects.update(removed_at=clock.now())

    restore("delta", stamp=stamp)

    with enter(shop.scope):
        assert not Token.objects.exists()
        assert [row.end_reason for row in TokenFamily.objects.all()] == ["restored"]
        assert set(SigningKey.objects.values_list("kid", flat=True)) == set(known)
        assert len(known) == 2
        assert App.objects.get(id=gone.id).disabled_at is not None
        assert bytes(App.objects.get(id=kept.id).secret_digest or b"") == b"another"
        assert not Installation.objects.filter(removed_at=None).exists()

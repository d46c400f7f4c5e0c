"""How the authorization server says no, beyond what the protocols have a word for."""

from guildhall.kernel.refusals import N_, Refusal


class ProofInvalid(Refusal):
    code = "oauth.invalid_dpop_proof"
    message = N_("The DPoP proof does not hold: {reason}.")
    status = 401


class ProofNonceNeeded(Refusal):
    code = "oauth.use_dpop_nonce"
    message = N_("Make a DPoP proof with the nonce that came with this answer.")
    status = 401


class ProofUsed(Refusal):
    code = "oauth.dpop_proof_used"
    message = N_("This DPoP proof was used before. Make a new one for each call.")
    status = 401


class ProofsNotKept(Refusal):
    code = "oauth.proofs_not_kept"
    message = N_("Whether a DPoP proof is new cannot be told just now. Try again shortly.")
    status = 503
    retry_after = 2


class AssertionRefused(Refusal):
    code = "oauth.assertion_refused"
    message = N_("The client assertion does not hold: {reason}.")
    status = 401


class RedirectRefused(Refusal):
    code = "oauth.redirect_refused"
    message = N_(
        "{uri} cannot be a redirect address. It needs https, or http to this machine "
        "(127.0.0.1, [::1], localhost), and no fragment, wildcard or sign-in."
    )
    status = 422


class KeysRefused(Refusal):
    code = "oauth.keys_refused"
    message = N_("These are not public keys (a JSON Web Key Set of one to eight keys).")
    status = 422


class AppUnavailable(Refusal):
    code = "oauth.app_unavailable"
    message = N_("This app is not known here, or it was switched off.")
    status = 404


class NothingToGive(Refusal):
    code = "oauth.nothing_to_give"
    message = N_("You hold none of the rights that {app} asks for, so you cannot let it in.")
    status = 403


class AppNotFound(Refusal):
    code = "oauth.app_not_found"
    message = N_("There is no app {app} here.")
    status = 404


class AppInvalid(Refusal):
    code = "oauth.app_invalid"
    message = N_("An app cannot be made so: {field} does not fit its kind.")
    status = 422


class AppChanged(Refusal):
    code = "oauth.app_changed"
    message = N_("Somebody else changed this app meanwhile. Open it again to see how it is now.")
    status = 412


class NoSecretToRotate(Refusal):
    code = "oauth.no_secret"
    message = N_("This app has no secret: it shows who it is in another way.")


class NotForCompanies(Refusal):
    code = "oauth.not_for_companies"
    message = N_("This app acts for people only. It cannot be installed for the company.")


class NotInItsList(Refusal):
    code = "oauth.not_in_its_list"
    message = N_("{capability} is not among the rights that this app was registered with.")
    status = 422


class InstalledNowhere(Refusal):
    code = "oauth.not_installed"
    message = N_("This app is not installed there.")
    status = 404


class OnlyPeople(Refusal):
    code = "oauth.only_people"
    message = N_("Only people of this company can let an app or a device in.")
    status = 403


class DeviceCodeUnknown(Refusal):
    code = "oauth.device_code_unknown"
    message = N_("No device waits with this code. Look again, or start anew on the device.")
    status = 404


class DeviceTries(Refusal):
    code = "oauth.device_tries"
    message = N_("Too many wrong codes. Wait {minutes} minutes and try again.")
    status = 429

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

// An app built on openid-client. It knows an issuer's name and its own key, and nothing else:
// where everything lies, and how it is done there, it learns by discovery.
//
// Each line it writes is one JSON value; each line it reads is what a person did meanwhile.

import dns from 'node:dns'
import { createInterface } from 'node:readline'

const { library, way, issuer, clientId, jwk, scope, redirectUri, api, bound } = JSON.parse(process.argv[2])
const client = await import(library)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const tell = (told) => process.stdout.write(`${JSON.stringify(told)}\n`)
const hear = async () => (await lines.next()).value

// Names below localhost are this machine's; not every resolver knows.
dns.lookup = (_name, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

async function configured() {
  const key =
    jwk && (await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']))
  const proof = key ? client.PrivateKeyJwt(key) : client.None()
  const found = await client.discovery(new URL(issuer), clientId, undefined, proof, {
    execute: [client.allowInsecureRequests],
  })
  client.enableNonRepudiationChecks(found)
  return found
}

async function options(config) {
  return bound ? { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256')) } : {}
}

async function called(config, token, shown) {
  const answer = await client.fetchProtectedResource(
    config, token, new URL(api), 'GET', undefined, undefined, shown)
  return answer.status
}

const ways = {
  async discovery(config) {
    tell(config.serverMetadata())
  },

  async code(config, shown) {
    const verifier = client.randomPKCECodeVerifier()
    const state = client.randomState()
    const nonce = client.randomNonce()
    const asked = {
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }
    tell({ go: client.buildAuthorizationUrl(config, asked).href })

    const back = new URL(await hear())
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
    const got = await client.authorizationCodeGrant(config, back, checks, undefined, shown)
    const person = await client.fetchUserInfo(config, got.access_token, got.claims().sub, shown)
    const status = await called(config, got.access_token, shown)
    const next = await client.refreshTokenGrant(config, got.refresh_token, undefined, shown)
    const again = await called(config, next.access_token, shown)
    await client.tokenRevocation(config, next.refresh_token)
    tell({ type: got.token_type, email: person.email, status, again, claims: got.claims() })
  },

  async company(config, shown) {
    const got = await client.clientCredentialsGrant(config, { scope }, shown)
    tell({ type: got.token_type, status: await called(config, got.access_token, shown) })
  },

  async device(config, shown) {
    const started = await client.initiateDeviceAuthorization(config, { scope })
    tell({ go: started.verification_uri, code: started.user_code })

    await hear()
    const got = await client.pollDeviceAuthorizationGrant(config, started, undefined, shown)
    tell({ type: got.token_type, scope: got.scope, status: await called(config, got.access_token, shown) })
  },
}

const config = await configured()
await ways[way](config, await options(config))
process.exit(0)

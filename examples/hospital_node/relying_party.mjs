// The relying party: everything that is said to the bridge, by openid-client. FAPI 2.0 Security Profile; RFC 9126, 9449.

import * as client from 'openid-client'

export const ASKED = [
  'name', 'birthdate', 'gender', 'allergies', 'conditions', 'medications', 'blood_group', 'immunizations',
]
const DETAILS = [{ type: 'cross_border_attributes', purpose: 'health.patient_summary', attributes: ASKED }]

/** An OAuth error as the bridge said it; `body` may hold reason, reference and what_would_pass. */
export class Refused extends Error {
  constructor(body) {
    super(body.error ?? 'refused')
    this.body = body
  }
}

export class RelyingParty {
  #bridge
  #redirectUri
  #registering // a promise, so that two first visitors register us once

  #eventEndpoint

  constructor({ bridge, publicUrl }) {
    this.#bridge = new URL(bridge)
    this.#eventEndpoint = `${publicUrl}/events`
    this.#redirectUri = `${publicUrl}/callback`
  }

  /** Pushes the request. Returns where the browser goes, and the secrets that tie the rest to it. */
  async start(language) {
    try {
      return await this.#push(language)
    } catch (error) {
      if (!(error instanceof Refused) || error.body.error !== 'invalid_client') throw error
      this.#registering = undefined // the bridge was set up anew since we registered
      return this.#push(language)
    }
  }

  /** The bridge's answer for the claims. Throws `Refused`, or what the library throws at an answer not to be believed. */
  async finish({ config, DPoP, checks }, query) {
    const answer = new URL(this.#redirectUri)
    answer.search = query
    return told(async () => {
      // The library compares iss (RFC 9207) and state before it reads anything else, then verifies the id_token.
      const tokens = await client.authorizationCodeGrant(config, answer, checks, undefined, { DPoP })
      const idToken = tokens.claims()
      // ... and here that userinfo is about the same person (OpenID Connect Core 5.3.2).
      const userinfo = await client.fetchUserInfo(config, tokens.access_token, idToken.sub, { DPoP })
      return { idToken, userinfo }
    })
  }

  /** The client_id we have, if we are registered at all. */
  async knownAs() {
    const config = await this.#registering?.catch(() => undefined)
    return config?.clientMetadata().client_id
  }

  async #push(language) {
    this.#registering ??= this.#register()
    const config = await this.#registering.catch((error) => {
      this.#registering = undefined // the next visitor tries again
      throw error
    })
    const checks = {
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
      idTokenExpected: true,
    }
    // One key from here to userinfo: the code and the token are bound to it.
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    const parameters = {
      redirect_uri: this.#redirectUri,
      scope: 'openid',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      authorization_details: JSON.stringify(DETAILS),
      ui_locales: language,
    }
    const url = await told(() => client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP }))
    return { url, attempt: { config, DPoP, checks } }
  }

  /** RFC 7591, open in a sandbox: a public key goes in, a client_id comes out. Kept in memory alone. */
  async #register() {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'],
    )
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
    const kid = 'hospital-1'
    const metadata = {
      client_name: 'Begonia Bay Hospital (invented)',
      'legal_name#vi': 'Bệnh viện Vịnh Hải Đường (hư cấu)',
      'legal_name#en': 'Begonia Bay Hospital (invented)',
      dpo_contact: 'dpo@begonia-bay.example',
      country: 'SG',
      sector: 'health',
      purposes: ['health.patient_summary'],
      redirect_uris: [this.#redirectUri],
      event_endpoint: this.#eventEndpoint,
      token_endpoint_auth_method: 'private_key_jwt',
      id_token_signed_response_alg: 'ES256',
      dpop_bound_access_tokens: true,
      jwks: { keys: [{ kty, crv, x, y, kid, use: 'sig', alg: 'ES256' }] },
    }
    // Plain http is for a bridge on this machine only.
    const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(this.#bridge.hostname)
    const execute = [client.enableNonRepudiationChecks, ...(loopback ? [client.allowInsecureRequests] : [])]
    const authentication = client.PrivateKeyJwt({ key: privateKey, kid })
    return told(() => client.dynamicClientRegistration(this.#bridge, metadata, authentication, { execute }))
  }
}

async function told(step) {
  try {
    return await step()
  } catch (error) {
    const body = oauthBody(error)
    throw body ? new Refused(body) : error
  }
}

// The library has a class for each place where an OAuth error can stand: redirect, body, WWW-Authenticate.
function oauthBody(error) {
  if (error instanceof client.AuthorizationResponseError) return Object.fromEntries(error.cause)
  if (error instanceof client.ResponseBodyError) return error.cause
  if (error instanceof client.WWWAuthenticateChallengeError) return { ...error.cause[0]?.parameters }
  return undefined
}

/** Whether the bridge could not be reached, as opposed to having answered something. */
export function isAway(error) {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError' || (cause instanceof TypeError && cause.message === 'fetch failed')) return true
  }
  return false
}

// One journey by openid-client. Reads a plan as JSON on stdin and writes what the relying party learnt as JSON on stdout.
// plan: {issuer, profile, registration, algorithm, purpose, attributes, person, ticks, answer, afterwards}

import { text } from 'node:stream/consumers'
import * as client from 'openid-client'
import { Browser } from './browser.mjs'

async function walk(plan) {
  const config = await (plan.profile === 'baseline' ? registerWithSecret(plan) : register(plan))
  const DPoP =
    plan.profile === 'baseline'
      ? undefined
      : client.getDPoPHandle(config, await client.randomDPoPKeyPair(plan.algorithm))
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  }
  const parameters = await requestParameters(plan, checks)
  const url =
    plan.profile === 'baseline'
      ? client.buildAuthorizationUrl(config, parameters)
      : await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
  const back = await askTheCitizen(plan, url)
  try {
    return { browser_saw: [...url.searchParams.keys()], ...(await collect(plan, config, { back, checks, DPoP })) }
  } catch (error) {
    return refusal(error)
  }
}

const KEYS = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  Ed25519: { name: 'Ed25519' },
}

// RFC 7591: open registration answers with a client_id; discovery happens on the way.
async function register({ issuer, registration, algorithm }) {
  const keys = await crypto.subtle.generateKey(KEYS[algorithm], true, ['sign', 'verify'])
  const { kty, crv, x, y, n, e } = await crypto.subtle.exportKey('jwk', keys.publicKey)
  const kid = 'rp-1'
  return client.dynamicClientRegistration(
    new URL(issuer),
    {
      ...registration,
      token_endpoint_auth_method: 'private_key_jwt',
      id_token_signed_response_alg: 'ES256',
      dpop_bound_access_tokens: true,
      jwks: { keys: [{ kty, crv, x, y, n, e, kid, use: 'sig' }] },
    },
    client.PrivateKeyJwt({ key: keys.privateKey, kid }),
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  )
}

// The baseline issuer, in the library's most ordinary configuration.
async function registerWithSecret({ issuer, registration }) {
  return client.dynamicClientRegistration(new URL(issuer), registration, client.ClientSecretBasic(), {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  })
}

async function requestParameters(plan, checks) {
  return {
    redirect_uri: plan.registration.redirect_uris[0],
    scope: 'openid',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    authorization_details: JSON.stringify([
      { type: 'cross_border_attributes', purpose: plan.purpose, attributes: plan.attributes },
    ]),
  }
}

// Sign-in page, then consent page. Returns the URL with which the browser came back to the partner.
async function askTheCitizen(plan, url) {
  const browser = new Browser(plan.registration.redirect_uris[0])
  const signIn = await browser.open(url)
  const consent = await browser.submit(signIn, ['person', plan.person], ['decision', 'approve'])
  const unticked = consent.form.checkboxes.filter((box) => 'checked' in box)
  if (unticked.length > 0) throw new Error('the consent page came with boxes already ticked')
  const ticks = plan.ticks.map((attribute) => ['attribute', attribute])
  return (await browser.submit(consent, ...ticks, ['decision', plan.answer])).url
}

// The library checks iss (RFC 9207), state, nonce, at the token endpoint the id_token's signature, at userinfo the sub.
async function collect(plan, config, { back, checks, DPoP }) {
  const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
  if (plan.afterwards === 'replay the code') {
    await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
  }
  const introspected = await client.tokenIntrospection(config, tokens.access_token)
  if (plan.afterwards === 'give the token back') await client.tokenRevocation(config, tokens.access_token)
  const claims = tokens.claims()
  const key = plan.afterwards === 'change the DPoP key' ? await client.randomDPoPKeyPair('ES256') : undefined
  const handle = key ? client.getDPoPHandle(config, key) : DPoP
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub, { DPoP: handle })
  if (plan.afterwards === 'ask userinfo twice') {
    await client.fetchUserInfo(config, tokens.access_token, claims.sub, { DPoP })
  }
  const { token_type, expires_in, authorization_details } = tokens
  const { client_id } = config.clientMetadata()
  return { client_id, token_type, expires_in, authorization_details, claims, userinfo, introspected }
}

function refusal(error) {
  const said = error.cause instanceof URLSearchParams ? Object.fromEntries(error.cause) : error.cause
  return { refused: { kind: error.name, code: error.code, status: error.status, said } }
}

const plan = JSON.parse(await text(process.stdin))
process.stdout.write(JSON.stringify(await walk(plan)))

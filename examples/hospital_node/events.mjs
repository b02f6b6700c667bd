// Events from the bridge: security event tokens (RFC 8417), pushed (RFC 8935). Copy it.

import { createRemoteJWKSet, errors, jwtVerify } from 'jose'

export const MEDIA_TYPE = 'application/secevent+jwt'
export const LARGEST = 64 * 1024
const WITHDRAWN = 'urn:vnsg:event:consent-withdrawn'
const REVOKED = 'urn:vnsg:event:consent-revoked'
const REMEMBERED = 10_000

/** A token that is no event for us; `code` is one of RFC 8935 section 2.4. */
export class NotAnEvent extends Error {
  constructor(code) {
    super(code)
    this.code = code
  }
}

export class Events {
  #issuer
  #keys
  #seen = new Set() // of what was acted upon, by jti, oldest first

  constructor(bridge) {
    this.#issuer = bridge
    // Fetched when first needed, kept, and looked up again for a key that is not among them.
    this.#keys = createRemoteJWKSet(new URL('/v1/event-keys', bridge))
  }

  /** The consent that ended. Throws `NotAnEvent`, or what the library throws where the bridge's keys are not to be had. */
  async ended(token, clientId) {
    if (clientId === undefined) throw new NotAnEvent('invalid_audience') // we are not registered yet
    const { payload } = await jwtVerify(token, this.#keys, {
      algorithms: ['ES256'],
      typ: 'secevent+jwt', // else an id_token could be pushed to us as an event (RFC 8417 section 4.5)
      issuer: this.#issuer,
      audience: clientId,
    }).catch(told)
    const kind = [WITHDRAWN, REVOKED].find((uri) => typeof payload.events?.[uri]?.receipt_id === 'string')
    if (kind === undefined || typeof payload.jti !== 'string') throw new NotAnEvent('invalid_request')
    return { jti: payload.jti, receiptId: payload.events[kind].receipt_id, byCitizen: kind === WITHDRAWN }
  }

  /** False for one that was acted upon. A bridge that did not hear our answer sends it again. */
  isNew({ jti }) {
    return !this.#seen.has(jti)
  }

  /** Once it was acted upon, and not before. */
  remember({ jti }) {
    this.#seen.add(jti)
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value)
  }
}

function told(error) {
  if (error instanceof errors.JWTClaimValidationFailed) {
    const codes = { iss: 'invalid_issuer', aud: 'invalid_audience' }
    throw new NotAnEvent(codes[error.claim] ?? 'invalid_request')
  }
  const unsigned = [errors.JWSInvalid, errors.JWTInvalid, errors.JWSSignatureVerificationFailed, errors.JWKSNoMatchingKey, errors.JOSEAlgNotAllowed, errors.JOSENotSupported]
  throw unsigned.some((kind) => error instanceof kind) ? new NotAnEvent('invalid_key') : error
}

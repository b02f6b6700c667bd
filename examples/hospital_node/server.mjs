// An invented hospital in Singapore that asks a Vietnamese patient for a health summary. Node 20 or newer: node server.mjs
// PORT (8010), HOST (127.0.0.1), BRIDGE_URL (http://localhost:8000), PUBLIC_URL (http://localhost:PORT)

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Events, LARGEST, MEDIA_TYPE, NotAnEvent } from './events.mjs'
import { pagesIn } from './pages.mjs'
import { Refused, RelyingParty, isAway } from './relying_party.mjs'

const port = Number(process.env.PORT || 8010)
const host = process.env.HOST || '127.0.0.1'
const bridge = process.env.BRIDGE_URL || 'http://localhost:8000'
const publicUrl = process.env.PUBLIC_URL || `http://localhost:${port}`

const COOKIE = 'hospital_node_session' // every port of localhost receives every cookie: the name says whose it is
const LIFETIME_S = 1800
const MOST_SESSIONS = 500
const STYLE = readFileSync(new URL('style.css', import.meta.url))

// Browsers hold every redirect after a form to form-action: ours leads to the bridge and on to the identity provider,
// whose address a partner is not told. Hence any https origin, on loopback any port.
const beyond = new URL(bridge).hostname === 'localhost' ? 'http://localhost:*' : new URL(bridge).origin
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    `default-src 'none'; style-src 'self'; form-action 'self' https: ${beyond}; frame-ancestors 'none'; base-uri 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin', // no-referrer would turn the Origin of our own forms into null
  'X-Content-Type-Options': 'nosniff',
}

const relyingParty = new RelyingParty({ bridge, publicUrl })
const events = new Events(bridge)
const sessions = new Map() // by cookie, oldest first: {until, language, attempt?, received?, refused?, ended?}

const ROUTES = {
  'GET /': ({ pages }) => show(pages.start()),
  'POST /start': start,
  'GET /callback': callback,
  'GET /result': result,
  'POST /forget': forget,
  'POST /events': event,
  'GET /style.css': () => ({ status: 200, headers: { ...HEADERS, 'Content-Type': 'text/css' }, body: STYLE }),
  'GET /healthz': () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"status":"ok"}' }),
}

async function start({ pages, language, key, origin }) {
  // Somebody else's page could otherwise start journeys in a visitor's name.
  if (origin !== undefined && origin !== publicUrl) return show(pages.trouble(), 400)
  const { url, attempt } = await relyingParty.start(language)
  sessions.delete(key)
  const fresh = randomBytes(32).toString('base64url')
  const secure = publicUrl.startsWith('https://') ? '; Secure' : ''
  remember(fresh, { until: Date.now() + LIFETIME_S * 1000, language, attempt })
  // Lax, not Strict, which would leave it at home when the bridge sends the visitor back.
  const cookie = `${COOKIE}=${fresh}; Path=/; Max-Age=${LIFETIME_S}; HttpOnly; SameSite=Lax${secure}`
  return redirect(url.href, { 'Set-Cookie': cookie })
}

async function callback({ session, url }) {
  if (!session?.attempt) return redirect('/result')
  const { attempt } = session
  try {
    session.received = await relyingParty.finish(attempt, url.search)
  } catch (error) {
    // Anything else is an answer not to be believed: it must not end the journey.
    if (!(error instanceof Refused)) throw error
    session.refused = error.body
  }
  session.attempt = undefined
  return redirect('/result') // at once, so that no code stays in the address bar or the history
}

function result({ pages, session }) {
  if (session?.received) return show(pages.received(session.received))
  if (session?.ended) return show(pages.ended(session.ended))
  if (session?.refused) return show(pages.refused(session.refused))
  return redirect('/')
}

function forget({ language, key }) {
  sessions.delete(key)
  return redirect(`/?lang=${language}`, { 'Set-Cookie': `${COOKIE}=; Path=/; Max-Age=0` })
}

/** A consent ended: what was received under it is deleted, and only then is the event accepted. */
async function event({ request }) {
  try {
    const token = await tokenOf(request)
    const ended = await events.ended(token, await relyingParty.knownAs())
    if (events.isNew(ended)) {
      for (const session of sessions.values()) end(session, ended)
      events.remember(ended)
    }
    return { status: 202, headers: {}, body: '' }
  } catch (error) {
    // Without the bridge's keys we cannot say no either: it comes again.
    if (!(error instanceof NotAnEvent)) return { status: 503, headers: {}, body: '' }
    const body = JSON.stringify({ err: error.code, description: 'this is no event for us' })
    return { status: 400, headers: { 'Content-Type': 'application/json' }, body }
  }
}

async function tokenOf(request) {
  if (request.headers['content-type'] !== MEDIA_TYPE) throw new NotAnEvent('invalid_request')
  let token = ''
  for await (const part of request) {
    token += part
    if (token.length > LARGEST) throw new NotAnEvent('invalid_request')
  }
  return token
}

function end(session, ended) {
  if (session.received?.userinfo.consent_receipt?.split('/').at(-1) !== ended.receiptId) return
  session.received = undefined
  session.ended = ended
}

function show(body, status = 200) {
  return { status, headers: HEADERS, body }
}

function redirect(location, headers = {}) {
  return { status: 303, headers: { Location: location, 'Cache-Control': 'no-store', ...headers }, body: '' }
}

function remember(key, session) {
  sessions.set(key, session)
  for (const [oldest, { until }] of sessions) {
    if (sessions.size <= MOST_SESSIONS && until > Date.now()) return
    sessions.delete(oldest)
  }
}

/** Chosen on the page, else that of the journey, else the browser's, else the hospital's own. */
function languageOf(url, session, request) {
  const wishes = [url.searchParams.get('lang'), session?.language, ...(request.headers['accept-language'] ?? '').split(',')]
  const spoken = wishes.map((wish) => (wish ?? '').trim().slice(0, 2).toLowerCase())
  return spoken.find((wish) => wish === 'vi' || wish === 'en') ?? 'en'
}

function contextOf(request) {
  const url = new URL(request.url, publicUrl)
  const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  const key = cookies.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
  const found = sessions.get(key)
  const session = found && found.until > Date.now() ? found : undefined
  const language = languageOf(url, session, request)
  return { request, url, key, session, language, origin: request.headers.origin, pages: pagesIn(language) }
}

function troubleWith(error, { pages }) {
  if (isAway(error)) return show(pages.away(bridge), 503)
  if (error instanceof Refused) return show(pages.trouble(undefined, error.body), 502)
  if (error.code?.startsWith('OAUTH_')) return show(pages.trouble(), 400) // the library does not believe the answer
  console.error(error)
  return show(pages.trouble(), 500)
}

async function answer(request) {
  if (!URL.canParse(request.url, publicUrl)) return { status: 400, headers: HEADERS, body: '' }
  const context = contextOf(request)
  const route = ROUTES[`${request.method} ${context.url.pathname}`]
  try {
    return route ? await route(context) : show(context.pages.missing(), 404)
  } catch (error) {
    return troubleWith(error, context)
  }
}

const server = createServer(async (request, response) => {
  const { status, headers, body } = await answer(request)
  response.writeHead(status, headers).end(body)
  request.resume() // whatever was not read: no form of ours carries anything in its body
})
server.on('error', (error) => {
  console.error(`hospital: port ${port} on ${host} cannot be opened (${error.code}); choose another with PORT`)
  process.exit(2)
})
server.listen(port, host)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))

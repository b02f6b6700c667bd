// An invented hospital in Singapore that asks a Vietnamese patient for a health summary. Node 20 or newer: node server.mjs
// PORT (8010), HOST (127.0.0.1), BRIDGE_URL (http://localhost:8000), PUBLIC_URL (http://localhost:PORT)

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
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
const sessions = new Map() // by cookie, oldest first: {until, language, attempt?, received?, refused?}

const ROUTES = {
  'GET /': ({ pages }) => show(pages.start()),
  'POST /start': start,
  'GET /callback': callback,
  'GET /result': result,
  'POST /forget': forget,
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
  if (session?.refused) return show(pages.refused(session.refused))
  return redirect('/')
}

function forget({ language, key }) {
  sessions.delete(key)
  return redirect(`/?lang=${language}`, { 'Set-Cookie': `${COOKIE}=; Path=/; Max-Age=0` })
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
  return { url, key, session, language, origin: request.headers.origin, pages: pagesIn(language) }
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
  request.resume() // no form of ours carries anything in its body
  const { status, headers, body } = await answer(request)
  response.writeHead(status, headers).end(body)
})
server.on('error', (error) => {
  console.error(`hospital: port ${port} on ${host} cannot be opened (${error.code}); choose another with PORT`)
  process.exit(2)
})
server.listen(port, host)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0))

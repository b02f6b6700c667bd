// The citizen's browser, as much of it as plain HTML needs: cookies by path, real forms with their hidden fields, Origin.

const MOST_REDIRECTS = 10

export class Browser {
  #cookies = new Map()
  #home

  /** `home` is the partner's redirect URI: arriving there ends the journey. */
  constructor(home) {
    this.#home = home
  }

  open(url) {
    return this.#follow(new URL(url), { method: 'GET' })
  }

  /** Submits the page's one form with its hidden fields and what the citizen chose, ticked and pressed. */
  submit(page, ...pressed) {
    const target = new URL(page.form.action, page.url)
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: target.origin }
    const body = new URLSearchParams([...page.form.hidden, ...pressed]).toString()
    return this.#follow(target, { method: 'POST', headers, body })
  }

  async #follow(url, request) {
    for (let hop = 0; hop < MOST_REDIRECTS; hop += 1) {
      const response = await fetch(url, {
        ...request,
        headers: { ...request.headers, cookie: this.#cookieHeader(url) },
        redirect: 'manual',
      })
      for (const line of response.headers.getSetCookie()) this.#remember(line)
      const location = response.headers.get('location')
      const text = await response.text()
      if (location === null) return readPage(url, response.status, text)
      url = new URL(location, url)
      if (url.href.startsWith(this.#home)) return { url, arrived: true }
      request = { method: 'GET' }
    }
    throw new Error('too many redirects')
  }

  // Keyed by name and path, as in a browser (RFC 6265 section 5.3); all hosts here are this machine.
  #remember(line) {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim())
    const [name, value] = splitOnce(pair)
    const settings = new Map(attributes.map((part) => splitOnce(part)).map(([key, said]) => [key.toLowerCase(), said]))
    const path = settings.get('path') || '/'
    if (settings.get('max-age') === '0') this.#cookies.delete(`${name} ${path}`)
    else this.#cookies.set(`${name} ${path}`, { name, value, path })
  }

  #cookieHeader(url) {
    return [...this.#cookies.values()]
      .filter(({ path }) => url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }
}

function splitOnce(text) {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function readPage(url, status, text) {
  const forms = [...text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)]
  if (status !== 200 || forms.length !== 1) {
    throw new Error(`${url.origin}${url.pathname} answered ${status} with ${forms.length} forms`)
  }
  const [, opening, body] = forms[0]
  const inputs = [...body.matchAll(/<input\b([^>]*)>/g)].map(([, tag]) => attributesOf(tag))
  return {
    url,
    form: {
      action: attributesOf(opening).action ?? '',
      hidden: inputs.filter(({ type }) => type === 'hidden').map(({ name, value }) => [name, value]),
      checkboxes: inputs.filter(({ type }) => type === 'checkbox'),
      people: inputs.filter(({ name }) => name === 'person').map(({ value }) => value),
    },
  }
}

function attributesOf(tag) {
  const found = [...tag.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)]
  return Object.fromEntries(found.map(([, name, value]) => [name, unescapeHtml(value ?? '')]))
}

function unescapeHtml(text) {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

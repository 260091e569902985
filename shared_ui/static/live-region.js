// @ts-check
// <live-region> keeps a screen current: it holds the newest picture that the server sent, replaces only the blocks that
// changed, says so when it is cut off, and sends commands by POST. Nothing is ever queued.

const STALE_AFTER = 4500 // ms without a word from the server, which speaks every 2 s
const CONNECT_WITHIN = 3000
const RETRY_AT_MOST = 2000
const ANSWER_WITHIN = 5000

/** Milliseconds to add to this machine's clock to have the server's. */
export const clock = { ahead: 0, now() { return Date.now() + this.ahead } }

/** When somebody last touched this screen. */
export const touched = { at: Date.now() }

/** Loads the page anew, but leaves it only for one that is there: a browser's own error page would never come back by itself. */
export async function reloadIfThere() {
  try {
    const answer = await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN) })
    if (answer.status < 429) location.reload()
  } catch {
    // the server is away: whoever wished it tries again
  }
}

/** @param {string} query @param {string} change */
function merged(query, change) {
  const all = new URLSearchParams(query)
  for (const [key, value] of new URLSearchParams(change)) value ? all.set(key, value) : all.delete(key)
  return all.toString()
}

/** @param {Element} parent */
function keyed(parent) {
  return new Map([...parent.children].map((child, at) => [child.getAttribute('data-key') ?? `#${at}`, child]))
}

const sources = new WeakMap() // the HTML that the server sent for an element, before it came to life

/** @param {Element} element */
function remember(element) {
  sources.set(element, element.outerHTML)
  for (const child of element.children) remember(child)
}

/** @param {Element} old */
const inUse = (old) => old.contains(document.activeElement) && !!document.activeElement?.matches('input, select, textarea')

/** Brings `parent` to what `wanted` holds; blocks that are the same, or hold a field in use, stay.
 * @param {Element} parent @param {Element | DocumentFragment} wanted */
function patch(parent, wanted) {
  const olds = keyed(parent)
  const news = keyed(/** @type {Element} */ (wanted))
  for (const [key, old] of olds) if (!news.has(key)) old.remove() // first, so that what stays isn't moved: that would restart its motion
  let place = parent.firstElementChild
  for (const [key, fresh] of news) {
    const old = olds.get(key)
    let kept = fresh
    if (old && old.tagName === fresh.tagName) {
      const source = fresh.outerHTML
      if (sources.get(old) === source) kept = old
      else if (fresh.querySelector(':scope > [data-key]') || inUse(old)) {
        kept = old
        for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name)
        for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value)
        if (fresh.querySelector(':scope > [data-key]')) patch(old, fresh)
        sources.set(old, source)
      }
    }
    if (kept !== old) {
      remember(kept)
      if (old === place) place = old?.nextElementSibling ?? null
      old?.remove()
    }
    if (kept === place) place = place.nextElementSibling
    else parent.insertBefore(kept, place)
  }
}

/** @param {Event} event */
const typing = (event) => event.target instanceof Element && event.target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select')

/** The button that a key presses; none while it is held down, goes with another key, or belongs to a field.
 * @param {KeyboardEvent} event @returns {HTMLElement | null} */
export function pressedBy(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || (typing(event) && event.key !== 'Escape')) return null
  const name = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key
  return document.querySelector(`live-region [data-hotkey="${CSS.escape(name)}"]`)
}

export class LiveRegion extends HTMLElement {
  #path = ''
  #query = location.search.slice(1)
  /** @type {WebSocket | null} */ #socket = null
  #heard = 0
  #seen = Date.now()
  #shown = false
  #tries = 0
  #timer = 0
  /** Keys of commands that got no answer: the same touch again is the same command. @type {Map<string, string>} */
  #unanswered = new Map()
  #busy = false

  connectedCallback() {
    this.#path = this.dataset.path ?? location.pathname
    if (this.firstElementChild) remember(this.firstElementChild)
    addEventListener('click', (event) => this.#clicked(event))
    addEventListener('submit', (event) => this.#submitted(event))
    addEventListener('keydown', (event) => this.#pressed(event))
    addEventListener('keyup', (event) => this.#released(event))
    for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => { touched.at = Date.now() }, { capture: true, passive: true })
    setInterval(() => this.#watch(), 100) // seldomer, and a new picture is not here within 5 s of the last word
    this.#connect()
  }

  // ------------------------------------------------------------ the link
  #connect() {
    this.#drop()
    const socket = this.#socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${this.#path}/live?${this.#query}`)
    this.#heard = Date.now() - STALE_AFTER + CONNECT_WITHIN
    socket.onmessage = (event) => { if (socket === this.#socket) this.#received(JSON.parse(event.data)) }
    socket.onclose = (event) => { if (socket === this.#socket) this.#lost(event.code) }
  }

  #drop() {
    const old = this.#socket
    this.#socket = null
    if (old) { old.onmessage = old.onclose = null; old.close() }
    clearTimeout(this.#timer)
  }

  /** @param {number} code */
  #lost(code) {
    this.#drop()
    this.#link('stale')
    if (code === 4401 && this.#shown) this.#cover()
    if (code === 4401 || code === 4403) {
      return void (this.#timer = setTimeout(() => { reloadIfThere(); this.#lost(code) }, RETRY_AT_MOST * 5))
    }
    const wait = Math.min(RETRY_AT_MOST, 150 * 2 ** this.#tries++) * (0.7 + 0.3 * Math.random())
    this.#timer = setTimeout(() => this.#connect(), wait)
  }

  /** Whoever is here may see this no longer: nothing of it stays, and the page says what there is to do. */
  #cover() {
    this.#shown = false
    this.replaceChildren()
    reloadIfThere()
  }

  /** A server that hangs says nothing and closes nothing: silence is noticed here. */
  #watch() {
    if (this.#socket && Date.now() - this.#heard > STALE_AFTER) this.#lost(0)
  }

  /** `lost`: the server itself can't vouch for what it shows. @param {{now?: number, html?: string, version?: number, lost?: boolean, stamp?: string, reload?: boolean}} frame */
  #received(frame) {
    this.#heard = Date.now()
    this.#tries = 0
    this.dispatchEvent(new CustomEvent('heard', { detail: frame }))
    if (frame.lost) return this.#link('stale')
    this.#seen = this.#heard
    if (frame.now) clock.ahead = frame.now - Date.now()
    if (frame.html !== undefined) {
      this.#paint(frame.html)
      this.#shown = true
      this.dataset.version = String(frame.version)
      this.#link('live')
    }
  }

  /** @param {'live' | 'stale'} state */
  #link(state) {
    const { body } = document
    if (state === 'live') body.classList.add('seen-live')
    if (body.dataset.link === state) return
    body.dataset.link = state
    const line = /** @type {HTMLElement | null} */ (document.querySelector('.stale-line'))
    const wall = new Date(this.#seen + clock.ahead + Number(this.dataset.offset) * 60_000) // the hall's clock, not this machine's
    const since = wall.toISOString().slice(11, 19)
    if (line) line.textContent = (this.#said(line, '') ?? '').replace('{time}', since)
    this.dispatchEvent(new CustomEvent('link', { detail: state, bubbles: true }))
  }

  // ------------------------------------------------------------ the picture
  /** @param {string} html */
  #paint(html) {
    const template = document.createElement('template')
    template.innerHTML = html
    this.dispatchEvent(new CustomEvent('painting'))
    patch(this, template.content)
    const root = this.firstElementChild
    for (const name of ['lang', 'dir']) if (root?.getAttribute(name)) document.documentElement.setAttribute(name, root.getAttribute(name) ?? '')
    this.dispatchEvent(new CustomEvent('painted', { bubbles: true }))
  }

  /** Looks at the hall in another way: `page=ticket&number=A001`; an empty value takes a key away. @param {string} change */
  show(change) {
    touched.at = Date.now()
    this.#query = merged(this.#query, change)
    this.dispatchEvent(new CustomEvent('turning', { bubbles: true }))
    history.replaceState(null, '', this.#query ? `?${this.#query}` : location.pathname)
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ show: this.#query }))
  }

  /** A word to the server that is no command; dropped while the link is away. @param {object} word */
  say(word) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(word))
  }

  get query() { return new URLSearchParams(this.#query) }

  // ------------------------------------------------------------ touches and keys
  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest('[data-post], [data-show]') : null)
    if (!target || target instanceof HTMLFormElement || target.closest('form[data-post]') && target.matches('[type=submit]')) return
    event.preventDefault()
    this.#act(target, {})
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (!form.dataset.post) return
    event.preventDefault()
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''))
    this.#act(form, given)
  }

  /** A key held down is one press. @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.repeat && event.code === 'Space') event.preventDefault()
    const target = pressedBy(event)
    if (!target) return
    event.preventDefault()
    if (!(target instanceof HTMLButtonElement && target.disabled)) this.#act(target, {})
  }

  /** A focused button isn't pressed by the key whose meaning stands on another one. @param {KeyboardEvent} event */
  #released(event) {
    if (event.key === ' ' && !typing(event) && this.querySelector('[data-hotkey="Space"]')) event.preventDefault()
  }

  /** What can't be shown now isn't shown later. @param {HTMLElement} target @param {Record<string, unknown>} given */
  async #act(target, given) {
    if (target.dataset.post === undefined) {
      if (document.body.dataset.link === 'live') this.show(target.dataset.show ?? '')
      return
    }
    const body = JSON.stringify({ ...JSON.parse(target.dataset.body || '{}'), ...given })
    const answer = await this.send(target.dataset.post, body, target)
    if (answer && target.dataset.then !== undefined) {
      this.show(target.dataset.then.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(answer[name] ?? ''))))
    }
  }

  /** One command. Resolves to its answer, or to null if it was refused or not confirmed.
   * @param {string} address @param {string} body @param {HTMLElement} [button] @returns {Promise<Record<string, any> | null>} */
  async send(address, body, button) {
    if (this.#busy) return null
    if (document.body.dataset.link !== 'live') return this.#tell('-stale')
    this.#busy = true
    button?.setAttribute('aria-busy', 'true')
    const same = `${address} ${body}`
    const key = this.#unanswered.get(same) ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
    try {
      const response = await fetch(address, {
        method: 'POST', body, signal: AbortSignal.timeout(ANSWER_WITHIN), cache: 'no-store', redirect: 'error',
        headers: {
          'Content-Type': 'application/json', 'Idempotency-Key': key, 'Yingbin-Screen': this.dataset.scope ?? '',
          'Yingbin-Deadline': String(Math.round(clock.now() + ANSWER_WITHIN)), 'Accept-Language': document.documentElement.lang,
        },
      })
      const answer = response.status === 204 ? {} : await response.json()
      this.#unanswered.delete(same)
      if (response.ok) return answer
      // a press that came too late for what it meant is no news to whoever pressed
      if (!button?.dataset.quiet?.split(' ').includes(answer.code)) this.#notice(answer.detail ?? response.statusText)
    } catch {
      this.#unanswered.set(same, key)
      setTimeout(() => this.#unanswered.delete(same), 60_000)
      this.#tell('')
      this.#lost(0)
    } finally {
      this.#busy = false
      button?.removeAttribute('aria-busy')
    }
    return null
  }

  /** @param {string} which */
  #tell(which) {
    const notice = /** @type {HTMLElement | null} */ (document.querySelector('.notice'))
    if (notice) this.#notice(this.#said(notice, which) ?? '')
    return null
  }

  /** @param {HTMLElement} element @param {string} which */
  #said(element, which) {
    const shown = document.documentElement.lang.toLowerCase()
    return [shown, shown.split('-')[0], 'en'].map((tag) => element.getAttribute(`data-${tag}${which}`)).find((said) => said !== null) ?? null
  }

  #noticeTimer = 0
  /** @param {string} sentence */
  #notice(sentence) {
    const notice = document.querySelector('.notice')
    if (!notice) return
    notice.textContent = sentence
    notice.classList.add('shown')
    clearTimeout(this.#noticeTimer)
    this.#noticeTimer = setTimeout(() => notice.classList.remove('shown'), 6000)
  }
}

customElements.define('live-region', LiveRegion)

// @ts-check
// The page behind the QR code: it keeps itself up to date over a weak link, says when it can't, and sends what is tapped.
import { allow, allowed, over, ring } from './phone-ring.js'

const STALE_AFTER = 15_000 // ms without a word from the server, which speaks every 6 s
const CONNECT_WITHIN = 8000
const RETRY = 1000 // ms, twice as long after each try
const RETRY_AT_MOST = 30_000
const ASK_EVERY = 15_000 // where no live link can be had
const LINK_AGAIN = 4 // after so many questions the link is tried once more
const ANSWER_WITHIN = 10_000
const HIDDEN_FOR = 20_000 // then a page that nobody sees rests, unless it is to ring

const { body } = document
let main = /** @type {HTMLElement} */ (document.querySelector('main'))
const said = /** @type {HTMLElement} */ (document.querySelector('.said'))
const staleLine = /** @type {HTMLElement} */ (document.querySelector('.stale-line'))
const page = location.pathname
const look = new URLSearchParams(location.search)
for (const once of ['said', 'no', 'count']) look.delete(once)
if (!look.get('lang')) look.set('lang', main.dataset.lang ?? 'zh')
history.replaceState(null, '', `?${look}`)

/** @type {WebSocket | null} */ let socket = null
let heard = Date.now()
let tries = 0
let asked = 0
let lastAt = ''
let busy = false
let timer = 0
let hiding = 0

// ------------------------------------------------------------ the picture
const sources = new WeakMap([...main.children].map((block) => [block, block.outerHTML]))

/** Replaces the blocks that changed; what a finger is about to touch stays where it is. @param {string} html */
function paint(html) {
  const template = document.createElement('template')
  template.innerHTML = html
  const fresh = /** @type {HTMLElement} */ (template.content.querySelector('main'))
  for (const { name, value } of fresh.attributes) main.setAttribute(name, value)
  for (const { name } of [...main.attributes]) if (!fresh.hasAttribute(name)) main.removeAttribute(name)
  const olds = new Map([...main.children].map((block) => [block.getAttribute('data-key'), block]))
  const news = new Set([...fresh.children].map((block) => block.getAttribute('data-key')))
  for (const [key, old] of olds) if (!news.has(key)) old.remove()
  let place = main.firstElementChild
  for (const block of [...fresh.children]) {
    const source = block.outerHTML
    const old = olds.get(block.getAttribute('data-key'))
    if (old && sources.get(old) === source) {
      place = old.nextElementSibling
      continue
    }
    sources.set(block, source)
    main.insertBefore(block, old ?? place)
    old?.remove()
    place = block.nextElementSibling
  }
  const whole = document.documentElement
  whole.lang = main.lang
  whole.dir = main.dir
  look.has('large') ? whole.dataset.large = '1' : delete whole.dataset.large
  rings()
}

function rings() {
  ring(main.dataset.rings ?? null, main.dataset.title ?? document.title)
  if ('over' in main.dataset) over()
}

/** @param {{html?: string, at?: string, lost?: boolean}} frame */
function received(frame) {
  heard = Date.now()
  if (frame.lost) return stale()
  tries = 0
  if (frame.html) paint(frame.html)
  if (frame.at) {
    lastAt = frame.at
    const at = /** @type {HTMLElement | null} */ (main.querySelector('.at'))
    if (at) at.textContent = (at.dataset.at ?? '').replace('{time}', lastAt)
  }
  body.classList.add('seen-live')
  body.dataset.link = 'live'
}

function stale() {
  staleLine.textContent = (main.dataset.stale ?? '').replace('{time}', lastAt || '--:--')
  body.dataset.link = 'stale'
}

// ------------------------------------------------------------ the link
function connect() {
  clearTimeout(timer)
  drop()
  if ('over' in main.dataset) return
  const opened = socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${page}/live?${look}`)
  let spoke = false
  const late = setTimeout(() => { if (opened === socket) lost(false) }, CONNECT_WITHIN)
  opened.onmessage = (event) => {
    if (opened !== socket) return
    if (!spoke) clearTimeout(late)
    spoke = true
    asked = 0
    received(JSON.parse(event.data))
    if ('over' in main.dataset) drop()
  }
  opened.onclose = () => {
    clearTimeout(late)
    if (opened === socket) lost(spoke)
  }
}

function drop() {
  const old = socket
  socket = null
  if (old) old.onclose = old.onmessage = null
  old?.close()
}

/** The link was lost, or was never had: asked for again ever more slowly; meanwhile the page is fetched. @param {boolean} spoke */
function lost(spoke) {
  drop()
  if (spoke) {
    stale()
    again(connect)
  } else {
    ask()
  }
}

/** @param {() => void} what */
function again(what) {
  clearTimeout(timer)
  timer = setTimeout(what, Math.min(RETRY_AT_MOST, RETRY * 2 ** tries++) * (0.7 + 0.6 * Math.random()))
}

async function ask() {
  clearTimeout(timer)
  try {
    const response = await fetch(`${page}/state?${look}`, { cache: 'no-store', signal: timeout() })
    if (response.status === 404) return location.reload()
    if (!response.ok) throw new Error(String(response.status))
    received(await response.json())
    if ('over' in main.dataset || resting()) return
    timer = setTimeout(++asked % LINK_AGAIN ? ask : connect, ASK_EVERY)
  } catch {
    if (body.classList.contains('seen-live') || Date.now() - heard > STALE_AFTER) seen()
    again(ask)
  }
}

/** A page that was never live and can't be now is as old as it is. */
function seen() {
  body.classList.add('seen-live')
  stale()
}

function timeout() {
  if ('timeout' in AbortSignal) return AbortSignal.timeout(ANSWER_WITHIN)
  const control = new AbortController() // phones of some years ago
  setTimeout(() => control.abort(), ANSWER_WITHIN)
  return control.signal
}

/** A server that hangs, or a phone out of reach, closes nothing: silence is noticed here. */
setInterval(() => {
  if (socket?.readyState === WebSocket.OPEN && Date.now() - heard > STALE_AFTER) lost(true)
}, 1000)

const resting = () => document.hidden && !allowed()

document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding)
  if (document.hidden) {
    hiding = setTimeout(() => { if (resting()) { clearTimeout(timer); drop() } }, HIDDEN_FOR)
  } else if (socket?.readyState !== WebSocket.OPEN || Date.now() - heard > STALE_AFTER) {
    tries = 0
    connect() // a call that came meanwhile is in the first word, and rings
  }
})
addEventListener('online', () => { tries = 0; connect() })
addEventListener('offline', stale)

// ------------------------------------------------------------ what is tapped
/** @param {string} change */
function show(change) {
  for (const [key, value] of new URLSearchParams(change)) value ? look.set(key, value) : look.delete(key)
  history.replaceState(null, '', `?${look}`)
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ show: look.toString() }))
  else ask()
}

let saying = 0
/** @param {string} sentence */
function say(sentence) {
  said.textContent = sentence
  said.hidden = !sentence
  clearTimeout(saying)
  saying = setTimeout(() => { said.hidden = true }, 6000)
}
if (!said.hidden) say(said.textContent ?? '')

/** What is shown may be old: nothing can be asked for. */
const cutOff = () => body.dataset.link === 'stale' && body.classList.contains('seen-live')

/** @param {string} code */
const no = (code) => say(main.getAttribute(`data-no-${code.replace(/_/g, '-')}`) ?? main.dataset.noOther ?? '')

/** Keys of what got no answer: the same tap again is the same wish. @type {Map<string, string>} */
const unanswered = new Map()

/** @param {HTMLFormElement} form @param {HTMLElement | null} button */
async function send(form, button) {
  if (busy) return
  if (cutOff()) return no('stale')
  busy = true
  button?.setAttribute('aria-busy', 'true')
  const given = new FormData(form)
  const score = given.get('score')
  const wish = JSON.stringify(given.get('count') ? { count: Number(given.get('count')) } : score ? { score: Number(score), about: given.getAll('about') } : {})
  const address = form.action
  const same = `${address} ${wish}`
  const key = unanswered.get(same) ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
  unanswered.set(same, key)
  try {
    const response = await fetch(address, {
      method: 'POST', body: wish, cache: 'no-store', redirect: 'error', signal: timeout(),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, 'Accept-Language': document.documentElement.lang },
    })
    const answer = await response.json()
    unanswered.delete(same)
    if (response.ok) {
      const act = address.slice(address.lastIndexOf('/') + 1)
      say((main.getAttribute(`data-${act}`) ?? '').replace('{count}', String(answer.passed)))
      show('ask=')
    } else {
      no(answer.code)
      show('')
    }
  } catch {
    no('unanswered')
    setTimeout(() => unanswered.delete(same), 60_000)
  } finally {
    busy = false
    button?.removeAttribute('aria-busy')
  }
}

addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest('[data-ring]')) return allow()
  const link = /** @type {HTMLElement | null} */ (target?.closest('[data-show]'))
  if (!link) return
  event.preventDefault()
  if (cutOff()) return no('stale')
  show(link.dataset.show ?? '')
})
addEventListener('submit', (event) => {
  event.preventDefault()
  send(/** @type {HTMLFormElement} */ (event.target), /** @type {SubmitEvent} */ (event).submitter)
})

rings()
connect()

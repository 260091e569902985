// @ts-check
// `<read-aloud>`: the page is read aloud when it comes, and again by key R; Escape is quiet at once. The voice is the machine's own
// (speechSynthesis); where it has none for the language that is shown, the page says so and offers the helper instead.
const VOICES_WITHIN = 1500 // ms: browsers bring their voices late, and an empty list only means «none yet» until then
const PARTS = 'h1, h2, p, li, button'

const region = /** @type {import('../shared/live-region.js').LiveRegion} */ (document.querySelector('live-region'))
const turn = () => region.firstElementChild?.getAttribute('data-turn') ?? ''
const engine = window.speechSynthesis
let read = ''

/** @param {string} language */
function voiceFor(language) {
  const [tongue, ...rest] = language.toLowerCase().split('-')
  const fits = (engine?.getVoices() ?? []).filter((voice) => voice.lang.toLowerCase().replace('_', '-').split('-')[0] === tongue)
  const near = rest.includes('hant') ? ['tw', 'hk', 'hant'] : rest
  return fits.find((voice) => near.some((part) => voice.lang.toLowerCase().includes(part))) ?? fits[0]
}

/** A number is read as it stands on the ticket: A 0 2 3. @param {string} text */
const said = (text) => text.replace(/\b([A-Z])(\d{3,})\b/g, (_, letter, digits) => [letter, ...digits].join(' ')).replace(/\s+/g, ' ').trim()

/** What of the page is read: its question, what it tells, what can be chosen. */
function parts() {
  const all = [...region.querySelectorAll(`.kiosk > .question :is(${PARTS}), .kiosk > main :is(${PARTS})`)]
  return all.filter((one) => !one.querySelector(PARTS) && one.getClientRects().length > 0 && said(one.textContent ?? ''))
}

class ReadAloud extends HTMLElement {
  #timer = 0
  connectedCallback() {
    this.addEventListener('click', this)
    this.#when(() => this.begin())
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    this.quiet('')
    if (!region.querySelector('read-aloud')) read = ''
  }

  /** @param {Event} event */
  handleEvent(event) {
    const asked = event.target instanceof Element ? event.target.closest('[data-read]')?.getAttribute('data-read') : null
    if (asked === 'again') this.begin(true)
    if (asked === 'stop') this.quiet('done')
  }

  /** @param {() => void} then */
  #when(then) {
    const until = performance.now() + VOICES_WITHIN
    const look = () => {
      if (voiceFor(document.documentElement.lang) || performance.now() > until) then()
      else this.#timer = setTimeout(look, 100)
    }
    look()
  }

  /** Reads the page, once unless it is asked to do so again. */
  begin(again = false) {
    if (read === turn() && !again) return
    read = turn()
    this.say(parts())
  }

  /** One part after the other, each marked while it is said. @param {Element[]} all */
  say(all) {
    const voice = voiceFor(document.documentElement.lang)
    for (const button of this.querySelectorAll('button')) button.disabled = !voice
    if (!voice) return this.#tell('none')
    this.quiet('speaking')
    for (const [place, part] of all.entries()) {
      const speech = new SpeechSynthesisUtterance(said(part.textContent ?? ''))
      speech.voice = voice
      speech.lang = voice.lang
      speech.rate = 0.95
      speech.onstart = () => { unmark(); part.classList.add('being-read') }
      speech.onend = () => { part.classList.remove('being-read'); if (place === all.length - 1) this.#tell('done') }
      engine.speak(speech)
    }
  }

  /** @param {'' | 'none' | 'speaking' | 'done'} state */
  quiet(state) {
    engine?.cancel()
    unmark()
    if (state) this.#tell(state)
  }

  /** @param {'none' | 'speaking' | 'done'} state */
  #tell(state) {
    this.dataset.state = state
    const line = this.querySelector('[role=status]')
    if (line) line.textContent = this.dataset[state] ?? ''
  }
}

function unmark() {
  for (const one of region.querySelectorAll('.being-read')) one.classList.remove('being-read')
}

const element = () => /** @type {ReadAloud | null} */ (region.querySelector('read-aloud'))

customElements.define('read-aloud', ReadAloud)
region.addEventListener('painted', () => element()?.begin())
addEventListener('keydown', (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key.toLowerCase() === 'r') element() ? element()?.begin(true) : region.show('read=1')
  if (event.key === 'Escape') element()?.quiet('done')
})
// Whoever goes by keyboard or switch hears where they are.
region.addEventListener('focusin', (event) => {
  const at = event.target instanceof HTMLElement && event.target.closest('button')
  if (at && at.matches(':focus-visible, [data-scan] *') && element()?.dataset.state) element()?.say([at])
})

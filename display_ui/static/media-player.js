// @ts-check
// The playlist between calls. A new call takes its place at once; what can't be shown is skipped.

const LOADS_WITHIN = 15_000
const AGAIN_AFTER = 300_000 // ms after which a file that couldn't be had is asked for again
const LONGEST_VIDEO = 600_000
const STILL = 10_000 // ms without a further frame after which a video is given up
const DUCKED = 0.12

/** @typedef {{id: string, kind: string, src: string | null, text: {main: string, beside: string, beside_lang: string} | null, seconds: number, sound: boolean}} Item */

/** What a screen knows of files that couldn't be had, by entry; a new playlist doesn't forget it. @type {Map<string, number>} */
const missing = new Map()

/** Whether a call is being spoken; a new playlist doesn't forget it either. */
let ducked = false
document.addEventListener('ducking', (event) => { ducked = !!(/** @type {CustomEvent} */ (event).detail) })

class MediaPlayer extends HTMLElement {
  /** @type {Item[]} */ #items = []
  #at = -1
  #turn = 0
  #timer = 0
  #plays = false
  #gone = new AbortController()

  connectedCallback() {
    this.#items = JSON.parse(this.dataset.items || '[]')
    const { signal } = this.#gone = new AbortController()
    addEventListener('painted', () => this.#look(), { signal })
    addEventListener('link', () => this.#look(), { signal })
    document.addEventListener('ducking', () => this.#duck(), { signal })
    this.#look()
  }

  disconnectedCallback() {
    this.#gone.abort()
    this.#plays = false
    this.#stop()
    this.#show(null)
  }

  get #video() { return this.querySelector('video') }

  /** Whether it is its turn; a screen that is cut off plays nothing. */
  #look() {
    const plays = !!this.closest('[data-plays]') && document.body.dataset.link === 'live'
    if (plays === this.#plays) return
    this.#plays = plays
    if (!plays) this.#stop()
    else if (this.#video) this.#watch(this.#video)
    else this.#next()
  }

  #stop() {
    this.#turn++
    clearTimeout(this.#timer)
    this.#video?.pause()
  }

  /** @param {number} milliseconds @param {() => void} act */
  #after(milliseconds, act) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(act, milliseconds)
  }

  async #next() {
    const turn = ++this.#turn
    clearTimeout(this.#timer)
    const item = this.#following()
    this.toggleAttribute('data-empty', !item)
    if (!item) return void this.#after(LOADS_WITHIN, () => this.#next())
    const element = await this.#loaded(item)
    if (turn !== this.#turn || !this.#plays) return drop(element)
    if (!element) {
      missing.set(item.id, Date.now())
      return void this.#next()
    }
    missing.delete(item.id)
    this.#show(element)
    if (element instanceof HTMLVideoElement) this.#watch(element)
    else this.#after(item.seconds * 1000, () => this.#next())
  }

  /** The next one that can be had, round and round. */
  #following() {
    for (const _ of this.#items) {
      this.#at = (this.#at + 1) % this.#items.length
      const item = this.#items[this.#at]
      if (Date.now() - (missing.get(item.id) ?? -Infinity) > AGAIN_AFTER) return item
    }
    return null
  }

  /** @param {Element | null} element */
  #show(element) {
    for (const old of [...this.children]) drop(old)
    if (element) this.replaceChildren(element)
    else this.replaceChildren()
  }

  /** The element of an item when it can be shown; null: it can't. @param {Item} item @returns {Promise<HTMLElement | null>} */
  async #loaded(item) {
    if (item.kind === 'message') return item.text ? message(item.text) : null
    const element = item.kind === 'video' ? video(item.sound) : new Image()
    if (item.kind === 'picture') element.setAttribute('alt', '')
    const ready = new Promise((resolve) => {
      element.addEventListener(item.kind === 'video' ? 'canplay' : 'load', () => resolve(true), { once: true })
      element.addEventListener('error', () => resolve(false), { once: true })
      setTimeout(resolve, LOADS_WITHIN, false)
    })
    element.src = item.src ?? ''
    if (await ready) return element
    drop(element)
    return null
  }

  /** Plays to its end, or as long as it goes on. @param {HTMLVideoElement} video */
  #watch(video) {
    const turn = ++this.#turn
    const from = Date.now()
    let last = -1
    video.onended = () => turn === this.#turn && this.#next()
    video.onerror = () => turn === this.#turn && this.#next()
    this.#duck()
    video.play().catch(() => { video.muted = true; video.play().catch(() => turn === this.#turn && this.#next()) })
    const look = () => {
      if (turn !== this.#turn) return
      if (video.currentTime === last || Date.now() - from > LONGEST_VIDEO) return void this.#next()
      last = video.currentTime
      this.#after(STILL, look)
    }
    this.#after(STILL, look)
  }

  /** While a call is spoken the video keeps quiet. */
  #duck() {
    if (this.#video) this.#video.volume = ducked ? DUCKED : 1
  }
}

/** @param {boolean} sound */
function video(sound) {
  const element = document.createElement('video')
  element.muted = !sound
  element.playsInline = true
  element.preload = 'auto'
  element.disableRemotePlayback = true
  return element
}

/** @param {{main: string, beside: string, beside_lang: string}} text */
function message(text) {
  const element = document.createElement('div')
  element.className = 'message'
  const main = element.appendChild(document.createElement('b'))
  const beside = element.appendChild(document.createElement('i'))
  main.textContent = text.main
  beside.textContent = text.beside
  beside.lang = text.beside_lang
  element.toggleAttribute('data-long', Math.max(text.main.length, text.beside.length / 2) > 40)
  return element
}

/** Lets go of what a video holds. @param {Element | null} element */
function drop(element) {
  if (!(element instanceof HTMLVideoElement)) return
  element.onended = element.onerror = null
  element.pause()
  element.removeAttribute('src')
  element.load()
}

customElements.define('media-player', MediaPlayer)

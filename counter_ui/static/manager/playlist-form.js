// @ts-check
// Files, texts and their times for the screens. A file goes first, as it is; then a command names it.

const LARGEST = { image: 20, video: 100 } // MB, as the server has it by default; it cuts off by itself what is larger

/** `<playlist-form data-address="…" data-upload="…"><form>…`: what is refused stays, with the reason beside it. */
class PlaylistForm extends HTMLElement {
  connectedCallback() {
    this.querySelector('form')?.addEventListener('submit', (event) => { event.preventDefault(); this.#send(/** @type {HTMLFormElement} */ (event.target)) })
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector('[type=submit]'))
    if (!button || button.disabled) return
    this.#tell('')
    button.disabled = true
    try {
      const body = this.#body(form)
      const file = new FormData(form).get('file')
      if (file instanceof File) {
        const stored = await this.#upload(file)
        if (!stored) return
        Object.assign(body, { media: stored.media })
        if (this.dataset.address?.endsWith('/playlist')) body.title = file.name.slice(0, 80)
      }
      const region = /** @type {any} */ (this.closest('live-region'))
      if (!await region.send(this.dataset.address, JSON.stringify(body), button)) return this.#tell(document.querySelector('.notice')?.textContent ?? '')
      form.reset()
      if (this.dataset.then) region.show(this.dataset.then)
    } finally {
      button.disabled = false
    }
  }

  /** What the fields say, without what is as usual. @param {HTMLFormElement} form */
  #body(form) {
    const given = new FormData(form)
    /** @type {Record<string, any>} */ const body = {}
    for (const name of ['zh', 'en', 'begins', 'ends', 'first', 'last']) if (given.get(name)) body[name] = String(given.get(name)).trim()
    if (body.ends === '00:00') body.ends = '24:00'
    if (given.get('seconds')) body.seconds = Number(given.get('seconds'))
    for (const name of ['sound', 'below']) if (given.get(name)) body[name] = true
    if (given.has('days')) body.days = given.getAll('days')
    return body
  }

  /** @param {File} file @returns {Promise<{media: string} | null>} */
  #upload(file) {
    const most = LARGEST[file.type.startsWith('image/') ? 'image' : 'video']
    const progress = this.querySelector('progress')
    const request = new XMLHttpRequest()
    request.open('POST', this.dataset.upload ?? '')
    const region = /** @type {HTMLElement} */ (this.closest('live-region'))
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Idempotency-Key', [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join(''))
    request.setRequestHeader('Yingbin-Screen', region.dataset.scope ?? '')
    request.setRequestHeader('Accept-Language', document.documentElement.lang)
    return new Promise((resolve) => {
      const end = (/** @type {any} */ found, sentence = '') => {
        if (progress) progress.hidden = true
        this.#tell(sentence)
        resolve(found)
      }
      if (progress) {
        progress.hidden = false
        request.upload.onprogress = (event) => { progress.value = event.total ? event.loaded / event.total : 0 }
      }
      const broken = () => end(null, this.#sentence(file.size > most * 1e6 ? 'large' : 'broken').replace('{most}', String(most)))
      request.onload = () => {
        try {
          const answer = JSON.parse(request.responseText)
          request.status === 201 ? end(answer) : end(null, answer.detail)
        } catch { broken() }
      }
      request.onerror = request.ontimeout = broken
      request.send(file)
    })
  }

  /** @param {string} which */
  #sentence(which) { return document.querySelector('.signage-words')?.getAttribute(`data-${which}`) ?? which }

  /** @param {string} sentence */
  #tell(sentence) {
    const line = this.querySelector('.refused')
    if (line) line.textContent = sentence
  }
}

customElements.define('playlist-form', PlaylistForm)

/** A file that is gone says so; the screens skip it. @param {EventTarget | null} shown */
function gone(shown) {
  const entry = shown instanceof Element ? shown.closest('[data-entry]') : null
  const line = entry?.querySelector('.missing')
  if (entry instanceof HTMLElement && line) line.textContent = entry.dataset.missing ?? ''
}
addEventListener('error', (event) => gone(event.target), { capture: true })

/** One that couldn't be had before this script was there. @param {Element} shown */
const failed = (shown) => shown instanceof HTMLImageElement ? shown.complete && !shown.naturalWidth : shown instanceof HTMLVideoElement && !!shown.error
for (const shown of document.querySelectorAll('[data-entry] .thumb')) if (failed(shown)) gone(shown)

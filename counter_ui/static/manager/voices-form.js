// @ts-check
// <voices-form data-kind data-address>: a form of visits, questionnaires, inspections or the staff survey. What is refused stays as it was filled in.

const ANSWER_WITHIN = 10_000

/** @param {FormData} given @returns {Record<string, unknown>} */
function sheet(given) {
  const answers = [...given].filter(([name]) => name.startsWith('q:')).map(([name, value]) => [name.slice(2), Number(value)])
  return { answers: Object.fromEntries(answers) }
}

/** @param {FormData} given @returns {Record<string, unknown>} */
function visit(given) {
  return { visited: given.get('visited'), number: given.get('number'), note: given.get('note'), ...sheet(given) }
}

/** @param {FormData} given @returns {Record<string, unknown>} */
function inspection(given) {
  const place = String(given.get('place'))
  const counter = /^counter-(\d+)$/.exec(place)
  const row = {
    visited: given.get('visited'), item: given.get('item'), points: Number(given.get('points')), most: Number(given.get('most')),
    who: given.get('who'), note: given.get('note'), ...(counter ? { counter: Number(counter[1]) } : { post: place }),
  }
  return { rows: [filled(row)] }
}

/** @param {FormData} given */
async function csv(given) {
  const bytes = new Uint8Array(await /** @type {File} */ (given.get('file')).arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return { csv_base64: btoa(text) }
}

/** @param {Record<string, unknown>} body */
const filled = (body) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '' && value !== null))

class VoicesForm extends HTMLElement {
  #key = ''
  #last = ''

  connectedCallback() {
    this.querySelector('form')?.addEventListener('submit', (event) => { event.preventDefault(); this.#send(/** @type {HTMLFormElement} */ (event.target)) })
  }

  /** @param {FormData} given */
  async #body(given) {
    const kind = this.dataset.kind
    const told = kind === 'visit' ? visit(given) : kind === 'inspection' ? inspection(given) : kind === 'csv' ? await csv(given)
      : kind === 'questionnaire' ? { source: given.get('source') } : kind === 'sheet' ? sheet(given)
      : kind === 'round' ? { days: Number(given.get('days')) } : {}
    return JSON.stringify({ ...JSON.parse(this.dataset.fixed ?? '{}'), ...filled(told) })
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    const button = form.querySelector('button')
    if (!button || button.disabled) return
    button.disabled = true
    const place = this.dataset.place ?? `manager/${this.dataset.hall}` // empty: a machine that isn't paired
    try {
      const body = await this.#body(new FormData(form))
      if (body !== this.#last) this.#key = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
      this.#last = body // the same form again is the same wish
      const response = await fetch(this.dataset.address ?? '', {
        method: 'POST', body, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(ANSWER_WITHIN),
        headers: {
          'Content-Type': 'application/json', 'Idempotency-Key': this.#key, 'Accept-Language': document.documentElement.lang,
          ...(place ? { 'Yingbin-Screen': place } : {}),
        },
      })
      const answer = await response.json()
      if (!response.ok) return this.#tell(this.#refused(answer), 'refused')
      this.#last = ''
      if (this.dataset.saved === undefined) return void location.reload()
      form.reset()
      this.#tell(this.dataset.saved.replace('{count}', String(answer.facts?.length ?? '')), 'done')
    } catch {
      this.#tell(this.dataset.unanswered ?? '', 'refused')
    } finally {
      button.disabled = false
    }
  }

  /** @param {Record<string, any>} answer */
  #refused(answer) {
    const line = this.dataset.line ?? '{line}: {what}'
    const each = [...(answer.rows ?? []), ...(answer.faults ?? [])].map((one) => line.replace(/\{(\w+)\}/g, (_, name) => String(one[name] ?? '')))
    return [answer.detail, ...each].join('\n')
  }

  /** @param {string} sentence @param {string} how */
  #tell(sentence, how) {
    const line = this.querySelector('.told')
    if (!line) return
    line.textContent = sentence
    line.className = `told ${how}`
  }
}

customElements.define('voices-form', VoicesForm)

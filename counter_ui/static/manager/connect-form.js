// @ts-check
// Letting a screen in: its code, what asks with it, what it becomes. And making one that is let in into another.

/** @param {HTMLElement} element */
const region = (element) => /** @type {any} */ (element.closest('live-region'))

/** Sends what a form holds; what is refused is said in the form. @param {HTMLFormElement} form @param {string} address @param {object} body */
async function send(form, address, body) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type=submit]'))
  const line = form.querySelector('.refused')
  if (line) line.textContent = ''
  const answer = await region(form).send(address, JSON.stringify(body), button)
  if (!answer && line) line.textContent = document.querySelector('.notice')?.textContent ?? ''
  return answer
}

/** Role and counter as they are chosen. @param {HTMLFormElement} form */
function chosen(form) {
  const given = new FormData(form)
  const role = String(given.get('role') ?? '')
  return { role, ...(role === 'counter' && given.get('counter') ? { counter: Number(given.get('counter')) } : {}) }
}

class ConnectForm extends HTMLElement {
  #code = ''

  connectedCallback() {
    const [first, second] = /** @type {HTMLFormElement[]} */ ([...this.querySelectorAll('form')])
    first.addEventListener('submit', (event) => { event.preventDefault(); this.#look(first, second) })
    second.addEventListener('submit', (event) => { event.preventDefault(); this.#letIn(first, second) })
    second.querySelector('.back')?.addEventListener('click', () => this.#begin(first, second))
  }

  get #hall() { return `/api/v1/halls/${this.dataset.hall}` }

  /** @param {HTMLFormElement} first @param {HTMLFormElement} second */
  async #look(first, second) {
    this.#code = String(new FormData(first).get('code') ?? '').trim()
    this.#tell('')
    const asks = await send(first, `${this.#hall}/codes`, { code: this.#code })
    if (!asks) return
    for (const place of second.querySelectorAll('[data-of]')) {
      const value = String(asks[place.getAttribute('data-of') ?? ''] ?? '') || '–'
      place.textContent = place.getAttribute('data-of') === 'since' ? value.slice(11, 19) : value
    }
    this.#wish(second, String(asks.screen ?? ''))
    first.hidden = true
    second.hidden = false
    const role = /** @type {HTMLElement | null} */ (second.querySelector('[name=role]:checked'))
    role?.focus()
  }

  /** What the screen opened is proposed. @param {HTMLFormElement} form @param {string} screen */
  #wish(form, screen) {
    const [, role = '', , counter = ''] = screen.split('?')[0].split('/')
    const choice = form.querySelector(`[name=role][value="${CSS.escape(role)}"]`)
    if (choice instanceof HTMLInputElement) choice.checked = true
    const select = form.elements.namedItem('counter')
    if (select instanceof HTMLSelectElement) select.value = role === 'counter' ? counter : ''
  }

  /** @param {HTMLFormElement} first @param {HTMLFormElement} second */
  async #letIn(first, second) {
    const name = String(new FormData(second).get('name') ?? '').trim()
    const body = { code: this.#code, ...chosen(second), ...(name ? { name } : {}) }
    if (!await send(second, `${this.#hall}/screens`, body)) return
    this.#begin(first, second)
    this.#tell(this.querySelector('.done')?.getAttribute('data-words') ?? '')
  }

  /** @param {HTMLFormElement} first @param {HTMLFormElement} second */
  #begin(first, second) {
    first.reset()
    second.reset()
    first.hidden = false
    second.hidden = true
    const code = /** @type {HTMLElement | null} */ (first.querySelector('[name=code]'))
    code?.focus()
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const line = this.querySelector('.done')
    if (line) line.textContent = sentence
  }
}

class MoveForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener('submit', async (event) => {
      event.preventDefault()
      const form = /** @type {HTMLFormElement} */ (event.target)
      if (await send(form, this.dataset.address ?? '', chosen(form))) region(this).show('act=&screen=')
    })
  }
}

customElements.define('connect-form', ConnectForm)
customElements.define('move-form', MoveForm)

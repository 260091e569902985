// @ts-check
import { ask } from './asking.js'

/** Back to an earlier version, after a question. What somebody else published meanwhile is looked at first. */
class SettingsVersions extends HTMLElement {
  /** Which version is wished for; empty: the file's. */
  #back = ''

  connectedCallback() {
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'))
    this.addEventListener('click', (event) => {
      if (!(event.target instanceof HTMLButtonElement)) return
      const { back, giveBack, at } = event.target.dataset
      if (back || giveBack !== undefined) this.#ask(dialog, back ?? '', at ?? '')
      else if (event.target.value === 'no') dialog.close()
      else if (event.target.value === 'yes') { dialog.close(); this.#go() }
    })
  }

  /** @param {HTMLDialogElement} dialog @param {string} version @param {string} at */
  #ask(dialog, version, at) {
    this.#back = version
    const question = /** @type {HTMLElement} */ (dialog.querySelector('p'))
    question.textContent = (this.dataset.sure ?? '').replace('{at}', at)
    dialog.showModal()
  }

  async #go() {
    const based_on = Number(this.dataset.version)
    const script = this.dataset.name
    const path = script ? `/scripts/${script}/${this.#back ? 'back' : 'give-back'}` : `/plan/${this.#back}/back`
    const body = script && this.#back ? { based_on, version: Number(this.#back) } : { based_on }
    const found = await ask(this.dataset.hall ?? '', path, body)
    if (found?.ok) return location.reload()
    const line = /** @type {HTMLElement} */ (this.querySelector('.refused'))
    line.textContent = found ? found.answer.detail : this.dataset.unanswered ?? ''
    line.scrollIntoView({ block: 'nearest' })
  }
}

customElements.define('settings-versions', SettingsVersions)

// @ts-check
import { newKey } from './asking.js'
import './versions.js'
import { TextDraft } from './text-draft.js'

/** A service script as text; what was checked without fault is drawn as a flowchart. */
class SettingsScript extends TextDraft {
  async check() {
    await super.check()
    await this.#draw()
  }

  async #draw() {
    const section = /** @type {HTMLElement} */ (this.querySelector('.settings-preview'))
    const place = /** @type {HTMLElement} */ (section.querySelector('div'))
    try {
      const response = await fetch(this.dataset.preview ?? '', {
        method: 'POST', body: JSON.stringify(this.given()), cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(12_000),
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
      })
      section.hidden = !response.ok
      place.innerHTML = response.ok ? await response.text() : ''
    } catch {
      section.hidden = true
    }
  }
}

customElements.define('settings-script', SettingsScript)

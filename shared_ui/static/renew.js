// @ts-check
// A paired screen that stays open for weeks gets a new token of its own; the server says whether it is time.
import { LiveRegion } from './live-region.js'

const EVERY = 6 * 3_600_000 // ms

setInterval(() => {
  const region = /** @type {LiveRegion} */ (document.querySelector('live-region'))
  const headers = { 'Content-Type': 'application/json', 'Yingbin-Screen': region.dataset.scope ?? '' }
  fetch('/api/v1/pairing/renew', { method: 'POST', body: '{}', headers, cache: 'no-store' }).catch(() => {})
}, EVERY)

// @ts-check
// A checklist is ticked as quickly as the clerk presses: what is ticked stands in the address, and each press starts from the
// newest one, not from the picture that is still on its way.
/** @param {Event} event */
function start(event) {
  const ticks = document.querySelector('[data-ticks]')
  const region = /** @type {any} */ (event.target)
  if (!(ticks instanceof HTMLElement) || !region?.query) return
  const step = ticks.dataset.ticks ?? ''
  const [of, places] = (region.query.get('ticked') ?? '').split('~')
  const on = new Set(of === step && places ? places.split('.') : [])
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (ticks.querySelectorAll('[data-tick]'))) {
    const place = button.dataset.tick ?? ''
    const after = new Set(on)
    if (!after.delete(place)) after.add(place)
    button.dataset.show = `ticked=${step}~${[...after].sort((a, b) => Number(a) - Number(b)).join('.')}`
    button.setAttribute('aria-pressed', String(on.has(place)))
  }
}

addEventListener('turning', start)
addEventListener('painted', start) // of a picture from before the last press, too

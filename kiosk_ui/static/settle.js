// @ts-check
// A page that is being turned takes no touch, nor does the first moment of the page that came: the second tap of a double
// tap was not meant for what has come up under the finger. One touch, one ticket.
const TURNING = 3000 // ms at most: if the next page hasn't come by then, the customer may try again
const SETTLING = 450 // longer than people take between the taps of a double tap

const region = /** @type {HTMLElement} */ (document.querySelector('live-region'))
const page = () => region.firstElementChild?.getAttribute('data-turn') ?? ''
let shown = page()
let deafUntil = 0

region.addEventListener('turning', () => { deafUntil = performance.now() + TURNING })
region.addEventListener('painted', () => {
  if (page() === shown) return
  shown = page()
  deafUntil = performance.now() + SETTLING
})
addEventListener('click', (event) => {
  if (performance.now() >= deafUntil) return
  event.preventDefault()
  event.stopImmediatePropagation()
}, true)

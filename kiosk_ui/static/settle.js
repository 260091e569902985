// @ts-check
// A page that is being turned takes no touch; nor does, for a moment, the place of the last touch on the page that came:
// the second tap of a double tap was not meant for what has come up under the finger. One touch, one ticket; one touch, one answer.
const TURNING = 3000 // ms at most: if the next page hasn't come by then, the customer may try again
const SETTLING = 450 // longer than people take between the taps of a double tap
const NEAR = 100 // px: the taps of a double tap fall closer together

const region = /** @type {HTMLElement} */ (document.querySelector('live-region'))
const page = () => region.firstElementChild?.getAttribute('data-turn') ?? ''
let shown = page()
let turningUntil = 0
let settlingUntil = 0
let last = { x: -NEAR, y: -NEAR, page: '' }

region.addEventListener('turning', () => {
  if (last.page && last.page !== page()) return // the picture came before the answer to the touch: the page is turned already
  turningUntil = performance.now() + TURNING
})
region.addEventListener('painted', () => {
  if (page() === shown) return
  shown = page()
  turningUntil = 0
  settlingUntil = performance.now() + SETTLING
})
addEventListener('click', (event) => {
  const now = event.timeStamp // when the finger came down, however busy the page was then
  const near = Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR
  if (now >= turningUntil && !(near && now < settlingUntil)) {
    last = { x: event.clientX, y: event.clientY, page: page() }
    return
  }
  event.preventDefault()
  event.stopImmediatePropagation()
}, true)

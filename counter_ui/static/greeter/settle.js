// @ts-check
// One touch is one touch: the second tap of a double tap counts for nothing, and nor does, for a moment, a command on a
// picture whose keys have just changed their places without anybody's doing: somebody called a helper, a VIP was called.
const AGAIN = 400 // ms: longer than people take between the taps of a double tap
const NEAR = 80 // px: the taps of a double tap fall closer together
const MOVED = 350 // ms: the finger that is on its way was meant for what stood there before

const region = /** @type {HTMLElement} */ (document.querySelector('live-region'))
const marks = () => region.firstElementChild?.getAttribute('data-marks') ?? ''
let seen = marks()
let movedAt = -MOVED
let last = { at: -AGAIN, x: -NEAR, y: -NEAR }

region.addEventListener('painted', () => {
  const now = marks()
  if (now === seen) return
  seen = now
  if (performance.now() - last.at > 1500) movedAt = performance.now() // else it was this hand that changed them
})
addEventListener('click', (event) => {
  if (event.detail === 0) return // by keyboard
  const now = event.timeStamp // when the finger came down, however busy the page was then
  const again = now - last.at < AGAIN && Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR
  const command = event.target instanceof Element && event.target.closest('[data-command]')
  if (again || (command && now - movedAt < MOVED)) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  last = { at: now, x: event.clientX, y: event.clientY }
}, true)

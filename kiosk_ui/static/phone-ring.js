// @ts-check
// Tells a customer who looks elsewhere: a tone, a buzz, a blinking title. Every browser lets this be done only after a tap, and
// an address without TLS has neither wake lock nor notifications: what isn't there is left out.

const TIMES = 3 // a call rings so often
const PAUSE = 4000 // ms between two of them
const CALL = [[784, 0], [659, 0.25], [523, 0.5]] // Hz, seconds: three notes downwards
const SOON = [[659, 0], [784, 0.25]]
const KEPT = 'yingbin-rung'

/** @type {AudioContext | null} */ let sound = null
/** @type {number[]} */ let timers = []
/** @type {any} */ let awake = null
let title = document.title

const { body } = document
body.classList.toggle('can-ring', 'AudioContext' in window || 'vibrate' in navigator)

/** What was rung for isn't rung for again, not after a reload either. @param {string} what */
function rungBefore(what) {
  const key = `${KEPT} ${location.pathname} ${what}`
  try {
    if (sessionStorage.getItem(key)) return true
    sessionStorage.setItem(key, '1')
  } catch { /* a private window may have no storage */ }
  return false
}

/** Who is far again, having let others pass, will be near a second time. */
function farAgain() {
  try { sessionStorage.removeItem(`${KEPT} ${location.pathname} soon`) } catch { /* as above */ }
}

/** @param {number[][]} notes */
function play(notes) {
  if (!sound) return
  if (sound.state === 'suspended') sound.resume()
  for (const [pitch, at] of notes) {
    const tone = sound.createOscillator()
    const volume = sound.createGain()
    const start = sound.currentTime + at
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(0.7, start + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6)
    tone.connect(volume).connect(sound.destination)
    tone.start(start)
    tone.stop(start + 0.65)
  }
}

function buzz(/** @type {number[]} */ pattern) {
  try { navigator.vibrate?.(pattern) } catch { /* not without a tap */ }
}

/** Whoever touches the page has noticed. */
function quiet() {
  timers.forEach(clearInterval)
  timers = []
  document.title = title
}

/** @param {string} words */
function blink(words) {
  let on = false
  timers.push(setInterval(() => { document.title = (on = !on) ? `● ${words}` : words }, 700))
}

/** The screen stays on while somebody waits for the ring, where the browser can. */
async function stayAwake() {
  try {
    if (body.classList.contains('rings-on') && document.visibilityState === 'visible') awake = await /** @type {any} */ (navigator).wakeLock?.request('screen')
  } catch { /* the battery is low, or it isn't allowed */ }
}

/** After the tap that allows it. */
export function allow() {
  if ('AudioContext' in window) sound ??= new AudioContext()
  play(SOON)
  buzz([80])
  body.classList.add('rings-on')
  stayAwake()
}

/** Whether a ring can come: then the link is kept while the page is hidden. */
export const allowed = () => body.classList.contains('rings-on')

/** Rings for a call, or because it is nearly time; null: neither. @param {string | null} what @param {string} words */
export function ring(what, words) {
  title = words
  if (what === null) {
    farAgain()
    return quiet()
  }
  if (rungBefore(what)) return timers.length ? undefined : void (document.title = title)
  quiet()
  const called = what !== 'soon'
  if (called) scrollTo(0, 0)
  const once = () => { play(called ? CALL : SOON); buzz(called ? [500, 200, 500, 200, 500] : [200, 100, 200]) }
  once()
  if (!called) return
  blink(words)
  let times = 1
  timers.push(setInterval(() => { if (times++ < TIMES) once() }, PAUSE))
}

/** No more to wait for. */
export function over() {
  awake?.release?.()
  awake = null
}

addEventListener('pointerdown', quiet, { passive: true })
document.addEventListener('visibilitychange', stayAwake)

// @ts-check
// What this browser tells of itself, so that a manager sees from afar how its screen is; and loading the page anew when it is asked
// to, or at night after an update. Never while somebody is using it.
import { LiveRegion, clock, reloadIfThere, touched } from './live-region.js'

const EVERY = 20_000 // ms between two signs of life; a change is told at once
const GATHER = 600 // ms in which changes become one word
const NIGHT = { from: 2, to: 5 } // o'clock, by the hall's time
const UNTOUCHED = 20_000 // ms after the last touch, when somebody asks for it
const FORSAKEN = 600_000 // ms after the last touch, when it happens by itself at night
const LOADED = performance.now()

const region = /** @type {LiveRegion} */ (document.querySelector('live-region'))
const version = new URL(import.meta.url).pathname.split('/').at(-3) ?? ''
/** @type {Record<string, string | number | null>} */
const told = { version }
/** @type {(() => boolean)[]} */
const busy = []
let saying = 0
let wished = false
let newest = version

/** Tells more of this device: `{sound: 'blocked'}`; null takes it back. What may be told stands in shared_ui/device.py.
 * @param {Record<string, string | number | null>} more */
export function tell(more) {
  if (Object.entries(more).every(([key, value]) => told[key] === value)) return
  Object.assign(told, more)
  clearTimeout(saying)
  saying = setTimeout(say, GATHER)
}

/** The page isn't loaded anew while this holds. @param {() => boolean} check */
export function busyWhile(check) { busy.push(check) }

function say() {
  const up = Math.round((performance.now() - LOADED) / 1000)
  region.say({ device: { ...told, viewport: `${Math.max(1, innerWidth)}x${Math.max(1, innerHeight)}`, up } })
}

/** Somebody is being served at this screen, or is writing. */
function inUse() {
  const field = document.activeElement
  const writing = field instanceof Element && field.matches('input, textarea, select')
  return writing || !!document.querySelector('[data-busy], [aria-busy=true], dialog[open]') || busy.some((check) => check())
}

function look() {
  const untouched = Date.now() - touched.at
  const hour = Math.floor((clock.now() / 60_000 + Number(region.dataset.offset)) / 60) % 24
  const night = newest !== version && hour >= NIGHT.from && hour < NIGHT.to && untouched > FORSAKEN
  if ((night || (wished && untouched > UNTOUCHED)) && !inUse()) reloadIfThere()
}

region.addEventListener('heard', (event) => {
  const frame = /** @type {CustomEvent} */ (event).detail
  if (frame.stamp) newest = frame.stamp
  if (frame.reload) wished = true
})
region.addEventListener('link', (event) => { if (/** @type {CustomEvent} */ (event).detail === 'live') say() })
addEventListener('resize', () => { clearTimeout(saying); saying = setTimeout(say, GATHER) })
addEventListener('error', (event) => tell({ error: event.error instanceof Error ? code(event.error) : 'not-loaded' }), true)
addEventListener('unhandledrejection', (event) => tell({ error: event.reason instanceof Error ? code(event.reason) : 'rejected' }))

/** What kind of fault it was; not its words, which may hold anything. @param {Error} error */
function code(error) {
  return error.name.replace(/[^A-Za-z0-9]/g, '').replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase().slice(0, 40) || 'error'
}

setInterval(say, EVERY)
setInterval(look, 2000)
if (document.body.dataset.link === 'live') say()

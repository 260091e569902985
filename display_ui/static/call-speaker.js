// @ts-check
// <call-speaker> speaks the calls that stand in its data-calls, one after the other, while it is this screen's turn: of the screens
// that show the same zone one speaks. It never cuts a clip, speaks a call once, and reports that it was spoken. The picture knows
// nothing of it and never waits for it.
import { Loudspeaker, pause } from './loudspeaker.js'
import { OLD, PAUSE, chimes, form, said } from './speaking-order.js'
import { busyWhile, tell } from '../shared/device.js'
import { LiveRegion, clock } from '../shared/live-region.js'

/** @typedef {import('./speaking-order.js').Call} Call */

const ASK_EVERY = 2000 // ms between two questions whose turn it is
const TEST_EVERY = 30_000 // ms between two tests while there is no sound
const KEPT = 200 // calls that are known to have been spoken
const STAFF_FOR = 15_000 // ms for which whoever moves the mouse or presses a key sees how the sound is
const SPARE = /\/(please|again|ticket|handle)$/ // without these a sentence is still understood

const region = /** @type {LiveRegion} */ (document.querySelector('live-region'))
const loud = new Loudspeaker(new URL('voice', import.meta.url).href)
const me = own()
/** @type {Call[]} */ let calls = []
/** @type {Set<string>} */ const done = new Set() // spoken to the end by this page
/** @type {Set<string>} */ const missing = new Set()
/** @type {string[]} */ let hello = []
/** @type {string[]} */ let ready = []
let zone = ''
let volume = 0
let turn = false
let had = false // the turn, when the link broke
let running = false
let quiet = false
/** @type {'off' | 'ok' | 'blocked' | 'failed'} */ let sound = 'off'

/** This window's name: it lasts through a reload. */
function own() {
  const known = sessionStorage.getItem('yingbin-display')
  const name = known ?? [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, '0')).join('')
  sessionStorage.setItem('yingbin-display', name)
  return name
}

// ------------------------------------------------------------ what was spoken
/** A recall has a new id; the time tells calls of one database from those of another. @param {Call} call */
const mark = (call) => `${call.id}@${call.at}`
const shelf = () => `yingbin-spoken ${region.dataset.path} ${zone}`
/** @returns {string[]} */
const begun = () => JSON.parse(localStorage.getItem(shelf()) ?? '[]')

/** From here on it counts as spoken, whatever comes: never twice. @param {Call} call */
function begin(call) {
  localStorage.setItem(shelf(), JSON.stringify([...begun().slice(1 - KEPT), mark(call)]))
}

function waiting() {
  const known = new Set(begun())
  return calls.filter((call) => !known.has(mark(call)) && clock.now() - call.at < OLD)
}

// ------------------------------------------------------------ speaking
/** One call in one form. True: at least one language of it was heard to the end. @param {Call} call @param {boolean} joined */
async function speak(call, joined) {
  const wished = form(waiting(), clock.now(), joined)
  const sayings = said(call, wished)
  begin(call)
  document.dispatchEvent(new CustomEvent('speaking', { detail: { id: call.id, form: wished } }))
  const loading = sayings.map(({ clips }) => load(clips))
  if (chimes(wished, joined)) await chime()
  else await pause(PAUSE.call)
  let heard = false
  for (const [at, buffers] of loading.entries()) {
    const rest = sayings.slice(at).reduce((sum, { ms }) => sum + PAUSE.language + ms, 0)
    const others = waiting()
    if (at > 0 && heard && others.length && form(others, clock.now() + rest, true) !== 'full') break // the next customer first
    if (at > 0) await pause(PAUSE.language)
    const clips = await buffers
    if (clips && await loud.play(clips, PAUSE.clips)) heard = true
  }
  return heard
}

async function chime() {
  const clip = await loud.clip('chime')
  if (clip) await loud.play([clip], 0)
  await pause(PAUSE.chime)
}

/** Null: what is missing would leave no sense. @param {string[]} names */
async function load(names) {
  const clips = await Promise.all(names.map((name) => loud.clip(name)))
  if (names.some((name, at) => !clips[at] && !SPARE.test(name))) return null
  return /** @type {AudioBuffer[]} */ (clips.filter(Boolean))
}

/** Whatever else makes a sound here keeps quiet while a call is spoken or is about to be, by this screen or by another of its zone. */
function duck() {
  if (quiet === (running || waiting().length > 0)) return
  quiet = !quiet
  document.dispatchEvent(new CustomEvent('ducking', { detail: quiet }))
}

async function run() {
  if (running || !turn || sound !== 'ok' || !volume || !waiting().length) return
  running = true
  duck()
  try {
    for (let joined = false; turn && volume && loud.runs; joined = true) {
      const [next] = waiting()
      if (!next) break
      loud.volume = volume
      if (await speak(next, joined)) report(next)
    }
  } finally {
    running = false
    duck()
  }
}

/** @param {Call} call */
function report(call) {
  done.add(mark(call))
  region.say({ spoken: call.id })
}

// ------------------------------------------------------------ whose turn it is, and whether there is sound
function ask() {
  region.say({ voice: { me, sound: volume ? sound : 'off', missing: [...missing], unsure: !turn && !had && waiting().length > 0 } })
  missing.clear()
  duck() // a call that nobody has spoken grows old
}

function show() {
  document.body.dataset.voice = !volume ? 'off' : sound !== 'ok' ? sound : turn ? 'speaks' : 'silent'
  tell({ sound: volume ? sound : 'off' })
}

let testing = false
async function test() {
  if (testing) return
  testing = true
  const found = await loud.test()
  testing = false
  if (found !== sound) {
    sound = found
    ask()
    if (sound === 'ok') loud.fetch(ready)
  }
  show()
  run()
}

/** What staff hear when they try the sound; not while a call is spoken. */
async function trySound() {
  await test()
  if (running || sound !== 'ok') return
  running = true
  loud.volume = volume || 50
  await chime()
  for (const name of hello) {
    const clip = await loud.clip(name)
    if (clip) await loud.play([clip], 0)
  }
  running = false
  run()
}

region.addEventListener('heard', (event) => {
  const { speaks } = /** @type {CustomEvent} */ (event).detail
  if (speaks === undefined) return
  had = false
  if (speaks === turn) return
  turn = speaks
  show()
  run()
})
region.addEventListener('link', (event) => {
  if (/** @type {CustomEvent} */ (event).detail === 'live') return queueMicrotask(ask) // when the new picture's calls are known
  had ||= turn
  turn = false // whoever is cut off can't know whose turn it is
  show()
})
loud.changed = test
loud.missed = (clip) => {
  missing.add(clip)
  tell({ error: 'clip-missing' })
}
busyWhile(() => running)

let staff = 0
for (const kind of ['pointermove', 'pointerdown', 'keydown']) {
  addEventListener(kind, () => {
    document.body.dataset.staff = ''
    clearTimeout(staff)
    staff = setTimeout(() => { delete document.body.dataset.staff }, STAFF_FOR)
    if (kind !== 'pointermove' && sound !== 'ok') test()
  }, { passive: true })
}
addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-sound-test]')) trySound()
})
setInterval(ask, ASK_EVERY)
setInterval(() => { if (sound !== 'ok') test() }, TEST_EVERY)

// ------------------------------------------------------------ what stands in the picture
/** @type {Set<string>} */ const told = new Set()

/** @param {DOMStringMap} data */
function take(data) {
  zone = data.zone ?? ''
  volume = Number(data.volume)
  hello = (data.hello ?? '').split(' ')
  ready = (data.ready ?? '').split(' ')
  calls = JSON.parse(data.calls ?? '[]')
  const known = new Set(begun())
  for (const call of calls) {
    if (call.spoken && !turn && !known.has(mark(call))) begin(call) // another screen spoke it before it is this one's turn
    if (!call.spoken && done.has(mark(call))) region.say({ spoken: call.id }) // the report got lost
    if (told.has(mark(call))) continue
    told.add(mark(call))
    document.dispatchEvent(new CustomEvent('call-queued', { detail: { id: call.id, at: call.at, queued: Date.now() } }))
  }
  for (const old of [...told].slice(0, -KEPT)) told.delete(old)
  for (const old of [...done].slice(0, -KEPT)) done.delete(old)
  show()
  duck()
  run()
}

class CallSpeaker extends HTMLElement {
  static observedAttributes = ['data-zone', 'data-volume', 'data-hello', 'data-ready', 'data-calls']
  #due = false

  /** The attributes of one picture are one change. */
  attributeChangedCallback() {
    if (this.#due) return
    this.#due = true
    queueMicrotask(() => { this.#due = false; take(this.dataset) })
  }
}

customElements.define('call-speaker', CallSpeaker)
test()

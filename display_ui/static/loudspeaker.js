// @ts-check
// The loudspeaker: clips, one after the other. It fetches and decodes what is asked for, and keeps a few.

const KEPT = 64 // decoded clips: 70 KB each
const STORED = 300 // clips as they come: 3 KB each
const FETCH_WITHIN = 4000 // ms; the chime covers 1.5 s of it
const OVERDUE = 1500 // ms after its end at which a clip counts as stuck
const AHEAD = 0.01 // s
const RATE = 24_000 // of the clips

/** @param {number} ms */
export const pause = (ms) => new Promise((done) => { setTimeout(done, ms) })

export class Loudspeaker {
  #folder
  /** @type {AudioContext | null} */ #context = null
  /** @type {GainNode | null} */ #gain = null
  /** @type {Map<string, Promise<AudioBuffer | null>>} */ #clips = new Map()
  /** @type {Map<string, ArrayBuffer>} */ #stored = new Map()
  /** Called when the browser takes the sound away, or gives it. */
  changed = () => {}
  /** Called with each clip that can't be had. @type {(clip: string) => void} */
  missed = () => {}

  /** @param {string} folder */
  constructor(folder) { this.#folder = folder }

  #open() {
    const context = new AudioContext({ sampleRate: RATE, latencyHint: 'balanced' })
    this.#gain = context.createGain()
    this.#gain.connect(context.destination)
    context.onstatechange = () => this.changed()
    return context
  }

  /** Whether it can be heard: the browser lets it, its clock runs, a clip can be decoded. Makes no sound.
   * @returns {Promise<'ok' | 'blocked' | 'failed'>} */
  async test() {
    try {
      const context = this.#context ??= this.#open()
      if (context.state !== 'running') await Promise.race([context.resume(), pause(400)])
      if (context.state !== 'running') return 'blocked'
      const began = context.currentTime
      const [chime] = await Promise.all([this.clip('chime'), pause(300)])
      return chime && context.currentTime > began ? 'ok' : 'failed'
    } catch {
      return 'failed'
    }
  }

  get runs() { return this.#context?.state === 'running' }

  /** @param {number} percent */
  set volume(percent) { if (this.#gain) this.#gain.gain.value = percent / 100 }

  /** The clip, decoded; null if it can't be had: it is asked for again the next time. @param {string} name */
  clip(name) {
    const known = this.#clips.get(name)
    if (known) this.#clips.delete(name)
    const clip = known ?? this.#load(name)
    this.#clips.set(name, clip)
    for (const oldest of this.#clips.keys()) if (this.#clips.size > KEPT) this.#clips.delete(oldest)
    return clip
  }

  /** Has these at hand, one after the other: a call doesn't wait for the network then. @param {string[]} names */
  async fetch(names) {
    for (const name of names) await this.#bytes(name).catch(() => {})
  }

  /** @param {string} name */
  async #bytes(name) {
    const known = this.#stored.get(name)
    if (known) return known
    const answer = await fetch(`${this.#folder}/${name}.ogg`, { signal: AbortSignal.timeout(FETCH_WITHIN) })
    if (!answer.ok) throw new Error(String(answer.status))
    const bytes = await answer.arrayBuffer()
    this.#stored.set(name, bytes)
    for (const oldest of this.#stored.keys()) if (this.#stored.size > STORED) this.#stored.delete(oldest)
    return bytes
  }

  /** @param {string} name */
  async #load(name) {
    try {
      const bytes = await this.#bytes(name)
      return await /** @type {AudioContext} */ (this.#context).decodeAudioData(bytes.slice(0)) // it takes what it is given
    } catch {
      this.#clips.delete(name)
      this.missed(name)
      return null
    }
  }

  /** Plays clips with `gap` ms between them. Resolves when the last one has ended: false if it was cut off.
   * @param {AudioBuffer[]} buffers @param {number} gap @returns {Promise<boolean>} */
  async play(buffers, gap) {
    const context = this.#context
    if (!context || !this.#gain || !buffers.length) return false
    let at = context.currentTime + AHEAD
    let last = context.createBufferSource()
    for (const buffer of buffers) {
      last = context.createBufferSource()
      last.buffer = buffer
      last.connect(this.#gain)
      last.start(at)
      at += buffer.duration + gap / 1000
    }
    const ended = new Promise((done) => { last.onended = () => done(true) })
    return Promise.race([ended, pause((at - context.currentTime) * 1000 + OVERDUE).then(() => false)])
  }
}

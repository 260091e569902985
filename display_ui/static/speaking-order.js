// @ts-check
// In which form a call is spoken, so that none waits long. Pure.
// full: chime, the whole sentence, in every language of the hall · brief: the whole sentence in its first language
// short: «A023 号，到三号台席» · least: «A023 到三号». Calls in one go share one chime, unless they are spoken in full.

/** @typedef {{ clips: string[], ms: number }} Saying */
/** @typedef {{ id: string, at: number, spoken: boolean, whole: Saying[], short: Saying, least: Saying }} Call */
/** @typedef {'full' | 'brief' | 'short' | 'least'} Form */

/** ms after a call was made by which it should have been said to its end. */
export const WITHIN = 30_000
/** ms after which a call isn't spoken any more. */
export const OLD = 60_000
/** Silence in ms between two clips, after the chime, before the next language, before the next call of the same go. */
export const PAUSE = { clips: 40, chime: 200, language: 500, call: 200 }
export const CHIME = 1500
/** @type {Form[]} */
const FORMS = ['full', 'brief', 'short', 'least']

/** @param {Call} call @param {Form} form @returns {Saying[]} */
export function said(call, form) {
  if (form === 'full') return call.whole
  return [form === 'brief' ? call.whole[0] : call[form]]
}

/** Whether the chime is heard before it. `joined`: it follows another call at once. @param {Form} form @param {boolean} joined */
export const chimes = (form, joined) => form === 'full' || !joined

/** How long a call takes, in ms. @param {Call} call @param {Form} form @param {boolean} joined */
export function lasts(call, form, joined) {
  const sayings = said(call, form)
  const before = chimes(form, joined) ? CHIME + PAUSE.chime : PAUSE.call
  return before + sayings.reduce((sum, { ms }) => sum + ms, 0) + PAUSE.language * (sayings.length - 1)
}

/** The richest form in which all that wait are said in time; the shortest one if there are too many.
 * @param {Call[]} waiting @param {number} now @param {boolean} joined @returns {Form} */
export function form(waiting, now, joined) {
  const fits = (/** @type {Form} */ wished) => {
    let over = now
    return waiting.every((call, at) => (over += lasts(call, wished, joined || at > 0)) <= call.at + WITHIN)
  }
  return FORMS.find(fits) ?? (waiting.length === 1 ? 'brief' : 'least')
}

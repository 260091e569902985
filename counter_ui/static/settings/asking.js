// @ts-check
// A request of a settings page. The same request again, after no answer came, has the same key: it is the same command.

const ANSWER_WITHIN = 12_000 // ms: a large file is checked beside all scripts

/** @type {Map<string, string>} */
const unanswered = new Map()

/** @typedef {{ok: boolean, answer: Record<string, any>}} Answered */

/** A command with a body of JSON. Resolves to null if no answer came.
 * @param {string} hall @param {string} path @param {object} body @returns {Promise<Answered | null>} */
export async function ask(hall, path, body) {
  const told = JSON.stringify(body)
  const same = `${path} ${told}`
  const key = unanswered.get(same) ?? newKey()
  unanswered.set(same, key)
  const found = await post(hall, path, told, 'application/json', key)
  if (found) unanswered.delete(same)
  return found
}

/** @param {string} hall @param {string} path @param {string | ArrayBuffer} body @param {string} type @param {string} [key]
 * @param {number} [within] @returns {Promise<Answered | null>} */
export async function post(hall, path, body, type, key = newKey(), within = ANSWER_WITHIN) {
  try {
    const response = await fetch(`/api/v1/halls/${hall}${path}`, {
      method: 'POST', body, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(within),
      headers: {
        'Content-Type': type, 'Idempotency-Key': key, 'Yingbin-Screen': `manager/${hall}`, 'Accept-Language': document.documentElement.lang,
      },
    })
    return { ok: response.ok, answer: await response.json() }
  } catch {
    return null
  }
}

export function newKey() { return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, '0')).join('') }

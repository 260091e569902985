// @ts-check
// A screen that nobody has let in shows a code and asks every few seconds whether somebody has. A code that is over is replaced by
// itself; the screen opens by itself. What it asks with stays in this page's memory.

const ANSWER_WITHIN = 8000
const AGAIN = 5000 // ms until a server that is away is asked again
const { body } = document
const shown = [...document.querySelectorAll('.code span')]

/** @param {number} ms */
const rest = (ms) => new Promise((done) => setTimeout(done, ms))

/** @param {'waiting' | 'away' | 'busy' | 'in'} state */
function tell(state) {
  body.dataset.link = state
  for (const line of document.querySelectorAll('.state [data-waiting]')) line.textContent = line.getAttribute(`data-${state}`)
}

/** @param {string} address @param {object} word @returns {Promise<{status: number, answer: any, after: number}>} */
async function ask(address, word) {
  const response = await fetch(address, {
    method: 'POST', body: JSON.stringify(word), cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(ANSWER_WITHIN),
    headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
  })
  return { status: response.status, answer: await response.json(), after: Number(response.headers.get('Retry-After') ?? 0) * 1000 }
}

/** One code, until it is over. */
async function one() {
  const { status, answer, after } = await ask('/api/v1/pairing', { screen: body.dataset.screen ?? '' })
  if (status !== 201) {
    tell('busy')
    return rest(Math.max(AGAIN, after))
  }
  const groups = answer.code.split('-')
  shown.forEach((span, at) => { span.textContent = groups[at] })
  body.dataset.code = 'shown'
  tell('waiting')
  const end = performance.now() + answer.expires_in * 1000
  let every = answer.interval * 1000
  while (performance.now() < end) {
    await rest(every)
    let found
    try {
      found = await ask('/api/v1/pairing/ask', { secret: answer.secret })
    } catch {
      tell('away')
      continue
    }
    if (found.status === 404) return
    if (found.status === 429) every = Math.max(every + 5000, found.after) // RFC 8628: slow down for good
    else if (found.answer.state === 'in') {
      tell('in')
      location.replace(found.answer.open)
      return rest(3_600_000)
    } else tell(found.status < 400 ? 'waiting' : 'away')
  }
}

/** This screen is let in, but was elsewhere: until the manager says that it may be here. */
async function moved() {
  await rest(AGAIN)
  const answer = await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN) })
  if (answer.status === 401 && (await answer.text()).includes('data-moved="1"')) return
  if (answer.status < 429) location.reload()
}

for (;;) {
  try {
    await (body.dataset.moved ? moved() : one())
  } catch {
    tell('away')
    await rest(AGAIN)
  }
}

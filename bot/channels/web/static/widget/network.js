const TIMEOUT = 12000;
const LONGEST_PAUSE = 15;
const PATIENCE = 2; // answers that failed before the resident is asked to send again

/** A reply that the server meant; anything else (no network, a gateway's page) is an error. */
async function call(path, body) {
  const abort = window.AbortController && new AbortController();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("timeout"));
      if (abort) abort.abort();
    }, TIMEOUT);
  });
  const options = { credentials: "omit", cache: "no-store", signal: abort ? abort.signal : undefined };
  if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
  try {
    const response = await Promise.race([fetch(base + path, options), late]);
    const reply = await Promise.race([response.json(), late]);
    if (response.status >= 500) throw new Error(response.status);
    reply.status = response.status;
    return reply;
  } finally {
    clearTimeout(timer);
  }
}

const sleepers = new Set();

/** Waits, but no longer than until `wake`: the network is back. */
async function pause(seconds) {
  let rouse;
  await new Promise((resolve) => {
    rouse = resolve;
    sleepers.add(rouse);
    setTimeout(rouse, seconds * 1000);
  });
  sleepers.delete(rouse);
}

const wake = () => sleepers.forEach((rouse) => rouse());

const waiting = (entry) =>
  find(entry.id) === entry && entry.said && !entry.answer && !entry.unsent && !elsewhere.has(entry.id);

let delivering = false;

/** Sends what waits, one after the other, until each has its answer. */
async function deliver() {
  if (delivering) return;
  delivering = true;
  for (let entry; (entry = state.entries.find(waiting)); ) await deliverOne(entry);
  delivering = false;
  status("");
}

async function deliverOne(entry) {
  for (let tries = 0, failures = 0; waiting(entry); tries++) {
    let reply = null;
    try {
      reply = await call("message", { token: state.token, id: entry.id, text: entry.said });
    } catch (error) {
      reply = null;
    }
    if (!waiting(entry)) return;
    if (reply && reply.status === 429) {
      status(reply.text);
      await pause(reply.wait);
    } else if (reply && reply.text && !(reply.failed && ++failures <= PATIENCE)) {
      return settle(entry, reply);
    } else {
      unreachable();
      await pause(Math.min(LONGEST_PAUSE, 2 ** tries));
    }
  }
}

/** Says so, and where the telephone is known, that it is there as well. */
function unreachable() {
  const help = state.about && state.about.help;
  status((navigator.onLine === false ? TEXT.offline : TEXT.retrying) + (help ? "\n" + help : ""));
}

function settle(entry, reply) {
  state.token = reply.token || state.token;
  if (reply.status === 200 && !reply.failed) {
    entry.answer = { text: reply.text, buttons: reply.buttons };
    if (!state.open) state.unread++;
  } else {
    entry.unsent = reply.text;
  }
  status("");
  show(entry, true);
  share(entry);
}

let learning = false;

/** Asks for the notice's banner, greeting and numbers, until they come. */
async function learn() {
  if (learning) return;
  learning = true;
  for (let tries = 0; learning; tries++) {
    try {
      const about = await call("about");
      learning = false;
      status(about.status === 200 ? "" : about.text);
      if (about.status === 200) introduce(about);
    } catch (error) {
      unreachable();
      await pause(Math.min(LONGEST_PAUSE, 2 ** tries));
    }
  }
}

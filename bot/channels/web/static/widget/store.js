// The conversation lives in this tab's sessionStorage: it survives reload and
// navigation, and the browser drops it when the tab is closed.
const script = document.currentScript;
const base = script.src.replace(/[^/]*$/, "");
const KEY = "xunwen " + base;
const ENTRIES = 100;

/**
 * `about` is what the server tells of the notice. `entries` are the exchanges
 * {id, said, answer: {text, buttons}, unsent, useful}: what the resident said and, once it
 * came, the answer and the opinion on it; or why it could not be sent.
 */
const state = { token: "", open: false, unread: 0, about: null, entries: [] };

function attempt(action) {
  try {
    return action();
  } catch (error) {
    return null; // storage is refused or full: the conversation lives as long as the page
  }
}

function load() {
  const saved = attempt(() => JSON.parse(sessionStorage.getItem(KEY)));
  if (saved && Array.isArray(saved.entries)) Object.assign(state, saved);
}

function save() {
  state.entries = state.entries.slice(-ENTRIES);
  attempt(() => sessionStorage.setItem(KEY, JSON.stringify(state)));
}

const find = (id) => state.entries.find((entry) => entry.id === id);

const elder = {
  get: () => attempt(() => localStorage.getItem(KEY + " elder")) === "1",
  set: (on) => attempt(() => localStorage.setItem(KEY + " elder", on ? "1" : "0")),
};

/** An id that no other message has. */
function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
}

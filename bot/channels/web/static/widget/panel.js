/** Reads an answer to a screen reader, once. */
function announce(entry) {
  const { text, buttons } = entry.answer || { text: entry.unsent, buttons: [] };
  const words = TEXT.answered + text + (buttons.length ? "\n" + TEXT.choose(buttons) : "");
  const node = el("div", null, words);
  live.append(node);
  setTimeout(() => node.remove(), ANNOUNCEMENT_TIME);
}

function status(text) {
  if (statusLine.textContent !== text) statusLine.textContent = text;
}

function hint(text) {
  status(text);
  setTimeout(() => statusLine.textContent === text && status(""), HINT_TIME);
}

function update() {
  badge.hidden = !state.unread;
  badge.textContent = state.unread;
  launcher.setAttribute("aria-label", state.unread ? TEXT.unread(state.unread) : TEXT.open);
}

/** Scrolls to an item's end, or to its beginning where it is taller than the screen. */
function reveal(item) {
  if (!item) return;
  const box = low ? panel : log;
  const seen = box.getBoundingClientRect();
  const here = item.getBoundingClientRect();
  const top = seen.top + 8 + (low ? stuck + notice.offsetHeight : 0);
  const bottom = seen.bottom - 8 - (low ? form.offsetHeight : 0);
  box.scrollTop += Math.min(here.top - top, here.bottom - bottom);
}

let low = false; // zoomed in, large type on a phone, or a keyboard: all scrolls together
let stuck = 0; // how much of the header stays when it does

/** Fits the panel to the part of the screen that is seen. */
function fit() {
  const view = window.visualViewport;
  if (view && view.scale > 1) return; // magnified by hand: the layout stays
  const height = view ? view.height : innerHeight;
  panel.style.setProperty("--seen", height + "px");
  panel.setAttribute("aria-modal", FULL.matches);
  const fixed = [header, notice, banner, form].reduce((sum, part) => sum + part.offsetHeight, 0);
  low = panel.clientHeight - fixed < LOWEST_LOG;
  frame.classList.toggle("low", low);
  stuck = height < LOWEST_SCREEN ? 0 : header.offsetHeight;
  frame.classList.toggle("tiny", !stuck);
  panel.style.setProperty("--head", stuck + "px");
}

function open(quietly) {
  state.open = true;
  state.unread = 0;
  save();
  update();
  panel.hidden = false;
  launcher.hidden = true;
  fit();
  measure();
  reveal(list.lastElementChild);
  if (quietly !== true) (TOUCH.matches ? title : input).focus();
  learn();
}

function close() {
  silence();
  state.open = false;
  save();
  panel.hidden = true;
  launcher.hidden = false;
  launcher.focus();
}

function setElder(on) {
  elder.set(on);
  frame.classList.toggle("elder", on);
  elderly.setAttribute("aria-pressed", on);
  measure();
  fit();
}

/** Lets the field grow with its text, and counts near the limit. */
function measure() {
  input.style.height = "auto";
  input.style.height = input.scrollHeight + 2 + "px";
  const limit = state.about ? state.about.limit : Infinity;
  const left = limit - Array.from(input.value).length;
  counter.hidden = left > limit / 5;
  counter.textContent = counter.hidden ? "" : left < 0 ? TEXT.over(-left) : TEXT.left(left);
  input.setAttribute("aria-invalid", left < 0);
  return left >= 0;
}

function submit(event) {
  if (event) event.preventDefault();
  const text = input.value.trim();
  const fits = measure();
  if (!fits) status(counter.textContent);
  if (!text || !fits) return input.focus();
  input.value = "";
  measure();
  const number = text.normalize("NFKC");
  if (!/^[1-9]$/.test(number) || !choose(number)) say(text);
  input.focus();
}

const composing = (event) => event.isComposing || event.keyCode === 229;

function onInputKey(event) {
  if (event.key === "Enter" && !event.shiftKey && !composing(event)) submit(event);
}

function onPanelKey(event) {
  if (composing(event)) return;
  if (event.key === "Escape") close();
  else if (event.key === "Tab" && FULL.matches) wrap(event);
  else if (/^[1-9]$/.test(event.key) && event.target !== input) {
    if (!(event.ctrlKey || event.altKey || event.metaKey)) choose(event.key);
  }
}

/** Keeps the focus from going behind a panel that fills the screen. */
function wrap(event) {
  const stops = Array.from(panel.querySelectorAll("a, button, textarea, .log"));
  const first = stops[0];
  const last = stops[stops.length - 1];
  const here = shadow.activeElement;
  if (event.shiftKey ? here !== first && here !== title : here !== last) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

const FULL = matchMedia("(max-width: 480px), (max-height: 480px)"); // the panel fills the screen
const TOUCH = matchMedia("(pointer: coarse)");
const LOWEST_LOG = 300;
const LOWEST_SCREEN = 480;
const HINT_TIME = 4000;
const ANNOUNCEMENT_TIME = 5000;

const host = el("xunwen-chat", { lang: "zh-CN" });
const shadow = host.attachShadow({ mode: "open" });

const badge = el("span", { class: "badge", "aria-hidden": "true", hidden: true });
const launcher = button(bubble(), () => open(), { class: "launcher", "aria-haspopup": "dialog" });
launcher.append(el("span", null, TEXT.name), badge);

const title = el("h2", { id: "title", tabindex: "-1" }, TEXT.name);
const elderly = button(TEXT.elder, () => setElder(!frame.classList.contains("elder")));
const header = el(
  "div",
  { class: "head" },
  title,
  el("div", { class: "tools" }, elderly, button(TEXT.clear, clear), button(TEXT.close, close))
);
const notice = el("p", { class: "notice" }, TEXT.notice);
const banner = el("p", { class: "banner", role: "note", hidden: true });
const list = el("ol");
const log = el("div", { class: "log", role: "region", "aria-label": TEXT.history, tabindex: "0" }, list);
const statusLine = el("p", { class: "status", role: "status" });
const counter = el("p", { id: "counter", class: "counter", hidden: true });
const input = el("textarea", {
  id: "input",
  rows: "1",
  autocomplete: "off",
  enterkeyhint: "send",
  placeholder: TEXT.hint,
  "aria-describedby": "counter",
  input: measure,
  keydown: onInputKey,
});
const form = el(
  "form",
  { submit: submit },
  el("label", { for: "input", class: "unseen" }, TEXT.input),
  input,
  el("button", { type: "submit" }, TEXT.send),
  counter
);
const panel = el(
  "section",
  { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, keydown: onPanelKey },
  header,
  notice,
  banner,
  log,
  statusLine,
  form
);
const live = el("div", { class: "unseen", role: "log", "aria-live": "polite" });
const frame = el("div", { class: "frame", hidden: true }, launcher, panel, live);

/** Puts the widget on the page, unseen until its style is there. */
function mount() {
  shadow.append(frame);
  dress();
  document.documentElement.append(host); // past what the page does to its body
}

function dress() {
  const style = el("link", {
    rel: "stylesheet",
    href: base + "widget.css",
    load: () => {
      frame.hidden = false;
      measure();
      fit();
      reveal(list.lastElementChild);
    },
    error: () => {
      console.warn(`巡问:样式没有加载成功,请检查网络,以及网页 CSP 的 style-src 是否允许 ${base}`);
      setTimeout(() => {
        style.remove();
        dress();
      }, 5000);
    },
  });
  shadow.prepend(style);
}

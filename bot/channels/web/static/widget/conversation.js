const rows = new Map(); // exchange's id → its list items

/** Brings an exchange on the screen up to date; `now` when its answer has just come. */
function show(entry, now) {
  const row = rows.get(entry.id) || { said: said(entry) };
  if (!rows.has(entry.id)) {
    rows.set(entry.id, row);
    list.append(row.said);
  }
  const pending = !entry.answer && !entry.unsent;
  if (row.pending && !pending) row.pending.remove();
  if (row.refused) row.refused.remove();
  row.pending = pending ? row.pending || thinking() : null;
  row.refused = entry.unsent ? refused(entry) : null;
  if (row.pending || row.refused) row.said.after(row.pending || row.refused);
  if (entry.answer && !row.answer) {
    row.answer = answered(entry.answer, entry);
    row.said.after(row.answer);
    renumber();
  } else if (row.answer) mark(row.answer, entry);
  if (now) announce(entry);
  reveal(row.answer || row.refused || row.pending);
  update();
}

const said = (entry) =>
  el("li", { class: "said" }, el("span", { class: "unseen" }, TEXT.said), el("p", null, entry.said));

const thinking = () => el("li", { class: "thinking" }, el("p", null, TEXT.thinking));

const refused = (entry) =>
  el(
    "li",
    { class: "refused" },
    el("p", null, `${TEXT.unsent}。${entry.unsent}`),
    button(TEXT.again, () => {
      delete entry.unsent;
      show(entry);
      share(entry);
      input.focus();
      deliver();
    })
  );

/** An answer with its choices and, where it answers an exchange, what can be done with it. */
function answered(answer, entry) {
  const item = el(
    "li",
    { class: "answer" },
    el("span", { class: "unseen" }, TEXT.answered),
    el("p", null, ...linked(answer.text, state.about)),
    answer.buttons.length > 0 &&
      el(
        "ul",
        { class: "choices", "aria-label": TEXT.choices },
        ...answer.buttons.map((choice) =>
          el("li", null, button(choice.title, () => say(choice.payload)))
        )
      ),
    el("div", { class: "acts" }, ...copies(answer.text), voice && reader(answer.text), ...opinions(entry))
  );
  if (entry) mark(item, entry);
  return item;
}

function copies(text) {
  return ["phone", "mailbox", "email"]
    .map((what) => [state.about && state.about[what], TEXT[what]])
    .filter(([words]) => words && text.includes(words))
    .map(([words, what]) => button(TEXT.copy(what), () => copy(words, what)));
}

function reader(text) {
  const pressed = button(TEXT.speak, () => speak(text, pressed));
  return pressed;
}

const opinions = (entry) =>
  !entry
    ? []
    : [true, false].map((useful) =>
        button(
          useful ? TEXT.useful : TEXT.useless,
          () => {
            entry.useful = useful;
            show(entry);
            share(entry);
            hint(TEXT.thanks);
            call("opinion", { token: state.token, id: entry.id, useful }).catch(() => {});
          },
          { class: "opinion", value: String(useful) }
        )
      );

function mark(item, entry) {
  item.querySelectorAll(".opinion").forEach((pressed) => {
    pressed.setAttribute("aria-pressed", pressed.value === String(entry.useful));
  });
}

/** The number keys belong to the last choices given. */
function renumber() {
  const all = list.querySelectorAll(".choices");
  all.forEach((choices, i) => choices.classList.toggle("current", i === all.length - 1));
}

function choose(number) {
  const choice = list.querySelectorAll(".choices.current button")[number - 1];
  if (choice) choice.click();
  return Boolean(choice);
}

function say(text) {
  const entry = { id: fresh(), said: text };
  state.entries.push(entry);
  show(entry);
  share(entry);
  deliver();
}

let greeting = null;

/** Shows what the server tells of the notice. */
function introduce(about) {
  if (greeting && JSON.stringify(about) === JSON.stringify(state.about)) return;
  state.about = about;
  save();
  title.textContent = about.title;
  banner.textContent = about.banner || "";
  banner.hidden = !about.banner;
  const item = answered(about.greeting);
  if (greeting) greeting.replaceWith(item);
  else list.prepend(item);
  if (!greeting && !state.entries.length && state.open) announce({ answer: about.greeting });
  greeting = item;
  renumber();
  measure();
  fit();
}

function forget() {
  silence();
  state.entries = [];
  state.token = "";
  state.unread = 0;
  rows.clear();
  list.textContent = "";
  if (greeting) list.append(greeting);
  renumber();
  save();
  update();
}

function clear() {
  if (state.token) call("forget", { token: state.token }).catch(() => {});
  forget();
  tell({ clear: true });
  status("");
  hint(TEXT.cleared);
  input.focus();
}

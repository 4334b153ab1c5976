// Tabs of one site that are open together share the conversation. When the last one
// closes it is gone: nothing is written where the next user of this computer finds it.
const channel = attempt(() => new BroadcastChannel(KEY));
const TAKE_OVER = 20000;
const elsewhere = new Set(); // ids that another tab is sending

function tell(message) {
  if (channel) channel.postMessage(message);
}

function share(entry) {
  save();
  tell({ token: state.token, entries: [entry] });
}

function listen() {
  if (!channel) return;
  channel.onmessage = (event) => {
    const message = event.data;
    if (message.join) {
      if (state.entries.length) tell({ token: state.token, entries: state.entries });
    } else if (message.clear) forget();
    else receive(message);
  };
  tell({ join: true });
}

/** Takes over what another tab tells; an answer that is here already stays. */
function receive(message) {
  state.token = message.token || state.token;
  for (const entry of message.entries) {
    const known = find(entry.id);
    if (!known) state.entries.push(entry);
    else if (!known.answer) Object.assign(known, entry);
    else known.useful = entry.useful;
    if (!entry.answer && !entry.unsent) {
      elsewhere.add(entry.id);
      setTimeout(() => elsewhere.delete(entry.id) && deliver(), TAKE_OVER);
    }
    show(find(entry.id));
  }
  save();
}

const voice = window.speechSynthesis && window.SpeechSynthesisUtterance ? speechSynthesis : null;
let speaking = null; // the button whose answer is being read

/** The words as they should be heard: a telephone number digit by digit. */
function spoken(text, about) {
  const phone = about && about.phone;
  return phone ? text.split(phone).join(phone.replace(/\D/g, "").split("").join(" ")) : text;
}

function silence() {
  if (!speaking) return;
  speaking.textContent = TEXT.speak;
  speaking = null;
  voice.cancel();
}

function speak(text, pressed) {
  const again = speaking === pressed;
  silence();
  if (again) return;
  const words = new SpeechSynthesisUtterance(spoken(text, state.about));
  words.lang = "zh-CN";
  words.rate = 0.9;
  words.onend = words.onerror = () => speaking === pressed && silence();
  speaking = pressed;
  pressed.textContent = TEXT.silence;
  voice.speak(words);
}

/** Copies; by the old way where the page is not served over https. */
async function copy(words, what) {
  let done = false;
  try {
    await navigator.clipboard.writeText(words);
    done = true;
  } catch (error) {
    const focused = shadow.activeElement;
    const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
    field.value = words;
    shadow.append(field);
    field.select();
    done = document.execCommand("copy");
    field.remove();
    if (focused) focused.focus();
  }
  hint(done ? TEXT.copied(what) : TEXT.notCopied);
}

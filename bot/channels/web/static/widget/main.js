function start() {
  load();
  mount();
  setElder(elder.get());
  if (state.about) introduce(state.about);
  state.entries.forEach((entry) => show(entry));
  update();
  listen();
  if (state.open) open(true);
  deliver();
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && state.open) learn();
  });
  (window.visualViewport || window).addEventListener("resize", fit);
}

if (!document.querySelector("xunwen-chat")) start();

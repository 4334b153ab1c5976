/** An element. A function is a listener, `true` an empty attribute, false and null none. */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const key of Object.keys(attributes || {})) {
    const value = attributes[key];
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

function button(label, press, attributes) {
  return el("button", Object.assign({ type: "button", click: press }, attributes), label);
}

/** The launcher's speech bubble. */
function bubble() {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-8l-6 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z");
  picture.append(path);
  return picture;
}

/** The notice's strings that may become a link, and where each leads. */
function links(about) {
  return [
    [about.phone, "tel:" + about.phone],
    [about.email, "mailto:" + about.email],
    [about.url, about.url],
  ].filter((pair) => pair[0]);
}

/** The bot's words as nodes: text, with the notice's own numbers and addresses as links. */
function linked(text, about) {
  let nodes = [text];
  for (const [words, href] of links(about || {})) {
    nodes = [].concat(
      ...nodes.map((node) =>
        typeof node !== "string"
          ? [node]
          : [].concat(
              ...node.split(words).map((part, i) =>
                i ? [el("a", { href, rel: "noopener noreferrer" }, words), part] : [part]
              )
            )
      )
    );
  }
  return nodes.filter((node) => node !== "");
}

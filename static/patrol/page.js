/* Small tools of the page: pieces from its templates, messages, questions, and the Enter key of the input method. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});

  const byId = (id) => document.getElementById(id);

  /* A copy of <template id="piece-name">; words go where data-slot names them, an empty one hides its element. */
  function piece(name, words) {
    const node = byId("piece-" + name).content.firstElementChild.cloneNode(true);
    fill(node, words || {});
    return node;
  }

  function fill(node, words) {
    Object.keys(words).forEach((slot) => {
      const place = find(node, slot);
      if (!place) return;
      const text = words[slot] === null || words[slot] === undefined ? "" : String(words[slot]);
      place.textContent = text;
      place.hidden = text === "";
    });
  }

  function find(node, slot) {
    if (node.dataset.slot === slot) return node;
    return node.querySelector('[data-slot="' + slot + '"]');
  }

  function show(place, nodes) {
    while (place.firstChild) place.removeChild(place.firstChild);
    [].concat(nodes).forEach((node) => node && place.appendChild(node));
  }

  /* A list drawn again: where nothing changed its rows stay, for a finger may be on one. data-key says what a row acts upon. */
  function renew(place, rows) {
    const there = Array.from(place.children);
    if (there.length === rows.length && rows.every((node, index) => node.isEqualNode(there[index]))) return;
    show(place, rows);
  }

  /* One message at a time, on top of the page; it stays until closed or until the next one. */
  function say(words, level) {
    const node = piece("message", { words });
    node.classList.add("message-" + (level || "info"));
    node.setAttribute("role", level === "error" || level === "warning" ? "alert" : "status");
    node.querySelector("button").addEventListener("click", () => {
      node.remove();
      byId("main").focus({ preventScroll: true });
    });
    show(byId("messages"), node);
    if (level === "error" || level === "warning") root.scrollTo(0, 0);
  }

  const hush = () => show(byId("messages"), []);

  const question = ({ words, title, label }) => piece("ask", { words, title: title || "请确认", yes: label || "确定" });

  function answered(dialog) {
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      });
      document.body.appendChild(dialog);
      dialog.showModal();
    });
  }

  /* Resolves to true when the person agrees. */
  function ask(told) {
    const dialog = question(told);
    if (!dialog.showModal) return Promise.resolve(root.confirm(told.words));
    if (told.danger) find(dialog, "yes").classList.replace("btn-primary", "btn-danger");
    return answered(dialog);
  }

  /* One of several [value, words]; resolves to its value, to "" when the person does not want any. */
  async function choose(told) {
    const dialog = question(told);
    const choices = find(dialog, "choices");
    told.choices.forEach(([value, words]) => choices.appendChild(option(value, words, value === told.chosen)));
    choices.hidden = false;
    choices.setAttribute("aria-label", told.title);
    if (!dialog.showModal) return (await ask({ words: told.words + choices.selectedOptions[0].textContent })) ? choices.value : "";
    return (await answered(dialog)) ? choices.value : "";
  }

  function option(value, words, chosen) {
    const node = document.createElement("option");
    node.value = value;
    node.textContent = words;
    node.selected = Boolean(chosen);
    return node;
  }

  /* Enter while composing chooses a word; in a single line it moves nowhere and sends nothing. */
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" && event.keyCode !== 13 && event.keyCode !== 229) return;
      const composing = event.isComposing || event.keyCode === 229;
      if (composing) event.stopPropagation();
      const line = event.target.tagName === "INPUT" && event.target.type !== "file";
      if (event.key === "Enter" && (composing || line)) event.preventDefault();
    },
    true,
  );

  const megabytes = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0) + " MB";

  patrol.page = { byId, piece, fill, find, show, renew, say, hush, ask, choose, option, megabytes };
})(self);

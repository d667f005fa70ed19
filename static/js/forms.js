/* What every form does: Enter that belongs to the Chinese input method sends nothing, mistakes are said beside the field,
   nothing is sent twice, and what was typed survives an error, a lost session and a closed tab. */
"use strict";

(() => {
  const { make } = window.house;

  /* Input method: Enter while composing chooses a word; half a word searches for nothing. */
  document.addEventListener(
    "keydown",
    (event) => {
      const composing = event.isComposing || event.keyCode === 229;
      if (!composing || !["Enter", "Process"].includes(event.key)) return;
      event.stopPropagation();
      if (event.key === "Enter") event.preventDefault();
    },
    true,
  );
  document.addEventListener(
    "input",
    (event) => {
      if (event.isComposing && event.target.closest("[hx-get], [hx-post]")) event.stopImmediatePropagation();
    },
    true,
  );
  document.addEventListener("compositionend", ({ target }) => {
    if (target.closest("[hx-get], [hx-post]")) target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* Mistakes beside the field, in the same words and place as the server's. */
  const labelOf = (control) => {
    const label = control.closest("fieldset.field")?.querySelector("legend") ?? control.labels?.[0];
    return label ? label.firstChild.textContent.trim() : "这一项";
  };
  const complaint = (control) => {
    const { validity } = control;
    if (validity.valueMissing) {
      const chosen = control.matches("select, [type=radio], [type=checkbox], [type=file], [type=date]");
      return `请${chosen ? "选择" : "填写"}“${labelOf(control)}”。`;
    }
    if (validity.tooShort) return `至少写${control.minLength}个字。`;
    if (validity.rangeUnderflow) return `不能小于${control.min}。`;
    if (validity.rangeOverflow) return `不能大于${control.max}。`;
    if (validity.badInput || validity.stepMismatch) return "请按要求填写数字或日期。";
    return control.title || control.validationMessage;
  };
  const withdraw = (control) => {
    control.removeAttribute("aria-invalid");
    const field = control.closest(".field");
    field?.classList.remove("has-error");
    field?.querySelector(".errorlist")?.remove();
  };
  const complain = (control) => {
    const field = control.closest(".field");
    if (!field) return;
    withdraw(control);
    const id = `${control.id || control.name}_error`;
    field.classList.add("has-error");
    field.append(make("ul", { className: "errorlist", id }, [make("li", { textContent: complaint(control) })]));
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  };

  const prepare = (root) => {
    for (const form of root.querySelectorAll("form")) form.noValidate = true;
  };
  const isWrong = (control) => control.willValidate && !control.validity.valid;

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method === "dialog" || event.submitter?.formNoValidate) return;
      const groups = new Set();
      const wrong = [...form.elements].filter((control) => {
        if (!isWrong(control) || groups.has(control.name)) return false;
        return groups.add(control.name);
      });
      if (!wrong.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      wrong.forEach(complain);
      wrong[0].focus();
    },
    true,
  );
  /* While typing, not when the field is left: a complaint that vanishes under a pressed button moves the button away. */
  for (const name of ["input", "change"]) {
    document.addEventListener(name, ({ target }) => {
      if (target.getAttribute("aria-invalid") && target.validity?.valid) withdraw(target);
    });
  }

  /* Nothing is sent twice. Buttons are switched off after the sending, so that their names still go along. */
  const release = () => {
    for (const button of document.querySelectorAll(".is-busy")) {
      button.classList.remove("is-busy");
      button.disabled = false;
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "noGuard" in form.dataset) return;
    if ([...form.elements].some((control) => control.matches(".is-busy"))) {
      event.preventDefault();
      return;
    }
    const button = event.submitter ?? form.querySelector("[type=submit]");
    button?.classList.add("is-busy");
    setTimeout(() => button && (button.disabled = true));
    // A download leaves the page where it is: nothing else tells that the answer has come.
    setTimeout(release, form.dataset.guard === "download" ? 5000 : 20000);
  });
  window.addEventListener("pageshow", release);
  document.addEventListener("htmx:afterRequest", release);

  /* Drafts: on this device, for this person, until the server has said yes (a message of success on the next page). */
  const DAYS = 7;
  const PREFIX = "draft:";
  const person = document.body.dataset.user;
  const keyOf = (form) => `${PREFIX}${person}:${form.dataset.draft}`;
  const store = {
    read: (key) => {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write: (key, value) => {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        /* The device is full or forbids keeping: the form works without drafts. */
      }
    },
    keys: (start) => {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(start));
      } catch {
        return [];
      }
    },
  };
  const forget = (keys) => keys.forEach((key) => localStorage.removeItem(key));
  const isKept = (control) => control.name && control.name !== "csrfmiddlewaretoken" && !control.matches("[type=password], [type=file], [type=submit], [type=hidden], button, fieldset");
  const kept = (form) => [...form.elements].filter(isKept);
  const isTicked = (control) => control.matches("[type=checkbox], [type=radio]");
  const values = (form) => kept(form).map((control) => [control.name, isTicked(control) ? [control.value, control.checked] : control.multiple ? [...control.selectedOptions].map((option) => option.value) : control.value]);

  const fill = (form, saved) => {
    const controls = kept(form);
    saved.forEach(([name, value], index) => {
      const control = controls[index];
      if (control?.name !== name) return;
      if (isTicked(control)) control.checked = control.value === value[0] ? value[1] : control.checked;
      else if (control.multiple) for (const option of control.options) option.selected = value.includes(option.value);
      else control.value = value;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  const offerWayBack = (form, original) => {
    const button = make("button", { type: "button", className: "btn btn-text", textContent: "不要这些内容" });
    const note = make("div", { className: "draft-note" }, [make("span", { textContent: "已恢复上次没有提交的内容。照片需要重新选择。" }), button]);
    if (!form.querySelector("[type=file]")) note.firstChild.textContent = "已恢复上次没有提交的内容。";
    note.setAttribute("role", "status");
    button.addEventListener("click", () => {
      fill(form, original);
      forget([keyOf(form)]);
      note.remove();
      kept(form)[0]?.focus();
    });
    form.prepend(note);
  };

  const restore = (form) => {
    const draft = store.read(keyOf(form));
    const original = values(form);
    if (!draft || "refused" in form.dataset || JSON.stringify(draft.values) === JSON.stringify(original)) return;
    fill(form, draft.values);
    offerWayBack(form, original);
  };

  const watch = (form) => {
    let waiting;
    const save = () => store.write(keyOf(form), { values: values(form), at: Date.now(), sent: false });
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, 300);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      store.write(keyOf(form), { values: values(form), at: Date.now(), sent: true });
    });
    document.addEventListener("visibilitychange", () => {
      if (waiting && document.hidden && store.read(keyOf(form))?.sent !== true) save();
    });
  };

  const tidy = () => {
    const accepted = document.querySelector(".message-success") && !document.querySelector("form[data-refused]");
    const done = [...document.querySelectorAll("[data-draft-done]")].map((element) => `${PREFIX}${person}:${element.dataset.draftDone}`);
    const stale = store.keys(PREFIX).filter((key) => Date.now() - (store.read(key)?.at ?? 0) > DAYS * 86400000);
    const sent = accepted && person ? store.keys(`${PREFIX}${person}:`).filter((key) => store.read(key)?.sent) : [];
    forget([...done, ...stale, ...sent]);
  };
  document.addEventListener("submit", ({ target }) => {
    if ("forgetDrafts" in target.dataset) forget(store.keys(`${PREFIX}${person}:`));
  });
  document.addEventListener("draft-done", (event) => forget([`${PREFIX}${person}:${event.detail.value}`]));

  /* Files: what was chosen or dropped is shown at once. */
  const megabytes = (size) => `${Math.max(size / 1048576, 0.1).toFixed(1)} MB`;
  const preview = (file) => {
    if (!file.type.startsWith("image/")) return make("li", { textContent: `${file.name}（${megabytes(file.size)}）` });
    const image = make("img", { src: URL.createObjectURL(file), alt: file.name });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    return make("li", {}, [image]);
  };
  document.addEventListener("change", ({ target }) => {
    const list = target.matches("[data-dropzone] [type=file]") && target.closest("[data-dropzone]").querySelector("[data-dropzone-files]");
    if (list) list.replaceChildren(...[...target.files].map(preview));
  });
  for (const [name, isOver] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, ({ target }) => target.closest?.("[data-dropzone]")?.classList.toggle("is-over", isOver));
  }

  const start = (root) => {
    prepare(root);
    for (const form of root.querySelectorAll("form[data-draft]")) {
      if (!person || form.dataset.watched) continue;
      form.dataset.watched = "yes";
      restore(form);
      watch(form);
    }
  };
  tidy();
  start(document);
  document.addEventListener("htmx:load", ({ detail }) => start(detail.elt));
})();

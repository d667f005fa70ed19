/* What every page does: questions before dangerous acts, photos that enlarge, messages that close, links to share,
   rows that are ticked. Attributes in the markup say what is wanted; docs/components.md lists them. */
"use strict";

(() => {
  const make = (tag, properties = {}, children = []) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /* Messages: kept until closed. */
  const say = (words, level = "info") => {
    const close = make("button", { type: "button", className: "message-close", textContent: "×" });
    close.dataset.closeMessage = "";
    close.setAttribute("aria-label", "关闭这条提示");
    const message = make("div", { className: `message message-${level}` }, [make("p", { textContent: words }), close]);
    message.setAttribute("role", level === "error" || level === "warning" ? "alert" : "status");
    document.getElementById("messages")?.append(message);
    message.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close-message]");
    if (!button) return;
    button.closest(".message").remove();
    document.getElementById("main").focus({ preventScroll: true });
  });

  /* A row of chips that is wider than the phone shows the chosen one. */
  const showChosen = (within) =>
    within.querySelectorAll(".chips > [aria-current]").forEach((chip) => {
      const row = chip.parentElement;
      row.scrollLeft = chip.offsetLeft - row.offsetLeft - (row.clientWidth - chip.offsetWidth) / 2;
    });
  showChosen(document);
  document.addEventListener("htmx:afterSettle", ({ target }) => showChosen(target));

  /* A question before a dangerous act, in a dialog that says what will happen. */
  const ask = ({ words, title = "请确认", label = "确定", danger = false }) =>
    new Promise((resolve) => {
      const form = make("form", { method: "dialog" }, [
        make("h2", { id: "ask-title", textContent: title }),
        make("p", { id: "ask-words", textContent: words }),
        make("div", { className: "form-actions" }, [
          make("button", { className: "btn btn-quiet", value: "", textContent: "先不做", autofocus: danger }),
          make("button", { className: `btn ${danger ? "btn-danger" : "btn-primary"}`, value: "yes", textContent: label, autofocus: !danger }),
        ]),
      ]);
      const dialog = make("dialog", { className: "ask" }, [form]);
      dialog.setAttribute("aria-labelledby", "ask-title");
      dialog.setAttribute("aria-describedby", "ask-words");
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      });
      document.body.append(dialog);
      dialog.showModal();
    });

  const question = ({ dataset }) => ({
    words: dataset.confirm,
    title: dataset.confirmTitle,
    label: dataset.confirmLabel,
    danger: "danger" in dataset,
  });

  const agreed = new WeakSet();
  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      const asking = [event.submitter, form].find((element) => element?.dataset.confirm);
      if (!asking || event.defaultPrevented || !form.checkValidity()) return;
      if (agreed.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!(await ask(question(asking)))) return;
      agreed.add(form);
      form.requestSubmit(event.submitter);
    },
    true,
  );

  document.addEventListener("htmx:confirm", async (event) => {
    const { elt, question: words, issueRequest } = event.detail;
    if (elt.matches("form") || !(words || elt.dataset.confirm)) return;
    event.preventDefault();
    if (await ask(words ? { ...question(elt), words } : question(elt))) issueRequest(true);
  });

  /* Photos: enlarged in a dialog, with the others of the same group one key or tap away. */
  const enlarge = (links, start) => {
    let at = start;
    const image = make("img");
    const caption = make("figcaption");
    const control = (name, sign, label, act) => {
      const button = make("button", { type: "button", className: `enlarged-${name}`, textContent: sign, onclick: act });
      button.setAttribute("aria-label", label);
      return button;
    };
    const show = (step) => {
      at = (at + step + links.length) % links.length;
      image.src = links[at].href;
      image.alt = links[at].dataset.enlarge;
      caption.textContent = `${links[at].dataset.enlarge}（第${at + 1}张，共${links.length}张）`;
    };
    const dialog = make("dialog", { className: "enlarged" }, [make("figure", {}, [image, caption])]);
    dialog.setAttribute("aria-label", "查看照片");
    dialog.append(control("close", "×", "关闭", () => dialog.close()));
    if (links.length > 1) {
      dialog.append(control("previous", "‹", "上一张", () => show(-1)), control("next", "›", "下一张", () => show(1)));
    }
    dialog.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowLeft") show(-1);
      if (key === "ArrowRight") show(1);
    });
    image.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      links[start].focus();
    });
    show(0);
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-enlarge]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const group = link.closest(".photo-pair") ?? link.closest(".photo-row");
    const links = group ? [...group.querySelectorAll("a[data-enlarge]")] : [link];
    enlarge(links, links.indexOf(link));
  });

  /* Menus close when the attention goes elsewhere. */
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Links to share: the phone's own sheet where there is one, else the clipboard. */
  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = make("textarea", { value: text, className: "visually-hidden" });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("copy refused");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const url = new URL(button.dataset.share || "", window.location.href).href;
    const onPhone = window.matchMedia("(pointer: coarse)").matches;
    try {
      if (onPhone && navigator.share) await navigator.share({ title: button.dataset.shareTitle || document.title, url });
      else {
        await copy(url);
        say("链接已复制，可以粘贴发给同事。同事只能看到他负责范围内的内容。");
      }
    } catch (problem) {
      if (problem.name !== "AbortError") say(`没能复制。请手工复制这个链接：${url}`, "warning");
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  /* Ticked rows: how many, and the bar with what can be done with them. */
  document.addEventListener("click", ({ target }) => {
    if (target.matches("td.ledger-select")) target.querySelector("input").click();
  });

  const recount = (form) => {
    const bar = form.querySelector("[data-bulk-bar]");
    if (!bar) return;
    const boxes = [...form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(bar.dataset.bulkBar)}"]`)];
    const ticked = boxes.filter((box) => box.checked).length;
    bar.hidden = !ticked;
    bar.querySelector("[data-bulk-count]").textContent = ticked;
    const all = form.querySelector("[data-check-all]");
    if (all) Object.assign(all, { checked: ticked > 0 && ticked === boxes.length, indeterminate: ticked > 0 && ticked < boxes.length });
  };

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("input[type=checkbox]") || !target.form) return;
    if (target.dataset.checkAll) {
      const named = `input[type=checkbox][name="${CSS.escape(target.dataset.checkAll)}"]:not(:disabled)`;
      for (const box of target.form.querySelectorAll(named)) box.checked = target.checked;
    }
    recount(target.form);
  });
  window.addEventListener("pageshow", () => [...document.forms].forEach(recount));

  /* htmx: say when the server was not reached; a lost session shows the login page, not a login page inside a list. */
  const failed = (words) => () => say(words, "error");
  document.addEventListener("htmx:sendError", failed("没有连上服务器。请检查网络，然后再试一次。"));
  document.addEventListener("htmx:responseError", failed("服务器没有完成这次操作。请稍后再试一次。"));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.xhr.responseText.includes('data-page="login"')) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });

  window.house = { ask, make, say };
})();

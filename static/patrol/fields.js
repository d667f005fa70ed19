/* The form's fields, drawn from the draft and the pack. Each control writes its part of the draft through form.set(). */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { page, drafts, tray } = patrol;

  const listed = (pack, name) => (pack && pack[name]) || [];
  const siteOf = (pack, id) => listed(pack, "sites").find((site) => site.id === id);
  const kindOf = (pack, key) => listed(pack, "kinds").find((kind) => kind.key === key);
  const placeOf = (pack, code) => listed(pack, "places").concat(listed(pack, "grids")).find((place) => place.code === code);

  function placeName(pack, code) {
    const village = listed(pack, "places").find((place) => place.code !== code && code.indexOf(place.code) === 0 && place.code.length >= 12);
    const place = placeOf(pack, code);
    if (!place) return "";
    return village && place.name.indexOf(village.name) < 0 ? village.name + place.name : place.name;
  }

  /* A visit keeps the checklist it was begun with, whatever the server publishes meanwhile. */
  function visitAt(pack, id) {
    const site = siteOf(pack, id);
    const versions = listed(pack, "checklists").filter((list) => site && list.kind === site.kind);
    const newest = versions.sort((one, other) => other.version - one.version)[0];
    const visit = drafts.visitOf(id, newest && newest.version);
    return Object.assign(visit, { items: newest ? newest.items : [], standard: (newest && newest.standard) || "", name: site ? site.name : "点位", version: site ? site.version : null });
  }

  /* --- Visits -------------------------------------------------------------------------------------------------- */

  function visit(form, one) {
    const site = siteOf(form.pack, one.site);
    const node = page.piece("visit", {
      name: form.draft.visits.length > 1 ? one.name : one.items.length ? one.standard || "检查清单" : "点位",
      keeper: site && site.keeper ? "责任人：" + site.keeper : "",
      fine: one.items.length ? (one.standard ? "全部都有" : "全部正常") : "",
      leave: form.draft.visits.length > 1 ? "去掉" : "",
    });
    page.show(node.querySelector("[data-part=items]"), one.items.map((item) => itemOf(form, one, item)));
    page.find(node, "fine").addEventListener("click", () => form.allFine(one));
    page.find(node, "leave").addEventListener("click", () => form.leave(one));
    noteOf(form, one, node.querySelector(".patrol-visit-note"));
    return node;
  }

  function noteOf(form, one, fold) {
    const note = fold.querySelector("textarea");
    note.value = one.note;
    fold.open = Boolean(one.note);
    note.addEventListener("input", () => {
      one.note = note.value;
      form.changed();
    });
  }

  /* A standard's items are there or are not. */
  const STANDARD = { fine: "有", problem: "无" };

  function itemOf(form, one, item) {
    const node = page.piece("item", { label: item.label });
    node.querySelectorAll("input").forEach((input) => {
      input.name = "item-" + one.site + "-" + item.key;
      if (one.standard) input.nextElementSibling.textContent = STANDARD[input.value] || "";
      input.closest("label").hidden = Boolean(one.standard) && !STANDARD[input.value];
      input.checked = one.answers[item.key] === input.value;
      input.addEventListener("change", () => form.answer(one, item, input.value));
    });
    return node;
  }

  /* --- Findings ------------------------------------------------------------------------------------------------ */

  function categories(form, finding) {
    const site = siteOf(form.pack, finding.site);
    const kind = site && kindOf(form.pack, site.kind);
    const own = listed(form.pack, "categories");
    const known = kind && own.find((category) => category.key === kind.category);
    const first = page.option("", "按描述自动判断", !finding.category);
    if (known && !finding.category && !finding.touched) finding.category = known.key;
    return [first].concat(own.map(({ key, name }) => page.option(key, name, key === finding.category)));
  }

  function labelOfItem(form, finding) {
    const one = form.draft.visits.find((other) => other.site === finding.site);
    const item = one && one.items.find((other) => other.key === finding.item);
    return item ? item.label : "";
  }

  function finding(form, one, index) {
    const label = labelOfItem(form, one);
    const node = page.piece("finding", { name: label ? "有问题：" + label : "问题 " + (index + 1), remove: "去掉" });
    node.dataset.finding = one.uuid;
    page.show(node.querySelector("[data-field=category]"), categories(form, one));
    node.querySelectorAll("[data-field]").forEach((control) => bind(form, one, control, node));
    if (label) node.querySelector("[data-field=description]").placeholder = "不写就记为：“" + label + "”不符合";
    node.querySelector("[data-part=before]").appendChild(tray(form, { role: "before", finding: one.uuid }));
    node.querySelector("[data-part=after]").appendChild(tray(form, { role: "after", finding: one.uuid }));
    node.querySelector("[data-part=fixed]").hidden = !one.fixed;
    node.querySelector("[data-part=complained]").hidden = !one.complained;
    page.find(node, "remove").addEventListener("click", () => form.removeFinding(one));
    return node;
  }

  function bind(form, one, control, node) {
    const name = control.dataset.field;
    const tick = control.type === "checkbox";
    if (tick) control.checked = one[name];
    else control.value = one[name];
    control.addEventListener("input", () => {
      one[name] = tick ? control.checked : control.value;
      if (name === "category") one.touched = true;
      if (tick) node.querySelector("[data-part=" + name + "]").hidden = !control.checked;
      const error = node.querySelector("[data-error=" + name + "]");
      if (error) error.hidden = true;
      form.changed();
    });
  }

  /* --- Time, place, companions, note --------------------------------------------------------------------------- */

  function places(form) {
    const { draft, pack } = form;
    const grids = listed(pack, "grids").slice().sort((one, other) => Number(other.mine) - Number(one.mine));
    const all = grids.concat(listed(pack, "places"));
    const options = all.map(({ code }) => page.option(code, placeName(pack, code), code === draft.place));
    if (draft.place && !all.some(({ code }) => code === draft.place)) options.unshift(page.option(draft.place, draft.place_name || draft.place, true));
    return options;
  }

  function moreSites(form) {
    const visited = form.draft.visits.map((one) => one.site);
    const rest = listed(form.pack, "sites").filter((site) => visited.indexOf(site.id) < 0);
    return [page.option("", "选择点位", true)].concat(rest.map((site) => page.option(site.id, site.name)));
  }

  function colleague(form, person) {
    const node = page.piece("colleague", { name: person.name });
    const input = node.querySelector("input");
    input.checked = form.draft.companions.some((other) => other.person === person.id);
    input.addEventListener("change", () => {
      const others = form.draft.companions.filter((other) => other.person !== person.id);
      form.draft.companions = input.checked ? others.concat([{ person: person.id }]) : others;
      form.changed();
    });
    return node;
  }

  function otherNames(form, input) {
    input.value = form.draft.companions.filter((one) => one.name).map((one) => one.name).join("、");
    input.addEventListener("input", () => {
      const names = input.value.split(/[、，,;；\s]+/).filter(Boolean);
      form.draft.companions = form.draft.companions.filter((one) => one.person).concat(names.map((name) => ({ name })));
      form.changed();
    });
  }

  function details(form) {
    const node = page.piece("details");
    page.show(node.querySelector("[data-path=place]"), places(form));
    node.querySelectorAll("[data-path]").forEach((control) => {
      control.value = form.draft[control.dataset.path];
      control.addEventListener("input", () => {
        form.draft[control.dataset.path] = control.value;
        form.changed();
      });
    });
    const add = node.querySelector("[data-part=add-site]");
    page.show(add, moreSites(form));
    add.parentNode.hidden = add.options.length < 2;
    add.addEventListener("change", () => add.value && form.alsoVisit(Number(add.value)));
    const colleagues = listed(form.pack, "colleagues").filter((person) => person.id !== form.draft.author);
    const block = node.querySelector("[data-part=colleagues]");
    page.show(block.querySelector(".patrol-choices"), colleagues.map((person) => colleague(form, person)));
    block.hidden = !colleagues.length;
    otherNames(form, node.querySelector("[data-part=others]"));
    return node;
  }

  patrol.fields = { listed, siteOf, kindOf, placeName, visitAt, visit, finding, details, labelOfItem };
})(self);

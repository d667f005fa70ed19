/* The page as a whole: starting, who is here, which view is shown, and what its buttons do. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock, page, drafts, form, fields, list, more, outbox, sender, sync } = patrol;
  const here = { me: null, pack: null, view: "home", last: null };
  const VIEWS = ["home", "form", "outbox", "more"];

  /* --- What is shown ------------------------------------------------------------------------------------------- */

  async function load() {
    here.me = (await store.fact("me")) || null;
    const kept = here.me && (await store.fact("pack:" + here.me.id));
    here.pack = kept ? kept.pack : null;
  }

  function view(name) {
    here.view = VIEWS.indexOf(name) < 0 ? "home" : name;
    VIEWS.forEach((one) => (page.byId("view-" + one).hidden = one !== here.view));
    document.querySelectorAll("#tabs [data-go]").forEach((tab) => tab[tab.dataset.go === here.view ? "setAttribute" : "removeAttribute"]("aria-current", "page"));
    document.querySelector(".patrol-back").hidden = here.view === "home";
    document.body.classList.toggle("is-writing", here.view === "form");
    root.scrollTo(0, 0);
    return draw();
  }

  function go(name) {
    if (root.location.hash.slice(1) === name) return show();
    root.location.hash = name;
    return undefined;
  }

  async function show() {
    const wanted = root.location.hash.slice(1) || "home";
    if (wanted !== "form") await form.leave();
    await view(wanted === "form" && !form.current() ? "home" : wanted);
  }

  async function draw() {
    await frame();
    const { me, pack } = here;
    page.byId("login-card").hidden = Boolean(me);
    page.byId("begin").hidden = !me || !pack;
    if (here.view === "home" && me) await list.home(me, pack, acts);
    if (here.view === "outbox") await list.records(me || { id: 0 }, acts);
    if (here.view === "more") await more.draw(me);
    await tellArrival();
  }

  const words = {
    sending: () => "正在发送。",
    signed_out: () => "登录已过期。记录都在手机上，登录后自动送出。",
    no_answer: (state) => (state.words || "没有连上服务器。") + "记录都在手机上，稍后自动再试。",
  };

  async function frame() {
    const [counts, state, measurement] = await Promise.all([outbox.counts(), store.fact("sending"), store.fact("clock")]);
    const pending = counts.records || counts.photos;
    const now = state || {};
    const told = now.state && now.state !== "done" ? (words[now.state] || (() => now.words || ""))(now) : "";
    const line = root.navigator.onLine === false ? "没有网络。照常记录，有网后自动送出。" : pending || !here.me || now.state === "said" || now.state === "forbidden" ? told : clock.warning(measurement);
    page.byId("line").textContent = line;
    page.byId("line").hidden = !line;
    page.fill(document.body, {
      who: here.me ? here.me.name : "巡查上报",
      pending: pending ? "未送到 " + counts.records + " 条 " + counts.photos + " 张" : "",
    });
    page.fill(page.byId("view-outbox"), { "outbox-state": told });
    page.byId("outbox-login").hidden = now.state !== "signed_out";
  }

  /* "送到" is said only when a receipt has said so. */
  async function tellArrival() {
    const record = here.last && (await store.one("records", here.last));
    if (!record || record.state === "waiting" || record.state === "sent") return;
    here.last = null;
    if (here.view !== "home") return;
    if (record.state === "done") page.say("已送到：" + record.title + (record.number ? "，编号 " + record.number : "") + "。", "success");
    else page.say("没有接收：" + record.reason + "请在“记录”里改正后再送。", "warning");
  }

  let redrawing = null;
  function redraw() {
    clearTimeout(redrawing);
    redrawing = setTimeout(draw, 50);
  }

  /* --- Who is here --------------------------------------------------------------------------------------------- */

  async function personChanged() {
    const before = here.me;
    await load();
    const writing = form.current();
    if (writing && (!here.me || writing.draft.author !== here.me.id)) {
      await form.leave();
      go("home");
    }
    if (before && here.me && before.id !== here.me.id) page.say("现在登录的是" + here.me.name + "。" + before.name + "的记录留在这台手机上，等本人登录后送出。", "info");
    redraw();
  }

  sync.listen((what) => {
    if (what === "person" || what === "pack") personChanged();
    else redraw();
  });

  /* --- What the buttons do ------------------------------------------------------------------------------------- */

  async function write(draft) {
    if (!(await form.open(draft, here.pack))) return false;
    page.hush();
    if (root.location.hash !== "#form") root.history.pushState(null, "", "#form"); // back leads home
    await view("form");
    return true;
  }

  function ownPlace() {
    const mine = fields.listed(here.pack, "grids").filter((grid) => grid.mine)[0];
    const first = mine || fields.listed(here.pack, "grids")[0] || fields.listed(here.pack, "places")[0];
    return first ? first.code : "";
  }

  const begun = (facts) => Object.assign(drafts.fresh(Object.assign({ author: here.me.id, author_name: here.me.name }, facts)), { place_name: fields.placeName(here.pack, facts.place) });

  async function atSite(id, task) {
    const site = fields.siteOf(here.pack, id);
    const started = (await store.all("drafts")).find((draft) => draft.author === here.me.id && !draft.correcting && draft.visits.length === 1 && draft.visits[0].site === id);
    if (started) return write(started);
    const draft = begun({ place: site ? site.place : ownPlace(), task });
    draft.visits = site ? [fields.visitAt(here.pack, id)] : [];
    return write(draft);
  }

  const dayOf = (place, day) => ({ type: "day", place, day, title: "今日报告：" + fields.placeName(here.pack, place) + " " + day.slice(5) });

  async function correctedDay(record, own) {
    const today = clock.day(new Date());
    const told = { title: "改正后再送", label: "再送" };
    if (own.length === 1) {
      const only = dayOf(own[0], today);
      return (await page.ask(Object.assign(told, { words: "改成“" + only.title + "”再送？" }))) && only;
    }
    const choices = own.map((place) => [place, fields.placeName(here.pack, place)]);
    const place = await page.choose(Object.assign(told, { words: "改成今天的日报告再送。报的是哪里？", choices, chosen: record.draft.place }));
    return place && dayOf(place, today);
  }

  /* A day that was refused is confirmed anew for today, under its own number; whoever has several places says for which. */
  async function correctDay(record) {
    const own = fields.listed(here.pack, "days").map((one) => one.place).filter((place, index, all) => all.indexOf(place) === index);
    if (!own.length) return page.say("您现在没有要报日报告的村或乡镇。这一条请点“不要了”。", "warning");
    const right = await correctedDay(record, own);
    if (!right) return undefined;
    const draft = Object.assign(await drafts.reopened(record.uuid), right, { found_at: null, found_clock: null, found_by_hand: "" });
    return finished(await drafts.freeze(draft, null));
  }

  const acts = {
    site: (site) => atSite(site.id, null),
    task: (task) => (task.site ? atSite(task.site, task.id) : write(begun({ place: task.place, task: task.id }))),
    draft: (draft) => write(draft),
    day: async (place, day) => finished(await drafts.freeze(Object.assign(begun({ place }), dayOf(place, day)), null)),
    correct: async (record) => (record.type === "day" ? correctDay(record) : write(await drafts.reopened(record.uuid))),
    throwAway: async (record) => {
      if (!(await page.ask({ words: "不要“" + record.title + "”这条记录？它和它的照片会从手机上删除，不会再送出。", label: "不要了", danger: true }))) return;
      if (!(await outbox.throwAway(record.uuid, "没有送出，本人不要了"))) page.say("这条可能已经在路上，不能删除了。", "warning");
      sync.tell("outbox");
      sender.start("person");
    },
    giveUp: async (record) => {
      if (!(await page.ask({ words: "这些照片服务器不收。从手机上删除，不再发送？", label: "不再发送", danger: true }))) return;
      await outbox.giveUpPhotos(record.uuid);
      sync.tell("outbox");
    },
  };

  async function sendNow() {
    const result = await sender.start("person");
    if (result === "busy") page.say("正在另一个窗口发送。", "info");
    if (result === "no_answer" || result === "broken") page.say("没有送完。记录都在手机上，有网后自动再送。", "warning");
    if (result !== "signed_out") return;
    const login = page.byId("outbox-login").href;
    if (await page.ask({ title: "请先登录", words: "登录已过期。登录以后会自动发送。", label: "去登录" })) root.location.href = login;
  }

  function finished(record) {
    go("home");
    page.say("已记在这台手机上：" + record.title + "。有网会自动送出。", "success");
    here.last = record.uuid;
    sync.tell("outbox");
    sender.start("person");
  }

  const does = {
    report: async () => {
      await write(begun({ place: ownPlace() }));
      form.addFinding();
    },
    walk: () => write(begun({ place: ownPlace() })),
    finding: () => form.addFinding(),
    discard: () => form.discard(),
    send: sendNow,
    backup: () => more.exportBackup(),
    update: () => patrol.versions.update(),
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-go], [data-do]");
    if (!button) return;
    if (button.dataset.go) go(button.dataset.go);
    else does[button.dataset.do]();
  });
  page.byId("site-search").querySelector("input").addEventListener("input", ({ target, isComposing }) => isComposing || list.search(target.value));
  page.byId("site-search").querySelector("input").addEventListener("compositionend", ({ target }) => list.search(target.value));
  root.addEventListener("hashchange", show);
  root.addEventListener("online", redraw);
  root.addEventListener("offline", redraw);
  root.addEventListener("pagehide", () => form.keep());

  /* --- Starting ------------------------------------------------------------------------------------------------ */

  /* What was being written comes before everything else: nobody can begin another record meanwhile. */
  async function restored() {
    const uuid = await store.fact("open_draft");
    const draft = uuid && here.me && (await store.one("drafts", uuid));
    if (!draft || draft.author !== here.me.id || !(await write(draft))) return false;
    page.say("已恢复上次没写完的内容。", "info");
    return true;
  }

  async function start() {
    try {
      await store.open();
      await load();
    } catch (problem) {
      page.byId("plain-words").textContent = "这个浏览器不让本页保存记录（可能是无痕模式或版本太旧），离线巡查用不了。请用普通上报页面，有网时可以照常上报；或者换手机自带的浏览器打开本页。";
      return;
    }
    page.byId("plain").hidden = true;
    page.byId("tabs").hidden = false;
    if (root.location.hash === "#form") root.history.replaceState(null, "", root.location.pathname);
    const isWriting = await restored().catch(() => page.say("上次没写完的内容没有自动打开，请在“没写完的”里点“接着写”。", "warning"));
    if (!isWriting) await show();
    document.body.classList.add("is-ready");
    store.persist().catch(() => {});
    sender.watch();
    await patrol.versions.register();
    sender.start("open");
  }

  patrol.app = { go, finished, start };
  start();
})(self);

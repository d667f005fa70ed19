/* What the page lists: tasks, sites, days, drafts; and the records with the state that the server's receipts gave them. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock, page, outbox, fields } = patrol;
  const { listed } = fields;
  const RISKS = { high: "重点", medium: "一般", low: "较低" };
  const MANY = 8;

  const daysUntil = (day) => Math.round((Date.parse(day) - Date.parse(clock.day(new Date()))) / 86400000);
  const monthDay = (day) => Number(day.slice(5, 7)) + "月" + Number(day.slice(8, 10)) + "日";
  const moment = (text) => clock.spoken(new Date(text));

  function row(kind, words, act, key) {
    const node = page.piece(kind, words);
    node.dataset.key = key;
    node.querySelector("button").addEventListener("click", act);
    return node;
  }

  function card(name, nodes, count) {
    page.byId(name + "-card").hidden = !nodes.length;
    page.renew(page.byId(name), nodes);
    if (count !== undefined) page.fill(page.byId(name + "-card"), { [name + "-count"]: count });
  }

  /* --- Home ---------------------------------------------------------------------------------------------------- */

  function left(task) {
    const days = daysUntil(task.until);
    return days < 0 ? "超期 " + -days + " 天" : days === 0 ? "今天截止" : "剩 " + days + " 天";
  }

  function taskRow(task, pack, act) {
    const site = fields.siteOf(pack, task.site);
    const name = site ? site.name : fields.placeName(pack, task.place) || task.plan;
    const node = row("site", { name, meta: task.plan + " · " + monthDay(task.until) + "前", badge: left(task) }, () => act(task), [task.id, task.site, task.place].join(" "));
    const badge = page.find(node, "badge");
    badge.classList.add(daysUntil(task.until) < 0 ? "tone-late" : daysUntil(task.until) <= 3 ? "tone-soon" : "tone-quiet");
    return node;
  }

  function siteRow(site, pack, today, act) {
    const kind = fields.kindOf(pack, site.kind);
    const meta = [kind && kind.name, site.last_visit ? "上次巡查 " + monthDay(site.last_visit) : "还没有巡查过"];
    const badge = today[site.id] ? "今天已记" : site.risk === "high" ? RISKS.high : "";
    const node = row("site", { name: site.name, meta: meta.filter(Boolean).join(" · "), badge }, () => act(site), site.id);
    node.hidden = !isWanted(node);
    if (today[site.id]) page.find(node, "badge").classList.add("tone-done");
    return node;
  }

  /* Own sites first, then those not visited for the longest. */
  function inOrder(sites) {
    const key = (site) => (site.mine ? "0" : "1") + (site.last_visit || "0000");
    return sites.slice().sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
  }

  function visitedToday(records, author) {
    const today = {};
    const day = clock.day(new Date());
    records.filter((record) => record.author === author && record.frozen_at.slice(0, 10) === day && record.draft).forEach((record) =>
      (record.draft.visits || []).forEach((visit) => (today[visit.site] = true)));
    return today;
  }

  function openTasks(pack, records, author) {
    const done = {};
    const visited = {};
    records.filter((record) => record.author === author && record.draft && record.draft.visits).forEach(({ draft, frozen_at }) => {
      if (draft.task) done[draft.task] = true;
      draft.visits.forEach(({ site }) => (visited[site] = frozen_at.slice(0, 10) > (visited[site] || "") ? frozen_at.slice(0, 10) : visited[site]));
    });
    const isDone = (task) => done[task.id] || (task.site && visited[task.site] >= task.from);
    return listed(pack, "tasks").filter((task) => !isDone(task)).sort((one, other) => (one.until < other.until ? -1 : 1));
  }

  function dayRows(pack, records, act) {
    const day = clock.day(new Date());
    return listed(pack, "days").filter((one, index, all) => all.findIndex((other) => other.place === one.place) === index).map((one) => {
      const own = records.find((record) => record.type === "day" && record.draft.place === one.place && record.draft.day === day);
      const there = listed(pack, "days").some((other) => other.place === one.place && other.day === day && other.confirmed);
      const meta = there ? "今天已确认" : own ? (outbox.isAccepted(own) ? "已确认，已送到" : own.state === "refused" ? "没有接收，请到“记录”里改正或者不要了" : "已确认，等待送出") : "今天还没有确认";
      return row("day", { name: fields.placeName(pack, one.place) + " " + monthDay(day), meta, act: there || own ? "" : "确认" }, () => act(one.place, day), one.place + " " + day);
    });
  }

  async function home(me, pack, acts) {
    const [records, all] = await Promise.all([store.all("records"), store.all("drafts")]);
    const mine = all.filter((draft) => draft.author === me.id && !draft.correcting).sort((one, other) => (one.created_at < other.created_at ? 1 : -1));
    card("drafts", mine.map((draft) => row("draft", { name: draft.title || "巡查", meta: moment(draft.created_at) + " 开始写", badge: "接着写" }, () => acts.draft(draft), draft.uuid + " " + draft.rev)));
    const tasks = openTasks(pack, records, me.id);
    card("tasks", tasks.map((task) => taskRow(task, pack, acts.task)), tasks.length + " 项");
    const sites = inOrder(listed(pack, "sites"));
    const today = visitedToday(records, me.id);
    card("sites", sites.map((site) => siteRow(site, pack, today, acts.site)), sites.length + " 个" + (pack && pack.sites_left_out ? "，另有 " + pack.sites_left_out + " 个不在手机里" : ""));
    page.byId("site-search").hidden = sites.length <= MANY;
    card("days", dayRows(pack, records, acts.day));
    await others(me, all);
  }

  async function others(me, all) {
    const lines = (await outbox.ofOthers(me.id)).map((one) => one.name + "有 " + one.records + " 条、" + one.photos + " 张照片没送到，留在这台手机上，等本人登录后送出。");
    const strangers = all.filter((draft) => draft.author !== me.id);
    if (strangers.length) lines.push(strangers[0].author_name + "有 " + strangers.length + " 条没写完，等本人登录后继续。");
    page.byId("others").textContent = lines.join("");
    page.byId("others").hidden = !lines.length;
  }

  let searched = "";
  const isWanted = (line) => line.textContent.indexOf(searched) >= 0;

  function search(words) {
    searched = words.trim();
    page.byId("sites").querySelectorAll("li").forEach((line) => (line.hidden = !isWanted(line)));
  }

  /* --- Records ------------------------------------------------------------------------------------------------- */

  const STATES = {
    waiting: ["等待送出", "moving"],
    refused: ["没有接收", "late"],
    sent: ["照片未齐", "soon"],
    done: ["已送到", "done"],
  };

  function photoWords(record) {
    const given = record.given_up ? "，" + record.given_up + " 张没有再送" : "";
    if (!record.photos_total) return given.slice(1);
    return record.photos_sent + "/" + record.photos_total + " 张照片已送到" + given;
  }

  function recordRow(record, photos, acts) {
    const refused = photos.filter((photo) => photo.owner === record.uuid && photo.refused);
    const [state, tone] = STATES[record.state];
    const reasons = [record.reason, record.note, record.conflict && "编号相同但内容不同，两份都已保留：" + record.conflict];
    const mayThrow = outbox.mayBeThrownAway(record);
    const correct = record.state === "refused" && record.code !== "other_account";
    const node = page.piece("record", {
      title: record.title,
      state,
      meta: [moment(record.frozen_at), record.number, record.findings ? record.findings + " 个问题" : ""].filter(Boolean).join(" · "),
      photos: photoWords(record),
      reason: reasons.concat(refused.map((photo) => photo.refused)).filter(Boolean).join(" "),
      marks: (record.marks || []).join("；"),
      correct: correct ? "改正后再送" : "",
      throw: mayThrow ? "不要了" : refused.length ? "这些照片不再送" : "",
    });
    node.dataset.key = record.uuid + " " + mayThrow;
    page.find(node, "state").classList.add("tone-" + tone);
    page.find(node, "correct").addEventListener("click", () => acts.correct(record));
    page.find(node, "throw").addEventListener("click", () => (mayThrow ? acts.throwAway(record) : acts.giveUp(record)));
    return node;
  }

  function ownWords({ records, photos }) {
    return records || photos ? "这台手机有 " + records + " 条、" + photos + " 张照片还没到。" : "这台手机上的记录和照片都已送到。";
  }

  async function records(me, acts) {
    const [{ records: all, photos }, counts, report] = await Promise.all([outbox.lying(), outbox.counts(), store.fact("device_report")]);
    const mine = all.filter((record) => record.author === me.id).sort((one, other) => other.seq - one.seq);
    const open = mine.filter((record) => record.state !== "done");
    const done = mine.filter((record) => record.state === "done");
    page.byId("open-card").hidden = !open.length;
    page.renew(page.byId("open-records"), open.map((record) => recordRow(record, photos, acts)));
    page.byId("done-card").hidden = !done.length;
    page.renew(page.byId("done-records"), done.map((record) => recordRow(record, photos, acts)));
    page.byId("no-records").hidden = mine.length > 0;
    page.fill(page.byId("view-outbox"), {
      "outbox-own": ownWords(counts),
      "outbox-server": report && report.words ? "服务器回执（" + moment(report.at) + "）：" + report.words + "。" : "",
    });
  }

  patrol.list = { home, records, search, ownWords, moment };
})(self);

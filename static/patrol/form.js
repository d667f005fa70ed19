/* One record being written: opened, kept at every change, checked, and frozen when the person is done. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, page, drafts, fields, sync } = patrol;
  const LOST = "手机没有存下刚才的内容，可能是存储满了。请先不要关闭页面，到“更多”里导出备份或先发送。";
  const BUSY = "照片正在保存，请稍等一下再点。";
  let form = null;

  class Form {
    constructor(draft, photos, pack, release) {
      Object.assign(this, { draft, photos, pack, release, trays: {}, busy: 0, writing: null, again: false, finishing: false });
    }

    /* --- Keeping ----------------------------------------------------------------------------------------------- */

    changed() {
      this.words();
      return this.keep();
    }

    /* One write at a time; what changes during one is in the next. */
    keep() {
      this.again = true;
      if (!this.writing) this.writing = this.write().then(() => (this.writing = null));
      return this.writing;
    }

    async write() {
      while (this.again) {
        this.again = false;
        try {
          await drafts.save(this.draft);
        } catch (problem) {
          await this.troubled(problem);
        }
      }
    }

    /* Never throws: the next change must be written, whatever became of this one. */
    troubled(problem) {
      if (problem instanceof drafts.Elsewhere) return this.apart().catch(() => page.say(LOST, "error"));
      return page.say(LOST, "error");
    }

    async apart() {
      this.draft = await drafts.copied(this.draft);
      this.photos = await store.photosOf(this.draft.uuid);
      this.draw();
      page.say("这条记录在另一个窗口也在填写。这里的内容已另存为一条，两边都不会丢。", "warning");
    }

    /* Gives the photo's row once it is kept, together with everything written so far; null when it is there already. */
    async take(shot) {
      const index = this.draft.findings.findIndex((finding) => finding.uuid === shot.finding);
      try {
        const row = await drafts.addPhoto(this.draft, shot);
        if (row) this.photos.push(row);
        return row;
      } catch (problem) {
        if (!(problem instanceof drafts.Elsewhere)) throw problem;
        await this.apart();
        const row = await this.take(Object.assign({}, shot, { finding: index < 0 ? null : this.draft.findings[index].uuid }));
        this.draw();
        return row;
      }
    }

    /* --- What the person does ---------------------------------------------------------------------------------- */

    answer(visit, item, value) {
      visit.answers[item.key] = value;
      const there = this.draft.findings.find((finding) => finding.site === visit.site && finding.item === item.key);
      if (value === "problem" && !there) return this.addFinding(visit.site, item.key);
      if (value !== "problem" && there && this.isEmpty(there)) return this.removeFinding(there);
      return this.changed();
    }

    allFine(visit) {
      visit.items.forEach((item) => (visit.answers[item.key] = visit.answers[item.key] || "fine"));
      this.draw();
      return this.changed();
    }

    alsoVisit(site) {
      this.draft.visits.push(fields.visitAt(this.pack, site));
      this.draw();
      return this.changed();
    }

    leave(visit) {
      this.draft.visits = this.draft.visits.filter((other) => other !== visit);
      this.draft.findings.forEach((finding) => finding.site === visit.site && Object.assign(finding, { site: null, item: null }));
      this.draw();
      return this.changed();
    }

    addFinding(site, item) {
      const only = this.draft.visits.length === 1 ? this.draft.visits[0].site : null;
      const finding = drafts.findingOf(site || only, item);
      this.draft.findings.push(finding);
      this.draw();
      const place = page.byId("findings").querySelector('[data-finding="' + finding.uuid + '"]');
      place.scrollIntoView({ block: "start" });
      place.querySelector("textarea").focus({ preventScroll: true });
      return this.changed();
    }

    async removeFinding(finding) {
      const photos = this.photosOf(finding);
      if (!this.isEmpty(finding) && !(await page.ask({ words: "去掉这个问题和它的照片？", label: "去掉", danger: true }))) return;
      await drafts.removePhotos(photos.map((photo) => photo.id));
      this.photos = this.photos.filter((photo) => photos.indexOf(photo) < 0);
      this.draft.findings = this.draft.findings.filter((other) => other !== finding);
      this.draw();
      this.changed();
    }

    photosOf(finding, role) {
      return this.photos.filter((photo) => photo.finding === finding.uuid && (!role || photo.role === role));
    }

    isEmpty(finding) {
      return !finding.description && !finding.measure && !finding.complaint && !this.photosOf(finding).length;
    }

    /* --- Drawing ----------------------------------------------------------------------------------------------- */

    draw() {
      if (form !== this) return; // its photos may still be on their way to the disk after the person has gone on
      const { draft } = this;
      page.show(page.byId("visits"), draft.visits.map((visit) => fields.visit(this, visit)));
      page.show(page.byId("findings"), draft.findings.map((finding, index) => fields.finding(this, finding, index)));
      page.show(page.byId("visit-photos"), patrol.tray(this, { role: "other", finding: null }));
      page.show(page.byId("details"), fields.details(this));
      this.words();
    }

    words() {
      const { draft } = this;
      const site = draft.visits.length && fields.siteOf(this.pack, draft.visits[0].site);
      const kind = site && fields.kindOf(this.pack, site.kind);
      const place = fields.placeName(this.pack, draft.place) || draft.place_name || "";
      draft.title = draft.visits.map((visit) => visit.name).join("、") || (draft.findings.length ? "报告问题" : "走网格") + (place ? "：" + place : "");
      if (form !== this) return;
      page.fill(page.byId("view-form"), {
        "form-title": draft.visits.length ? draft.visits[0].name : draft.findings.length ? "报告问题" : "走网格",
        "form-meta": [place, kind && kind.name, site && site.last_visit && "上次巡查 " + site.last_visit].filter(Boolean).join(" · "),
        "finding-label": draft.findings.length ? "还有一个问题" : "发现问题",
      });
      const number = draft.findings.length;
      page.byId("finish").textContent = number ? "保存并上报（" + number + " 个问题）" : "没发现问题，完成";
    }

    /* --- Done -------------------------------------------------------------------------------------------------- */

    complaints() {
      const found = [];
      this.draft.findings.forEach((finding) => {
        if (!finding.description.trim() && !finding.item) found.push([finding, "description", "请写一句发现了什么问题。"]);
        if (this.wantsPhoto(finding) && !this.photosOf(finding, "before").length) found.push([finding, "description", "答“无”的，请拍一张照片。"]);
        if (finding.complained && !finding.complaint.trim()) found.push([finding, "complaint", "请写群众反映了什么。"]);
        if (finding.fixed && !finding.measure.trim()) found.push([finding, "fixed", "请写怎么处理的。"]);
        else if (finding.fixed && !this.photosOf(finding, "before").length) found.push([finding, "fixed", "请拍或选一张处理前的照片。"]);
        else if (finding.fixed && !this.photosOf(finding, "after").length) found.push([finding, "fixed", "请拍一张处理后的照片。"]);
      });
      return found;
    }

    /* Each 无 of a standard such as 五有 has its photo. */
    wantsPhoto(finding) {
      const visit = this.draft.visits.find((other) => other.site === finding.site);
      return Boolean(visit && visit.standard && finding.item && visit.answers[finding.item] === "problem");
    }

    complain(finding, field, words) {
      const node = page.byId("findings").querySelector('[data-finding="' + finding.uuid + '"]');
      const place = node && node.querySelector('[data-error="' + field + '"]');
      if (!place) return page.say(words, "error");
      place.textContent = words;
      place.hidden = false;
      const hidden = place.closest("[data-part]");
      if (hidden) hidden.hidden = false;
      const control = node.querySelector('[data-field="' + (field === "fixed" ? "measure" : field) + '"]');
      return control.focus();
    }

    completed() {
      this.draft.findings.forEach((finding) => {
        if (!finding.description.trim()) finding.description = "“" + fields.labelOfItem(this, finding) + "”不符合";
      });
      const sites = {};
      this.draft.visits.forEach((visit) => visit.version !== null && (sites[visit.site] = visit.version));
      return { pack: this.pack ? this.pack.pack : null, sites };
    }

    async finish() {
      if (this.finishing) return;
      if (this.busy) return page.say(BUSY, "info");
      const wrong = this.complaints();
      wrong.slice().reverse().forEach((one) => this.complain(...one));
      if (wrong.length) return;
      this.finishing = true;
      try {
        await this.writing;
        const record = await drafts.freeze(this.draft, this.completed());
        closed();
        patrol.app.finished(record);
      } catch (problem) {
        this.finishing = false;
        await this.troubled(problem);
      }
    }

    async discard() {
      if (this.busy) return page.say(BUSY, "info");
      const words = this.draft.correcting ? "放弃这次修改？原来的记录还在“记录”里。" : "不要这条记录？写的内容和照片会从手机上删除。";
      if (!(await page.ask({ words, label: "不要了", danger: true }))) return;
      await this.writing;
      await drafts.discard(this.draft.uuid);
      closed();
      patrol.app.go("home");
    }
  }

  /* Only one window at a time has a draft open, where the browser can promise that. */
  function held(uuid) {
    if (!root.navigator.locks) return Promise.resolve(() => {});
    return new Promise((resolve) => {
      root.navigator.locks.request("patrol-draft-" + uuid, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise((release) => resolve(release));
      });
    });
  }

  async function open(draft, pack) {
    await leave();
    const release = await held(draft.uuid);
    if (!release) {
      page.say("这条正在另一个窗口里填写。请在那个窗口写完，或先把它关掉。", "warning");
      return false;
    }
    const photos = (await store.photosOf(draft.uuid)).sort((one, other) => one.added - other.added);
    form = new Form(draft, photos, pack, release);
    page.byId("refusal").hidden = true;
    page.byId("more-fields").open = false;
    form.draw();
    if (draft.correcting) await showRefusal(draft.uuid);
    return true;
  }

  async function showRefusal(uuid) {
    const record = await store.one("records", uuid);
    if (!record || !record.reason) return;
    page.byId("refusal").textContent = "没有接收：" + record.reason;
    page.byId("refusal").hidden = false;
    const where = /^findings\.(\d+)\.(\w+)/.exec(record.field || "");
    if (where && form.draft.findings[where[1]]) form.complain(form.draft.findings[where[1]], where[2], record.reason);
    else page.byId("more-fields").open = true;
  }

  function closed() {
    if (form) form.release();
    form = null;
    store.keep("open_draft", null).catch(() => {});
  }

  /* Going elsewhere keeps the draft; it waits under 没写完的. */
  async function leave() {
    if (!form) return;
    await form.writing;
    closed();
  }

  page.byId("form").addEventListener("submit", (event) => event.preventDefault());
  page.byId("finish").addEventListener("click", () => form && form.finish());

  patrol.form = {
    open, leave,
    current: () => form,
    addFinding: () => form && form.addFinding(null, null),
    discard: () => form && form.discard(),
    keep: () => form && (form.again || form.writing) && form.keep(),
  };
})(self);

/* Storage, clock, what does not work on this phone, the backup file, and signing out without losing anything. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock, page, outbox, backup, server } = patrol;

  const INSECURE = [
    "没有网络时打不开本页（请保持页面开着）",
    "拍照时不能记下位置",
    "关掉页面以后不会自动发送",
    "手机存储紧张时，浏览器可能清掉没送出的记录",
  ];

  /* Functions that are off here, in words. */
  function missing() {
    if (root.isSecureContext === false) {
      return ["这个网址没有 HTTPS 加密，下面这些功能用不了。记录照常保存在手机上，页面开着就会自动送出。请联系县里的管理员开通 HTTPS。"].concat(INSECURE);
    }
    const found = [];
    if (!root.navigator.serviceWorker) found.push("这个浏览器在没有网络时打不开本页，请保持页面开着。");
    if (!root.navigator.geolocation) found.push("这个浏览器不能在拍照时记下位置。");
    if (!root.SyncManager) found.push("关掉页面以后不会自动发送，有网时请再打开一次本页。");
    return found;
  }

  async function storage(view) {
    const filled = await store.fullness();
    const meter = page.byId("storage");
    meter.hidden = !filled;
    if (filled) meter.value = Math.min(1, filled.share);
    const words = filled ? "已用 " + page.megabytes(filled.usage) + "，共 " + page.megabytes(filled.quota) + "（" + Math.round(filled.share * 100) + "%）。" : "这个浏览器不告诉用了多少。";
    const full = filled && filled.share >= 0.9 ? "先不能加照片，请先发送或导出备份。" : "";
    const kept = root.navigator.storage && root.navigator.storage.persisted ? await root.navigator.storage.persisted() : false;
    page.fill(view, {
      "storage-words": words + full,
      "persist-words": kept ? "浏览器已答应不清理本页的记录。" : "浏览器没有答应一直保留本页的记录。把本页添加到桌面，可以减少被清理的可能。",
    });
  }

  async function draw(me) {
    const view = page.byId("view-more");
    const off = missing();
    page.byId("missing-card").hidden = !off.length;
    page.show(page.byId("missing"), off.map((words) => page.piece("line", { words })));
    await storage(view);
    const [measurement, device, seq] = await Promise.all([store.fact("clock"), store.device(), store.fact("seq")]);
    const minutes = measurement && Math.abs(measurement.offset_ms) < 120000 ? "手机时间准确（" + clock.spoken(new Date(measurement.measured_at)) + "对过）。" : "";
    page.fill(view, {
      "clock-words": measurement ? clock.warning(measurement) || minutes : "还没有和服务器对过时间。",
      "person-words": me ? me.name + (me.post ? "，" + me.post : "") : "还没有登录。",
      "device-words": "本机编号 " + device.id.slice(0, 8) + "，已用到第 " + (seq || 0) + " 号。",
    });
    page.byId("logout").hidden = !me;
  }

  async function exportBackup() {
    const made = await backup.made();
    if (!made.records && !made.photos) return page.say("没有要备份的：这台手机上的记录和照片都已送到。", "info");
    try {
      await backup.handOver(made);
      return page.say("已导出 " + made.records + " 条记录、" + made.photos + " 张照片：" + made.name, "success");
    } catch (problem) {
      return page.say("没有导出。微信里不能存文件时，请用手机浏览器打开本页再导出。", "warning");
    }
  }

  async function agreesToLeave() {
    const { records, photos } = await outbox.counts();
    if (!records && !photos) return true;
    const words = "还有 " + records + " 条、" + photos + " 张照片没送到。退出后它们仍留在这台手机上，等您本人重新登录后送出。";
    return page.ask({ title: "退出登录", words, label: "退出" });
  }

  /* The form's token may be old, and without a network nobody can sign out. */
  async function signOut(form) {
    if (!(await agreesToLeave())) return;
    try {
      form.elements.csrfmiddlewaretoken.value = (await server.hello()).csrf_token;
    } catch (trouble) {
      if (trouble.kind !== "signed_out") {
        page.say("没有连上服务器，现在退不了。有网后再退出。", "warning");
        return;
      }
    }
    await store.keep("me", null);
    form.submit();
  }

  page.byId("logout").addEventListener("submit", (event) => {
    event.preventDefault();
    signOut(event.target);
  });

  patrol.more = { draw, exportBackup, missing };
})(self);

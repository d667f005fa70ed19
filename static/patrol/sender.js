/* When sending starts: the page opens, the network returns, the person looks again, the time of the next try has come. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, outbox, sync } = patrol;
  const TAG = "patrol-outbox";
  const LOOK_AGAIN = 5 * 60 * 1000;
  let timer = null;
  let registration = null;
  let last = 0;

  let running = null;

  /* One round after the other; what a person asks for while one is running is done after it. */
  async function start(why) {
    if (running && why !== "person") return running;
    const before = running;
    const round = (async () => {
      if (before) await before;
      last = Date.now();
      const result = await sync.send(why);
      await plan(result);
      return result;
    })();
    running = round;
    const result = await round;
    if (running === round) running = null;
    return result;
  }

  async function plan(result) {
    clearTimeout(timer);
    const me = await store.fact("me");
    const { records, photos } = await outbox.counts(me && me.id);
    if (!records && !photos && result === "done") return;
    askBrowser();
    if (result === "signed_out") return;
    const retry = (await store.fact("retry")) || { next_at: 0 };
    const wait = result === "busy" ? 5000 : Math.max(1000, retry.next_at - Date.now());
    timer = setTimeout(() => start("timer"), Math.min(wait, 20 * 60 * 1000));
  }

  /* Background Sync: the browser wakes the worker when there is a network, also with the page closed. */
  function askBrowser() {
    if (registration && registration.sync) registration.sync.register(TAG).catch(() => {});
  }

  function watch() {
    root.addEventListener("online", () => start("online"));
    document.addEventListener("visibilitychange", async () => {
      if (document.hidden) return;
      const { records, photos } = await outbox.counts();
      if (records || photos || Date.now() - last > LOOK_AGAIN) start("visible");
    });
  }

  patrol.sender = { start, watch, use: (worker) => (registration = worker) };
})(self);

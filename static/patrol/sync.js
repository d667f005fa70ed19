/* Sending what lies in the outbox: records first, then photos one by one; one tab at a time; back-off that survives a restart. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock, outbox, server } = patrol;
  const { asked } = store;
  const { Trouble } = server;
  const BACK_OFF = [5, 15, 60, 300, 900]; // seconds
  const LEASE = 150000; // longer than the longest single question
  const PATIENCE = 5000; // of a person, with another window or the worker that is sending
  const PACK_AGE = 30 * 60 * 1000;
  const STATUS_AT_MOST = 500;
  const me = store.uuid();
  const channel = root.BroadcastChannel ? new BroadcastChannel("patrol") : null;
  const listeners = [];

  /* Pages redraw when something changed, also in another tab. */
  function tell(what) {
    listeners.forEach((listener) => listener(what));
    if (channel) channel.postMessage(what);
  }
  if (channel) channel.onmessage = ({ data }) => listeners.forEach((listener) => listener(data));

  /* --- One tab at a time --------------------------------------------------------------------------------------- */

  const lease = (until) =>
    store.write(["facts"], async ({ facts }) => {
      const held = await asked(facts.get("lease"));
      if (held && held.owner !== me && held.until > Date.now() && held.until < Date.now() + 2 * LEASE) return false;
      await asked(facts.put({ owner: me, until }, "lease"));
      return true;
    });

  /* A person who asks while the worker is at it is not turned away at once. */
  function withLock(work, patience) {
    const stop = patience ? new AbortController() : null;
    const timer = stop && setTimeout(() => stop.abort(), patience);
    const begin = (lock) => {
      clearTimeout(timer);
      return lock ? work() : "busy";
    };
    const how = stop ? { signal: stop.signal } : { ifAvailable: true };
    return root.navigator.locks.request("patrol-outbox", how, begin).catch((problem) => {
      if (problem.name === "AbortError") return "busy";
      throw problem;
    });
  }

  async function alone(work, patience) {
    if (root.navigator.locks) return withLock(work, patience);
    if (!(await lease(Date.now() + LEASE))) return "busy";
    const renewal = setInterval(() => lease(Date.now() + LEASE), LEASE / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await lease(0);
    }
  }

  /* --- Records ------------------------------------------------------------------------------------------------- */

  function batchOf(records, most) {
    const batch = [];
    let size = 0;
    for (const record of records) {
      size += record.body.length * 3;
      if (batch.length && (batch.length >= most || size > server.state.limits.body_bytes)) break;
      batch.push(record);
    }
    return batch;
  }

  async function post(batch) {
    const device = await store.device();
    const [pending, voided] = await Promise.all([outbox.counts(), store.fact("voided")]);
    const envelopes = batch.map(({ uuid, sha256, body }) => ({ uuid, sha256, body }));
    const answer = await server.posted("records/", {
      device: { id: device.id, label: server.label() },
      sent_at: clock.written(new Date()),
      pending,
      voided: voided || [],
      records: envelopes,
    });
    if (!Array.isArray(answer.receipts) || answer.receipts.length !== batch.length) throw new Trouble("no_answer", "回执不完整。");
    await outbox.heardOfDevice(answer.device, (voided || []).map(({ seq }) => seq));
    return answer.receipts;
  }

  /* Gives the UUIDs that must go again. */
  async function sendBatch(batch) {
    const present = await outbox.leaving(batch);
    if (!present.length) return [];
    const receipts = await post(present);
    const open = [];
    for (let i = 0; i < present.length; i += 1) if (!(await outbox.receive(receipts[i], present[i]))) open.push(present[i].uuid);
    tell("outbox");
    return open;
  }

  /* After two batches that failed each record goes alone, so that one that upsets the server holds up no other. Hours without
     a signal are no such failures: what gathered in them goes together. */
  async function sendRecords(run) {
    let waiting = await outbox.toSend(run.person);
    let most = run.upset >= 2 ? 1 : server.state.limits.records_per_request;
    while (waiting.length) {
      const batch = batchOf(waiting, most);
      try {
        const open = await sendBatch(batch);
        run.progress = run.progress || open.length < batch.length;
        if (open.length) run.trouble = run.trouble || new Trouble("no_answer", "有记录没有拿到回执。");
      } catch (trouble) {
        if (trouble.kind === "too_large" && batch.length > 1) {
          most = Math.floor(batch.length / 2);
          continue;
        }
        if (batch.length > 1 && trouble.kind !== "signed_out") run.upset += 1;
        if (batch.length > 1 || trouble.offline || trouble.kind === "signed_out") throw trouble;
        run.trouble = trouble;
      }
      waiting = waiting.slice(batch.length);
    }
  }

  /* --- Photos -------------------------------------------------------------------------------------------------- */

  /* Perhaps some arrived earlier and only the answer was lost. */
  async function dropConfirmed(run) {
    const waiting = await outbox.photosToSend(run.person);
    if (!waiting.length) return;
    const device = await store.device();
    const asking = waiting.slice(0, STATUS_AT_MOST);
    const answer = await server.posted("status/", { device: { id: device.id }, photos: asking.map((photo) => photo.sha256) });
    const held = answer.photos || {};
    for (const photo of asking) if (held[photo.sha256] === true) await outbox.photoArrived(photo);
    await outbox.heardOfDevice(answer.device, []);
    tell("outbox");
  }

  async function notExpected(photo) {
    const answer = await server.posted("status/", { uuids: [photo.owner] });
    const known = (answer.records || {})[photo.owner];
    if (known && !known.held) await outbox.again(photo.owner);
    throw new Trouble("no_answer", "照片所属的记录要重新送一次。");
  }

  async function sendPhoto(photo, run) {
    const buffer = await store.bytesOf(photo.id);
    if (!buffer) return outbox.photoRefused(photo, "手机没有保住这张照片。");
    const { status, data } = await server.putPhoto(photo.sha256, photo.type, buffer);
    const confirmed = data.sha256 === photo.sha256 && (data.answer === "stored" || data.answer === "already");
    if (status < 300 && confirmed) {
      run.progress = true;
      return outbox.photoArrived(photo);
    }
    if (status === 415) return outbox.photoRefused(photo, data.reason);
    if (status === 409) return notExpected(photo);
    throw new Trouble("no_answer", (status === 422 && data.reason) || "照片没有拿到回执。");
  }

  /* One photo that fails holds up no other; three in a row are the network. */
  async function sendPhotos(run) {
    let failures = 0;
    for (const photo of await outbox.photosToSend(run.person)) {
      try {
        await sendPhoto(photo, run);
        failures = 0;
      } catch (trouble) {
        failures += 1;
        if (trouble.offline || trouble.kind === "signed_out" || failures >= 3) throw trouble;
        run.trouble = trouble;
      }
      run.photos = true;
      tell("outbox");
    }
  }

  /* --- A round ------------------------------------------------------------------------------------------------- */

  async function greet() {
    const hello = await server.hello();
    await store.keep("me", hello.person);
    return hello.person.id;
  }

  async function fetchPack(person, always) {
    const key = "pack:" + person;
    const known = await store.fact(key);
    if (known && !always && Date.now() - known.at < PACK_AGE) return;
    const content = await server.pack(known ? '"' + known.pack.pack + '"' : "");
    await store.keep(key, { at: Date.now(), pack: content || known.pack });
    if (content) tell("pack");
  }

  async function round(run) {
    run.person = await greet();
    tell("person");
    if (!(await store.fact("pack:" + run.person))) await fetchPack(run.person, true);
    await dropConfirmed(run);
    await sendRecords(run);
    await sendPhotos(run);
    if (run.photos || run.report) await post([]);
    await outbox.tidy();
    if (run.trouble) throw run.trouble;
    await fetchPack(run.person, run.why === "open" || run.why === "person");
  }

  /* What is only shown or waited for must not stop the sending, also when the phone is full. */
  const noted = (key, value) => store.keep(key, value).catch(() => {});

  /* Why: "person" (a button), "open" (the page), else by itself. Gives "busy", "done" or the kind of trouble. */
  const send = (why) =>
    alone(async () => {
      const before = (await store.fact("retry")) || { attempt: 0 };
      const run = { why, attempt: before.attempt, upset: before.upset || 0, progress: false, trouble: null };
      const voided = await store.fact("voided");
      run.report = why === "person" || Boolean(voided && voided.length);
      server.state.byItself = why !== "person" && why !== "open";
      await noted("sending", { state: "sending" });
      tell("sending");
      try {
        await round(run);
        await noted("retry", { attempt: 0, next_at: 0 });
        await noted("sending", { state: "done", at: Date.now() });
        return "done";
      } catch (trouble) {
        await later(run, trouble);
        return trouble.kind || "broken";
      } finally {
        tell("sending");
      }
    }, why === "person" ? PATIENCE : 0);

  async function later(run, trouble) {
    const attempt = run.progress ? 1 : run.attempt + 1;
    const step = trouble.kind === "said" || trouble.kind === "too_large" ? BACK_OFF.length : attempt;
    const seconds = BACK_OFF[Math.min(step, BACK_OFF.length) - 1] * (0.7 + 0.6 * Math.random());
    await noted("retry", { attempt, upset: run.upset, next_at: Date.now() + seconds * 1000 });
    const words = trouble instanceof Trouble ? trouble.words : "页面出错，稍后自动再试：" + trouble.message;
    await noted("sending", { state: trouble.kind || "broken", words, at: Date.now() });
  }

  patrol.sync = { send, tell, listen: (listener) => listeners.push(listener), BACK_OFF };
})(self);

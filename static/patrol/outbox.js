/* Frozen records and their photos until the server's receipts say that they are safe. Success is only what a receipt says. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock } = patrol;
  const { asked } = store;
  const REMEMBERED = 60; // records that have arrived and are still shown

  const isAccepted = (record) => record.state === "sent" || record.state === "done";

  /* Everything that lies here: for whom, how much, and the numbers both sides compare. */
  async function lying() {
    const [records, photos, seq] = await Promise.all([store.all("records"), store.all("photos"), store.fact("seq")]);
    const owners = {};
    records.forEach((record) => (owners[record.uuid] = record));
    const open = records.filter((record) => !isAccepted(record));
    const bound = photos.filter((photo) => owners[photo.owner]);
    return { records, open, photos: bound, owners, highest_seq: seq || 0 };
  }

  /* "3 条、7 张照片", of one person or of all. */
  async function counts(author) {
    const { open, photos, owners, highest_seq } = await lying();
    const his = (record) => !author || record.author === author;
    return {
      records: open.filter(his).length,
      photos: photos.filter((photo) => his(owners[photo.owner])).length,
      highest_seq,
    };
  }

  /* What others left on this phone: [{name, records, photos}]. */
  async function ofOthers(author) {
    const { open, photos, owners } = await lying();
    const people = {};
    const line = (record) => (people[record.author] = people[record.author] || { name: record.author_name, records: 0, photos: 0 });
    open.filter((record) => record.author !== author).forEach((record) => (line(record).records += 1));
    photos.map((photo) => owners[photo.owner]).filter((record) => record.author !== author).forEach((record) => (line(record).photos += 1));
    return Object.keys(people).map((key) => people[key]);
  }

  async function toSend(author) {
    const { open } = await lying();
    return open.filter((record) => record.author === author && record.state === "waiting").sort((one, other) => one.seq - other.seq);
  }

  async function photosToSend(author) {
    const { photos, owners } = await lying();
    return photos
      .filter((photo) => owners[photo.owner].author === author && owners[photo.owner].state === "sent" && !photo.refused)
      .sort((one, other) => owners[one.owner].seq - owners[other.owner].seq || one.added - other.added);
  }

  /* From here on it may have reached the server, whatever the answer: nobody may throw it away any more. */
  function leaving(batch) {
    return store.write(["records"], async ({ records }) => {
      const present = [];
      for (const { uuid, sha256 } of batch) {
        const record = await asked(records.get(uuid));
        if (!record || record.sha256 !== sha256 || record.state !== "waiting") continue;
        await asked(records.put(Object.assign(record, { attempts: record.attempts + 1 })));
        present.push(record);
      }
      return present;
    });
  }

  const settled = (record) => (record.photos_sent >= record.photos_total ? "done" : "sent");

  function marked(record, receipt) {
    const { answer, reason, code, field, number } = receipt;
    if (answer === "refused") return { state: "refused", reason: reason || "服务器没有接收这条记录。", code: code || "", field: field || "" };
    if (answer === "error") return { note: "服务器处理这条记录时出错，稍后自动再送。" };
    return {
      state: settled(record), number: number || "", note: "", reason: "", code: "", field: "", conflict: answer === "conflict" ? reason : "",
      marks: (receipt.marks || []).map((mark) => mark.words), arrived_at: clock.written(new Date()),
      problems: (receipt.problems || []).map((problem) => problem.number),
    };
  }

  const ANSWERS = ["stored", "already", "conflict", "refused", "error"];

  /* A receipt counts only for the text that was sent. Gives true if the record is safe or refused, false if it must go again. */
  function receive(receipt, sent) {
    if (receipt.uuid !== sent.uuid || receipt.sha256 !== sent.sha256 || ANSWERS.indexOf(receipt.answer) < 0) return Promise.resolve(false);
    return store.write(["records"], async ({ records }) => {
      const record = await asked(records.get(sent.uuid));
      if (!record || record.sha256 !== sent.sha256 || record.state !== "waiting") return true;
      await asked(records.put(Object.assign(record, marked(record, receipt))));
      return receipt.answer !== "error";
    });
  }

  /* The server does not know a record that this phone believed to be there: it goes again. */
  function again(uuid) {
    return store.write(["records"], async ({ records }) => {
      const record = await asked(records.get(uuid));
      if (record && record.state === "sent") await asked(records.put(Object.assign(record, { state: "waiting" })));
    });
  }

  /* The server holds these bytes: only now do they leave the phone. */
  function photoArrived(photo) {
    return store.write(["records", "photos", "bytes"], async ({ records, photos, bytes }) => {
      if (!(await asked(photos.get(photo.id)))) return;
      await asked(photos.delete(photo.id));
      await asked(bytes.delete(photo.id));
      const record = await asked(records.get(photo.owner));
      if (!record) return;
      record.photos_sent += 1;
      await asked(records.put(Object.assign(record, { state: isAccepted(record) ? settled(record) : record.state })));
    });
  }

  function photoRefused(photo, reason) {
    return store.write(["photos"], async ({ photos }) => {
      const row = await asked(photos.get(photo.id));
      if (row) await asked(photos.put(Object.assign(row, { refused: reason || "服务器不收这张照片。" })));
    });
  }

  /* A photo that cannot arrive is given up by the person; the record says so on its page at the server. */
  async function giveUpPhotos(uuid) {
    const rows = (await store.photosOf(uuid)).filter((row) => row.refused);
    return store.write(["records", "photos", "bytes"], async ({ records, photos, bytes }) => {
      for (const row of rows) await Promise.all([asked(photos.delete(row.id)), asked(bytes.delete(row.id))]);
      const record = await asked(records.get(uuid));
      record.photos_total -= rows.length;
      record.given_up = (record.given_up || 0) + rows.length;
      await asked(records.put(Object.assign(record, { state: settled(record) })));
    });
  }

  const mayBeThrownAway = (record) => record.state === "refused" || (record.state === "waiting" && record.attempts === 0);

  /* Its number is told to the server, so that nobody looks for it. Gives false if it may be on its way already. */
  async function throwAway(uuid, reason) {
    const ids = (await store.photosOf(uuid)).map((row) => row.id);
    return store.write("all", async ({ facts, drafts, records, photos, bytes }) => {
      const record = await asked(records.get(uuid));
      if (!record || !mayBeThrownAway(record)) return false;
      const voided = (await asked(facts.get("voided"))) || [];
      await asked(facts.put(voided.concat([{ seq: record.seq, reason }]), "voided"));
      await asked(records.delete(uuid));
      await asked(drafts.delete(uuid));
      for (const id of ids) await Promise.all([asked(photos.delete(id)), asked(bytes.delete(id))]);
      return true;
    });
  }

  /* What the server says about this device; numbers it no longer misses need not be told again. */
  function heardOfDevice(device, told) {
    if (!device) return Promise.resolve();
    return store.write(["facts"], async ({ facts }) => {
      await asked(facts.put(Object.assign({ at: clock.written(new Date()) }, device), "device_report"));
      if (device.more_missing) return;
      const missing = device.missing_seqs || [];
      const voided = (await asked(facts.get("voided"))) || [];
      const open = voided.filter(({ seq }) => missing.indexOf(seq) >= 0 || told.indexOf(seq) < 0);
      await asked(facts.put(open, "voided"));
    });
  }

  async function tidy() {
    const { records } = await lying();
    const old = records.filter((record) => record.state === "done").sort((one, other) => other.seq - one.seq).slice(REMEMBERED);
    if (old.length) await store.write(["records"], (stores) => Promise.all(old.map((record) => asked(stores.records.delete(record.uuid)))));
  }

  patrol.outbox = {
    isAccepted, lying, counts, ofOthers, toSend, photosToSend, leaving, receive, again, photoArrived, photoRefused, giveUpPhotos,
    mayBeThrownAway, throwAway, heardOfDevice, tidy,
  };
})(self);

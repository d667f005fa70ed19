/* Records while they are written: each change is kept at once, and frozen once into the text that will be sent. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock } = patrol;
  const { asked } = store;

  /* Another tab has changed, frozen or thrown away this draft meanwhile. */
  class Elsewhere extends Error {}

  const fresh = ({ author, author_name, place, site, task }) => ({
    uuid: store.uuid(),
    rev: 0,
    author,
    author_name,
    type: "patrol",
    title: "",
    task: task || null,
    place: place || "",
    found_at: null,
    found_clock: null,
    found_by_hand: "",
    visits: site ? [visitOf(site)] : [],
    findings: [],
    companions: [],
    note: "",
    seq: null,
    correcting: false,
    created_at: clock.written(new Date()),
  });

  const visitOf = (site, checklist) => ({ site, checklist: checklist || null, answers: {}, note: "" });

  const findingOf = (site, item) => ({
    uuid: store.uuid(), site: site || null, item: item || null, description: "", category: "", location: "",
    complained: false, complaint: "", fixed: false, measure: "",
  });

  async function checked(drafts, draft) {
    const kept = await asked(drafts.get(draft.uuid));
    if (kept ? kept.rev !== draft.rev : draft.rev > 0) throw new Elsewhere();
  }

  /* What is written, and that it is the record to open after a restart. */
  async function put({ facts, drafts }, draft, more) {
    await checked(drafts, draft);
    await asked(drafts.put(Object.assign({}, draft, more, { rev: draft.rev + 1 })));
    await asked(facts.put(draft.uuid, "open_draft"));
  }

  const save = (draft) => store.write(["facts", "drafts"], (stores) => put(stores, draft)).then(() => (draft.rev += 1));

  function rowOf(owner, { finding, role, photo, position }) {
    const { buffer, type, sha256, taken_at } = photo;
    return {
      id: store.uuid(), owner, finding: finding || null, role, sha256, size: buffer.byteLength, type, taken_at,
      position: position || null, added: Date.now(),
    };
  }

  /* The moment of finding is that of the first photo. */
  const momentOfPhoto = async ({ facts }, draft, moment) =>
    draft.found_at ? {} : { found_at: clock.written(moment), found_clock: (await asked(facts.get("clock"))) || null };

  /* `shot.photo` is what capture.js made: buffer, type, sha256, taken_at. The photo and what is written so far are kept together:
     a phone that dies right afterwards opens both again. Gives the row, or null when this photo is there already. */
  async function addPhoto(draft, shot) {
    const row = rowOf(draft.uuid, shot);
    let found = null;
    const isNew = await store.writeOnce(["facts", "drafts", "photos", "bytes"], async (stores) => {
      const { photos, bytes } = stores;
      const present = await asked(photos.index("owner").getAll(draft.uuid));
      if (present.some((other) => other.sha256 === row.sha256)) return false;
      await asked(bytes.put(shot.photo.buffer, row.id));
      await asked(photos.put(row));
      found = await momentOfPhoto(stores, draft, shot.moment);
      await put(stores, draft, found);
      return true;
    });
    if (!isNew) return null;
    Object.assign(draft, found, { rev: draft.rev + 1 });
    return row;
  }

  function removePhotos(ids) {
    return store.write(["photos", "bytes"], ({ photos, bytes }) =>
      Promise.all(ids.map((id) => Promise.all([asked(photos.delete(id)), asked(bytes.delete(id))]))));
  }

  /* The best position so far; comes later than the photo, or never. */
  function placePhotos(ids, position) {
    return store.write(["photos"], async ({ photos }) => {
      for (const id of ids) {
        const row = await asked(photos.get(id));
        if (row) await asked(photos.put(Object.assign(row, { position })));
      }
    });
  }

  async function discard(uuid) {
    const ids = (await store.photosOf(uuid)).map((row) => row.id);
    return store.write(["drafts", "records", "photos", "bytes"], async ({ drafts, records, photos, bytes }) => {
      await asked(drafts.delete(uuid));
      if (await asked(records.get(uuid))) return; // it was a correction: the record and its photos stay
      for (const id of ids) await Promise.all([asked(photos.delete(id)), asked(bytes.delete(id))]);
    });
  }

  /* What was written here while another tab kept other words: a second draft with copies of the photos. */
  async function copied(draft) {
    const renamed = {};
    const findings = draft.findings.map((finding) => Object.assign({}, finding, { uuid: (renamed[finding.uuid] = store.uuid()) }));
    const copy = Object.assign({}, draft, { uuid: store.uuid(), rev: 0, seq: null, correcting: false, findings });
    const rows = await store.photosOf(draft.uuid);
    await store.write(["facts", "drafts", "photos", "bytes"], async ({ facts, drafts, photos, bytes }) => {
      for (const row of rows) {
        const content = await asked(bytes.get(row.id));
        if (!content) continue;
        const id = store.uuid();
        await asked(bytes.put(content, id));
        await asked(photos.put(Object.assign({}, row, { id, owner: copy.uuid, finding: renamed[row.finding] || null })));
      }
      copy.rev = 1;
      await asked(drafts.put(copy));
      await asked(facts.put(copy.uuid, "open_draft"));
    });
    return copy;
  }

  /* --- Freezing ------------------------------------------------------------------------------------------------ */

  const findingBody = (finding) => ({
    uuid: finding.uuid,
    site: finding.site,
    item: finding.item,
    description: finding.description.trim(),
    category: finding.category,
    location: finding.location.trim(),
    complaint: finding.complained ? { words: finding.complaint.trim() } : null,
    fixed: finding.fixed ? { measure: finding.measure.trim() } : null,
    position: null,
  });

  const photoBody = ({ sha256, size, role, finding, taken_at, position }) => ({ sha256, size, role, finding, taken_at, position });

  const visitBody = ({ site, checklist, answers, note }) => ({ site, checklist: Object.keys(answers).length ? checklist : null, answers, note: note.trim() });

  function momentOf(draft, measurement, now) {
    const found = draft.found_by_hand ? new Date(draft.found_by_hand) : draft.found_at ? new Date(draft.found_at) : now;
    const known = draft.found_at && !draft.found_by_hand ? draft.found_clock : measurement;
    return { found_at: clock.written(found), clock: known && Date.parse(known.measured_at) <= found.getTime() ? known : null };
  }

  function patrolBody(draft, photos, base) {
    const position = photos.map((photo) => photo.position).find(Boolean) || null;
    return {
      base,
      place: draft.place || undefined,
      visits: draft.visits.map(visitBody),
      companions: draft.companions,
      note: draft.note.trim(),
      position,
      findings: draft.findings.map(findingBody),
      photos: photos.map(photoBody),
    };
  }

  function bodyOf(draft, photos, { device, seq, measurement, base, now }) {
    const head = { v: 1, type: draft.type, uuid: draft.uuid, author: draft.author, device, seq, via: "phone" };
    const rest = draft.type === "day" ? { place: draft.place, day: draft.day } : patrolBody(draft, photos, base);
    return JSON.stringify(Object.assign(head, momentOf(draft, measurement, now), rest));
  }

  const recordOf = (draft, photos, body, seq, now) => ({
    uuid: draft.uuid, seq, body, sha256: patrol.sha256.computed(new TextEncoder().encode(body)), type: draft.type,
    author: draft.author, author_name: draft.author_name, title: draft.title, frozen_at: clock.written(now),
    state: "waiting", attempts: 0, reason: "", code: "", field: "", number: "",
    photos_total: photos.length, photos_sent: 0, findings: draft.findings.length, draft,
  });

  /* A photo that was still being shrunk when its problem was taken off the list goes with it. */
  async function photosToSend(draft, { photos, bytes }) {
    const rows = (await asked(photos.index("owner").getAll(draft.uuid))).sort((one, other) => one.added - other.added);
    const left = rows.filter((row) => row.finding && !draft.findings.some((finding) => finding.uuid === row.finding));
    for (const row of left) await Promise.all([asked(photos.delete(row.id)), asked(bytes.delete(row.id))]);
    return rows.filter((row) => left.indexOf(row) < 0);
  }

  /* The draft becomes a record in one transaction: text, hash and number are made once. */
  async function freeze(draft, base) {
    const device = await store.device();
    const now = new Date();
    return store.write(["facts", "drafts", "records", "photos", "bytes"], async (stores) => {
      const { facts, drafts, records } = stores;
      await checked(drafts, draft);
      const rows = await photosToSend(draft, stores);
      const last = (await asked(facts.get("seq"))) || 0;
      const seq = draft.seq || last + 1;
      if (seq > last) await asked(facts.put(seq, "seq"));
      const measurement = (await asked(facts.get("clock"))) || null;
      const body = bodyOf(draft, rows, { device: device.id, seq, measurement, base, now });
      const record = recordOf(draft, rows, body, seq, now);
      await asked(records.put(record));
      await asked(drafts.delete(draft.uuid));
      return record;
    });
  }

  /* A refused record is opened again under its own UUID and number. */
  async function reopened(uuid) {
    const record = await store.one("records", uuid);
    const draft = Object.assign({}, record.draft, { rev: 1, seq: record.seq, correcting: true });
    await store.write(["drafts"], async ({ drafts }) => {
      const begun = await asked(drafts.get(uuid));
      if (begun) Object.assign(draft, begun);
      else await asked(drafts.put(draft));
    });
    return draft;
  }

  patrol.drafts = { Elsewhere, fresh, visitOf, findingOf, save, addPhoto, removePhotos, placePhotos, discard, copied, freeze, reopened };
})(self);

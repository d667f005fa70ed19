/* What this phone keeps: the database of the page. Drafts, frozen records, photos and their bytes, and single facts
   (device, number, person, pack). Nothing here talks to the network. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const NAME = "patrol";
  const STORES = ["facts", "drafts", "records", "photos", "bytes"];
  let opening = null;

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  function build(database) {
    database.createObjectStore("facts");
    database.createObjectStore("drafts", { keyPath: "uuid" });
    database.createObjectStore("records", { keyPath: "uuid" });
    database.createObjectStore("photos", { keyPath: "id" }).createIndex("owner", "owner");
    database.createObjectStore("bytes");
  }

  function open() {
    if (opening) return opening;
    opening = new Promise((resolve, reject) => {
      if (!root.indexedDB) throw new Error("no indexedDB");
      const request = root.indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => build(request.result);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        // A newer page in another tab must be able to change the database; the next use opens it anew.
        request.result.onversionchange = () => {
          request.result.close();
          opening = null;
        };
        request.result.onclose = () => (opening = null);
        resolve(request.result);
      };
    });
    opening.catch(() => (opening = null));
    return opening;
  }

  /* Runs work(stores) in one transaction and gives its result only after everything is on the disk.
     `work` may await nothing but requests of these stores (wrapped by `asked`). */
  async function within(names, mode, work) {
    const database = await open();
    const wanted = names === "all" ? STORES : names;
    const transaction = database.transaction(wanted, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error || new Error("aborted"));
    });
    const stores = {};
    wanted.forEach((name) => (stores[name] = transaction.objectStore(name)));
    let result;
    try {
      result = await work(stores);
    } catch (problem) {
      finished.catch(() => {});
      try {
        transaction.abort();
      } catch (over) {
        /* It has already ended by itself. */
      }
      throw problem;
    }
    await finished;
    return result;
  }

  const isFull = (problem) => Boolean(problem) && /Quota/i.test(problem.name + problem.message);

  const writeOnce = (names, work) => within(names, "readwrite", work);

  /* Words and receipts must always find room: what can be fetched again gives way to them. */
  async function write(names, work) {
    try {
      return await writeOnce(names, work);
    } catch (problem) {
      if (!isFull(problem)) throw problem;
      await makeRoom();
      return writeOnce(names, work);
    }
  }

  function makeRoom() {
    return writeOnce(["facts", "records"], async ({ facts, records }) => {
      const keys = await asked(facts.getAllKeys());
      for (const key of keys.filter((name) => String(name).indexOf("pack:") === 0)) await asked(facts.delete(key));
      for (const record of await asked(records.getAll())) if (record.state === "done") await asked(records.delete(record.uuid));
    });
  }

  const read = (names, work) => within(names, "readonly", work);

  const fact = (key) => read(["facts"], ({ facts }) => asked(facts.get(key)));
  const keep = (key, value) => write(["facts"], ({ facts }) => asked(facts.put(value, key)));
  const all = (name) => read([name], (stores) => asked(stores[name].getAll()));
  const one = (name, key) => read([name], (stores) => asked(stores[name].get(key)));

  /* A UUID also where crypto.randomUUID is missing (before Chromium 92, or without HTTPS). */
  function uuid() {
    const bytes = root.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /* This browser's store, named once for good. */
  function device() {
    return write(["facts"], async ({ facts }) => {
      const known = await asked(facts.get("device"));
      if (known) return known;
      const fresh = { id: uuid() };
      await asked(facts.put(fresh, "device"));
      return fresh;
    });
  }

  const photosOf = (owner) => read(["photos"], ({ photos }) => asked(photos.index("owner").getAll(owner)));
  const bytesOf = (id) => one("bytes", id);

  /* How full the browser's share of the phone is, 0 to 1; null where it does not say. */
  async function fullness() {
    if (!root.navigator.storage || !root.navigator.storage.estimate) return null;
    const { usage, quota } = await root.navigator.storage.estimate();
    return quota ? { share: usage / quota, usage, quota } : null;
  }

  async function persist() {
    const { storage } = root.navigator;
    if (!storage || !storage.persist) return false;
    return (await storage.persisted()) || storage.persist();
  }

  patrol.store = { asked, write, writeOnce, read, fact, keep, all, one, uuid, device, photosOf, bytesOf, fullness, persist, isFull, open };
})(self);

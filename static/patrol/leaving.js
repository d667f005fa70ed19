/* On every other page: signing out says first what still lies on this phone, and nothing of it is lost. */
"use strict";

(function () {
  if (!window.indexedDB || !window.house || !indexedDB.databases) return;

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  /* Never creates the database: a page that only asks must not build an empty one. */
  async function opened() {
    const known = await indexedDB.databases();
    return known.some(({ name }) => name === "patrol") ? asked(indexedDB.open("patrol")) : null;
  }

  async function lying(database) {
    const stores = database.transaction(["records", "photos"]);
    const [records, photos] = await Promise.all([asked(stores.objectStore("records").getAll()), asked(stores.objectStore("photos").getAll())]);
    const owners = new Set(records.map(({ uuid }) => uuid));
    return { records: records.filter(({ state }) => state === "waiting" || state === "refused").length, photos: photos.filter(({ owner }) => owners.has(owner)).length };
  }

  async function agrees() {
    let database = null;
    try {
      database = await opened();
      if (!database) return true;
      const { records, photos } = await lying(database);
      const words = `这台手机还有 ${records} 条巡查记录、${photos} 张照片没送到。退出后它们仍留在手机上，等您本人重新登录后送出。`;
      if ((records || photos) && !(await window.house.ask({ title: "退出登录", words, label: "退出" }))) return false;
      await asked(database.transaction("facts", "readwrite").objectStore("facts").put(null, "me"));
      return true;
    } catch (problem) {
      return true;
    } finally {
      if (database) database.close();
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("forgetDrafts" in form.dataset) || form.dataset.agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await agrees())) return;
    form.dataset.agreed = "yes";
    form.requestSubmit();
  }, true);
})();
